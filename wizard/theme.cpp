// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/theme.h"

#include <QApplication>
#include <QGuiApplication>
#include <QIcon>
#include <QImage>
#include <QPixmapCache>
#include <QScreen>
#include <QSettings>
#include <algorithm>
#include <array>
#include <cmath>

#include "wizard/style.h"
#include "wizard/system_look.h"

namespace sankajo {
namespace theme {
namespace {

struct TypeSize {
  double points, narrowPoints, pitchJa, pitchEn;
};
constexpr TypeSize typeSizes[] = {
#define TYPE_SIZE(type, points, narrowPoints, pitchJa, pitchEn) {points, narrowPoints, pitchJa, pitchEn},
#include "wizard/theme_tokens.def"
};

/// Larger types do not grow with the text beyond this.
constexpr double mostGrowth = 1.5;
constexpr double largestGrowingPoints = 14;
constexpr double bodyPoints = 12;

}  // namespace

QColor colour(Colour colour, Scheme scheme) {
  constexpr std::array<QRgb, 3> table[] = {
#define COLOUR(token, light, dark, contrast) {light, dark, contrast},
#include "wizard/theme_tokens.def"
  };
  return QColor::fromRgb(table[static_cast<std::size_t>(colour)][static_cast<std::size_t>(scheme)]);
}

int desktopEm(double logicalDpi, double textFactor) {
  return qRound(bodyPoints * logicalDpi / 72 * textFactor);
}

int screenEm(double physicalDpi, QSize screen, double magnification) {
  constexpr double millimetres = 4.2;
  const int wanted = qRound(millimetres * physicalDpi / 25.4 * magnification);
  const int least = screen.height() > screen.width() ? std::max(16, screen.width() / 40) : 16;
  return std::min(std::max(wanted, least), std::max(16, screen.width() / 36));
}

double believableDpi(double claimed) {
  return claimed >= 60 && claimed <= 250 ? claimed : 96;
}

int touchTarget(double physicalDpi, bool kiosk) {
  const int least = static_cast<int>(measure::targetLeastPixels);
  return kiosk ? std::max(least, static_cast<int>(std::ceil(measure::targetMillimetres / 25.4 * physicalDpi))) : least;
}

Layout layoutFor(QSizeF window, double em) {
  const double width = window.width() / em, height = window.height() / em;
  Layout layout;
  layout.rail = width >= measure::railFromWidth && height >= measure::railFromHeight;
  layout.narrow = !layout.rail;
  layout.tiny = width < measure::tinyBelowWidth;
  layout.brief = width < measure::briefBelowWidth;
  layout.isShort = height < measure::shortBelowHeight;
  layout.portrait = height > 1.2 * width;
  return layout;
}

QStringList families(Language language) {
  const FontFamilies here = fontFamilies();
  return language == Language::Japanese ? here.japanese : here.english + here.japanese;
}

QStringList fixedFamilies() { return fontFamilies().fixed; }

}  // namespace theme

namespace {

using theme::Colour;
using theme::Scheme;
namespace measure = theme::measure;

Theme* currentTheme = nullptr;

/// What Windows' slider or another desktop says, as the nearest of our steps that is not smaller.
int nearestPercent(double factor) {
  for (const int percent : {100, 125, 150}) {
    if (factor * 100 <= percent) return percent;
  }
  return 200;
}

Preferences readPreferences(int systemPercent) {
  const QSettings settings;
  Preferences preferences;
  preferences.textPercent = nearestPercent(settings.value("look/text", systemPercent).toInt() / 100.);
  const int colours = settings.value("look/colours").toInt();
  if (colours >= 0 && colours <= static_cast<int>(Preferences::Colours::Contrast)) preferences.colours = Preferences::Colours(colours);
  preferences.motion = settings.value("look/motion", true).toBool();
  return preferences;
}

void writePreferences(const Preferences& preferences) {
  QSettings settings;
  settings.setValue("look/text", preferences.textPercent);
  settings.setValue("look/colours", static_cast<int>(preferences.colours));
  settings.setValue("look/motion", preferences.motion);
}

/// Black becomes `dark`, white becomes `light`.
QImage between(const QImage& mask, const QColor& dark, const QColor& light) {
  QImage image = mask.convertToFormat(QImage::Format_ARGB32);
  const auto mix = [](int from, int to, int part) { return from + (to - from) * part / 255; };
  for (int y = 0; y < image.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < image.width(); ++x) {
      const int part = qGray(line[x]);
      line[x] = qRgba(mix(dark.red(), light.red(), part), mix(dark.green(), light.green(), part), mix(dark.blue(), light.blue(), part),
                      qAlpha(line[x]));
    }
  }
  return image;
}

QString schemeName(Scheme scheme) {
  switch (scheme) {
    case Scheme::Light:
      return "light";
    case Scheme::Dark:
      return "dark";
    case Scheme::Contrast:
      return "contrast";
  }
  Q_UNREACHABLE();
}

QPalette paletteOf(const Theme& theme) {
  QPalette palette;
  const auto set = [&](QPalette::ColorRole role, Colour colour) { palette.setColor(role, theme.colour(colour)); };
  set(QPalette::Window, Colour::sheet);
  set(QPalette::Base, Colour::sheet);
  set(QPalette::Button, Colour::sheet);
  set(QPalette::AlternateBase, Colour::field);
  set(QPalette::ToolTipBase, Colour::field);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText, QPalette::BrightText}) {
    set(role, Colour::ink);
  }
  set(QPalette::PlaceholderText, Colour::soft);
  set(QPalette::Highlight, Colour::ai);
  set(QPalette::HighlightedText, Colour::onai);
  set(QPalette::Link, Colour::ai);
  set(QPalette::LinkVisited, Colour::ai);
  set(QPalette::Light, Colour::sheet);
  set(QPalette::Midlight, Colour::field);
  set(QPalette::Mid, Colour::rule);
  set(QPalette::Dark, Colour::edge);
  set(QPalette::Shadow, Colour::edge);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, theme.colour(Colour::soft));
  }
  return palette;
}

}  // namespace

