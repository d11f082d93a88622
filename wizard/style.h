// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QProxyStyle>

class QFocusFrame;

namespace sankajo {

class Theme;

/// Measures, check boxes and radio buttons; the rest is in styleSheet().
class Style : public QProxyStyle {
  Q_OBJECT
 public:
  explicit Style(const Theme& theme);
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const override;
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const override;

 private:
  const Theme& theme_;
};

/// Buttons, progress, scroll bars, fields to write in. No fonts: they would override setFont.
QString styleSheet(const Theme& theme);

/// A ring round whatever has the focus.
class FocusRing : public QObject {
  Q_OBJECT
 public:
  explicit FocusRing(const Theme& theme);
  ~FocusRing() override;

 private:
  void follow(QWidget* focused);

  QPointer<QFocusFrame> frame_;
};

}  // namespace sankajo
