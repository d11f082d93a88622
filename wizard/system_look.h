// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPalette>
#include <QStringList>
#include <memory>
#include <optional>

namespace sankajo {

/// What the person has set for the whole system.
struct SystemLook {
  bool dark = false;
  bool reducedMotion = false;
  double textFactor = 1;  ///< 1 to 2.25.
  /// The system's own colours, where high contrast is on.
  std::optional<QPalette> highContrast = std::nullopt;
};

/// The fonts that this system has for us, the best first.
struct FontFamilies {
  QStringList japanese, english, fixed;
};
FontFamilies fontFamilies();

/// Reads the system's settings and follows them.
class SystemLookWatch : public QObject {
  Q_OBJECT
 public:
  /// `palette` is the application's before we set ours.
  explicit SystemLookWatch(const QPalette& palette);
  ~SystemLookWatch() override;
  const SystemLook& look() const { return look_; }

 signals:
  void changed();

 private:
  SystemLook look_;
  std::unique_ptr<QObject> source_;
};

}  // namespace sankajo