Theme::Theme() : Theme(Options{}) {}

Theme::Theme(const Options& options) : options_(options) {
  Q_ASSERT(!currentTheme);
  currentTheme = this;
  if (options_.place == Place::Kiosk) options_.keepPreferences = false;
  if (options_.followSystem) {
    watch_ = std::make_unique<SystemLookWatch>(QGuiApplication::palette());
    system_ = watch_->look();
    connect(watch_.get(), &SystemLookWatch::changed, this, [this] { setSystemLook(watch_->look()); });
  } else {
    system_.reducedMotion = true;
  }
  const int systemPercent = nearestPercent(system_.textFactor);
  preferences_.textPercent = systemPercent;
  if (options_.keepPreferences) preferences_ = readPreferences(systemPercent);
  QApplication::setStyle(new Style(*this));
  focusRing_ = std::make_unique<FocusRing>(*this);
  apply();
}

Theme::~Theme() {
  // The style asks the theme; the application gets one that stands alone.
  qApp->setStyleSheet({});
  QApplication::setStyle("Fusion");
  currentTheme = nullptr;
}

Theme& Theme::current() {
  Q_ASSERT(currentTheme);
  return *currentTheme;
}

void Theme::setPreferences(const Preferences& preferences) {
  if (preferences == preferences_) return;
  preferences_ = preferences;
  if (options_.keepPreferences) writePreferences(preferences);
  apply();
}

void Theme::setSystemLook(const SystemLook& look) {
  system_ = look;
  apply();
}

void Theme::setLanguage(Language language) {
  if (language == language_) return;
  language_ = language;
  apply();
}

void Theme::setWindowSize(QSize window) {
  windowSize_ = window;
  const theme::Layout layout = theme::layoutFor(window, em_);
  if (layout == layout_) return;
  layout_ = layout;
  apply();
}

Scheme Theme::scheme() const {
  switch (preferences_.colours) {
    case Preferences::Colours::Light:
      return Scheme::Light;
    case Preferences::Colours::Dark:
      return Scheme::Dark;
    case Preferences::Colours::Contrast:
      return Scheme::Contrast;
    case Preferences::Colours::System:
      break;
  }
  if (system_.highContrast) return Scheme::Contrast;
  return system_.dark ? Scheme::Dark : Scheme::Light;
}

const QPalette* Theme::systemContrast() const {
  const bool followed = preferences_.colours == Preferences::Colours::System && system_.highContrast;
  return followed ? &*system_.highContrast : nullptr;
}

QColor Theme::colour(Colour colour) const {
  const QColor ours = theme::colour(colour, scheme());
  const QPalette* palette = systemContrast();
  if (!palette) return ours;
  if (ours == Qt::black) return palette->color(QPalette::Window);
  if (ours == Qt::white) return palette->color(QPalette::WindowText);
  return palette->color(QPalette::Highlight);
}

int Theme::px(double ems) const {
  return qRound(ems * em_);
}

double Theme::textFactor() const {
  return preferences_.textPercent / 100.;
}

QFont Theme::font(theme::Type type, bool bold) const {
  const auto& size = theme::typeSizes[static_cast<std::size_t>(type)];
  const double points = layout_.narrow ? size.narrowPoints : size.points;
  const double growth = points <= theme::largestGrowingPoints ? textFactor() : std::min(textFactor(), theme::mostGrowth);
  QFont font;
  font.setFamilies(theme::families(language_));
  font.setPixelSize(qRound(baseEm_ * points / theme::bodyPoints * growth));
  font.setBold(bold);
  return font;
}

