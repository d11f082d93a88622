// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>
#include <QSize>
#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

#include "wizard/system_look.h"

// How the wizard looks: colours, sizes, fonts, pictures. The numbers stand in theme_tokens.def. All pixels here are device-independent.

namespace sankajo {

enum class Language { Japanese, English };

namespace theme {

enum class Scheme { Light, Dark, Contrast };

enum class Colour {
#define COLOUR(token, light, dark, contrast) token,
#include "wizard/theme_tokens.def"
};

/// What a text is, which decides its size, line pitch and longest line.
enum class Type {
#define TYPE_SIZE(type, points, narrowPoints, pitchJa, pitchEn) type,
#include "wizard/theme_tokens.def"
};

/// In em, unless theme_tokens.def says otherwise.
namespace measure {
#define MEASURE(name, value) inline constexpr double name = value;
#include "wizard/theme_tokens.def"
}  // namespace measure

QColor colour(Colour colour, Scheme scheme);

/// The body text's size in pixels on a desktop; `textFactor` is 1 for 100 %.
int desktopEm(double logicalDpi, double textFactor);

/// The same at 100 % on a screen that is looked at from `magnification` times a desktop's distance: kiosk 1.4, rescue disc 1.
int screenEm(double physicalDpi, QSize screen, double magnification);

/// A screen's pixels an inch, 96 where what it says cannot be true.
double believableDpi(double claimed);

/// The least height and width of what is touched, in pixels.
int touchTarget(double physicalDpi, bool kiosk);

/// How the window is divided.
struct Layout {
  bool rail = true;      ///< The articles stand in the rail at the left, else in the strip on top.
  bool narrow = false;   ///< No room for the rail: smaller margins and headings.
  bool tiny = false;     ///< Only the current article has words.
  bool brief = false;    ///< No room for three whole sentences beside one another: short words on buttons, or one under the other.
  bool isShort = false;  ///< Low: smaller footer and strip.
  bool portrait = false;
  bool operator==(const Layout&) const = default;
};
Layout layoutFor(QSizeF window, double em);

/// Japanese text with U+2060 wherever a line must not end, so that lines break between phrases; also a space or a bracket stays with
/// the particle after it. What stands inside a term must be U+00A0. Not for text that is kept or read aloud.
QString phrased(const QString& text);

/// Paths may break after each backslash.
QString breakableAtBackslashes(const QString& text);

/// Families in the order in which they are tried, always with Japanese ones.
QStringList families(Language language);
/// For hashes in the details.
QStringList fixedFamilies();

}  // namespace theme

/// What a person may set under "Text and colours".
struct Preferences {
  enum class Colours { System, Light, Dark, Contrast };
  int textPercent = 100;  ///< 100, 125, 150 or 200.
  Colours colours = Colours::System;
  bool motion = true;
  bool operator==(const Preferences&) const = default;
};

/// The one look of the program, made in main() after the QApplication and before any widget, as QApplication itself. Sets style, style
/// sheet, palette and font of the application and keeps them right.
class Theme : public QObject {
  Q_OBJECT
 public:
  enum class Place { Desktop, Disc, Kiosk };
  struct Options {
    Place place = Place::Desktop;
    bool keepPreferences = true;                          ///< In QSettings; never in a kiosk.
    std::optional<double> diagonalInches = std::nullopt;  ///< Of the screen, where it lies about its size.
    bool followSystem = true;                             ///< Tests say no, and get light, still and 100 %.
  };

  Theme();
  explicit Theme(const Options& options);
  ~Theme() override;
  /// The theme that main() made. There must be one.
  static Theme& current();

  const Preferences& preferences() const { return preferences_; }
  void setPreferences(const Preferences& preferences);

  /// What the system asks for, where our own switches do not overrule it. SystemLookWatch tells it.
  void setSystemLook(const SystemLook& look);

  Language language() const { return language_; }
  /// Chooses the fonts only; LanguageSwitch calls it.
  void setLanguage(Language language);

  /// Frame tells each size of the wizard's window.
  void setWindowSize(QSize window);
  theme::Layout layout() const { return layout_; }

  theme::Scheme scheme() const;
  QColor colour(theme::Colour colour) const;
  /// Pixels of `ems` em of body text, rounded.
  int px(double ems) const;
  double em() const { return em_; }
  double textFactor() const;
  QFont font(theme::Type type, bool bold = false) const;
  QFont fixedFont(theme::Type type) const;
  /// From line to line, in pixels.
  int pitch(theme::Type type) const;
  /// Of a line of this type, in pixels.
  int longestLine(theme::Type type) const;
  int touchTarget() const;
  /// Height of a footer's button.
  int buttonHeight() const;
  /// Side of the emblem beside a verdict, in em.
  double largeEmblem() const;
  /// One hairline on whole device pixels.
  static double hairline(double devicePixelRatio);
  /// 0 where motion is reduced.
  int milliseconds(double full) const;

  /// A picture of resources/pictures or resources/icons by its file's name, in the colours of now, fitted into `size`.
  QPixmap picture(const QString& name, QSize size, double devicePixelRatio) const;
  /// For the window and the task bar; always light.
  static QIcon windowIcon();

 signals:
  /// Anything of the above is different now.
  void changed();

 private:
  void apply();
  void readScreen();
  /// The system's palette where it asks for high contrast and is followed.
  const QPalette* systemContrast() const;

  Options options_;
  Preferences preferences_;
  Language language_ = Language::English;
  theme::Layout layout_;
  QSize windowSize_;
  double em_ = 16;
  double baseEm_ = 16;
  double dpi_ = 96;
  SystemLook system_;
  std::unique_ptr<SystemLookWatch> watch_;
  std::unique_ptr<QObject> focusRing_;
};

}  // namespace sankajo