QFont Theme::fixedFont(theme::Type type) const {
  QFont font = this->font(type);
  font.setFamilies(theme::fixedFamilies());
  return font;
}

int Theme::pitch(theme::Type type) const {
  const auto& size = theme::typeSizes[static_cast<std::size_t>(type)];
  return qRound(font(type).pixelSize() * (language_ == Language::Japanese ? size.pitchJa : size.pitchEn));
}

int Theme::longestLine(theme::Type type) const {
  if (type == theme::Type::Heading || type == theme::Type::Verdict) return qRound(measure::longestHeading * font(type).pixelSize());
  return px(language_ == Language::Japanese ? measure::longestLineJa : measure::longestLineEn);
}

int Theme::touchTarget() const {
  return theme::touchTarget(dpi_, options_.place == Place::Kiosk);
}

int Theme::buttonHeight() const {
  const double ems = layout_.portrait ? measure::buttonPortrait : layout_.isShort ? measure::buttonShort : measure::button;
  return std::max(px(ems), touchTarget());
}

double Theme::largeEmblem() const {
  if (layout_.isShort) return measure::largeEmblemShort;
  const bool roomyKiosk = options_.place == Place::Kiosk && (layout_.rail || layout_.portrait);
  return roomyKiosk ? measure::largeEmblemKiosk : measure::largeEmblem;
}

double Theme::hairline(double devicePixelRatio) {
  return std::max(1., std::round(devicePixelRatio)) / devicePixelRatio;
}

int Theme::milliseconds(double full) const {
  const bool still = !preferences_.motion || system_.reducedMotion || options_.place == Place::Disc;
  return still ? 0 : qRound(full);
}

QPixmap Theme::picture(const QString& name, QSize size, double devicePixelRatio) const {
  const QPalette* palette = systemContrast();
  const QString key = QStringLiteral("sankajo/%1/%2/%3/%4x%5@%6")
                          .arg(name, schemeName(scheme()), palette ? QString::number(palette->cacheKey()) : QString())
                          .arg(size.width())
                          .arg(size.height())
                          .arg(devicePixelRatio);
  QPixmap pixmap;
  if (QPixmapCache::find(key, &pixmap)) return pixmap;
  QImage image(QStringLiteral(":/pictures/%1/%2.png").arg(schemeName(scheme()), name));
  Q_ASSERT_X(!image.isNull(), "Theme::picture", qPrintable(name));
  if (palette) image = between(image, palette->color(QPalette::Window), palette->color(QPalette::WindowText));
  image = image.scaled((QSizeF(size) * devicePixelRatio).toSize(), Qt::KeepAspectRatio, Qt::SmoothTransformation);
  pixmap = QPixmap::fromImage(image);
  pixmap.setDevicePixelRatio(devicePixelRatio);
  QPixmapCache::insert(key, pixmap);
  return pixmap;
}

QIcon Theme::windowIcon() {
  QIcon icon;
  const QPixmap small(":/pictures/light/logo-small.png"), large(":/pictures/light/logo.png");
  for (const int side : {16, 24}) icon.addPixmap(small.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  for (const int side : {32, 48, 64, 128, 256}) icon.addPixmap(large.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  return icon;
}

void Theme::readScreen() {
  const QScreen* screen = QGuiApplication::primaryScreen();
  const QSize size = screen->size();
  const double claimed =
      options_.diagonalInches ? std::hypot(size.width(), size.height()) / *options_.diagonalInches : screen->physicalDotsPerInch();
  dpi_ = theme::believableDpi(claimed);
  switch (options_.place) {
    case Place::Desktop:
      baseEm_ = theme::desktopEm(screen->logicalDotsPerInch(), 1);
      break;
    case Place::Disc:
      baseEm_ = theme::screenEm(dpi_, size, 1);
      break;
    case Place::Kiosk:
      baseEm_ = theme::screenEm(dpi_, size, 1.4);
      break;
  }
  em_ = qRound(baseEm_ * textFactor());
}

void Theme::apply() {
  readScreen();
  if (!windowSize_.isEmpty()) layout_ = theme::layoutFor(windowSize_, em_);
  // Each of these goes through every widget of every page, also where it is the same as before.
  const QPalette palette = systemContrast() ? *systemContrast() : paletteOf(*this);
  if (palette != QApplication::palette()) QApplication::setPalette(palette);
  const QFont body = font(theme::Type::Body);
  if (body != QApplication::font()) QApplication::setFont(body);
  const QString sheet = styleSheet(*this);
  if (sheet != qApp->styleSheet()) qApp->setStyleSheet(sheet);
  emit changed();
}

}  // namespace sankajo
