// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <array>
#include <cmath>
#include <numbers>

#include "wizard/language.h"
#include "wizard/text_block.h"
#include "wizard/theme.h"
#include "wizard/widgets.h"

using namespace sankajo;
using theme::Colour;
using theme::Scheme;

namespace {

using Vector = std::array<double, 3>;

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}
Vector linearRgb(const QColor& colour) {
  return {linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
}

/// WCAG 2.
double contrast(const QColor& one, const QColor& other) {
  const auto luminance = [](const QColor& colour) {
    const Vector rgb = linearRgb(colour);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  };
  const double a = luminance(one), b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

enum class Eye { Normal, Protan, Deutan, Tritan };
/// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009),
/// table for severity 1.0, applied to linear RGB.
Vector seenBy(Eye eye, const Vector& rgb) {
  static constexpr double matrices[4][3][3] = {
      {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
      {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
      {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
      {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
  Vector out{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 3; ++column) out[row] += matrices[static_cast<int>(eye)][row][column] * rgb[column];
    out[row] = std::clamp(out[row], 0., 1.);
  }
  return out;
}

/// CIE L*a*b* under D65.
Vector lab(const Vector& rgb) {
  const double x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047;
  const double y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2];
  const double z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883;
  const auto f = [](double t) { return t > 216. / 24389 ? std::cbrt(t) : (24389. / 27 * t + 16) / 116; };
  return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

/// CIEDE2000 with all weights 1 (CIE 142-2001).
double ciede2000(const Vector& one, const Vector& other) {
  using std::numbers::pi;
  const auto radians = [](double degrees) { return degrees * pi / 180; };
  const double c1 = std::hypot(one[1], one[2]), c2 = std::hypot(other[1], other[2]);
  const double mean7 = std::pow((c1 + c2) / 2, 7);
  const double g = 0.5 * (1 - std::sqrt(mean7 / (mean7 + std::pow(25., 7))));
  const double a1 = (1 + g) * one[1], a2 = (1 + g) * other[1];
  const double chroma1 = std::hypot(a1, one[2]), chroma2 = std::hypot(a2, other[2]);
  const auto hue = [](double a, double b) {
    if (a == 0 && b == 0) return 0.;
    const double degrees = std::atan2(b, a) * 180 / pi;
    return degrees < 0 ? degrees + 360 : degrees;
  };
  const double h1 = hue(a1, one[2]), h2 = hue(a2, other[2]);
  const bool grey = chroma1 * chroma2 == 0;
  double dh = grey ? 0 : h2 - h1;
  if (dh > 180) dh -= 360;
  if (dh < -180) dh += 360;
  const double dL = other[0] - one[0], dC = chroma2 - chroma1, dH = 2 * std::sqrt(chroma1 * chroma2) * std::sin(radians(dh / 2));
  const double meanL = (one[0] + other[0]) / 2, meanC = (chroma1 + chroma2) / 2;
  double meanH = h1 + h2;
  if (!grey) meanH = std::abs(h1 - h2) <= 180 ? meanH / 2 : (meanH < 360 ? (meanH + 360) / 2 : (meanH - 360) / 2);
  const double t = 1 - 0.17 * std::cos(radians(meanH - 30)) + 0.24 * std::cos(radians(2 * meanH)) +
                   0.32 * std::cos(radians(3 * meanH + 6)) - 0.20 * std::cos(radians(4 * meanH - 63));
  const double l50 = (meanL - 50) * (meanL - 50);
  const double sL = 1 + 0.015 * l50 / std::sqrt(20 + l50), sC = 1 + 0.045 * meanC, sH = 1 + 0.015 * meanC * t;
  const double c7 = std::pow(meanC, 7);
  const double rotation = -2 * std::sqrt(c7 / (c7 + std::pow(25., 7))) * std::sin(radians(60 * std::exp(-std::pow((meanH - 275) / 25, 2))));
  return std::sqrt(std::pow(dL / sL, 2) + std::pow(dC / sC, 2) + std::pow(dH / sH, 2) + rotation * (dC / sC) * (dH / sH));
}

double distance(Colour one, Colour other, Scheme scheme, Eye eye) {
  const auto seen = [&](Colour colour) { return lab(seenBy(eye, linearRgb(theme::colour(colour, scheme)))); };
  return ciede2000(seen(one), seen(other));
}

constexpr Scheme schemes[] = {Scheme::Light, Scheme::Dark, Scheme::Contrast};

}  // namespace

class TestTheme : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void theColourDistanceIsTheOneOfTheStandard() {
    // Pairs 1, 7 and 25 of G. Sharma, W. Wu, E. N. Dalal: The CIEDE2000 Color-Difference Formula (2005), table 1.
    QVERIFY(std::abs(ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
    QVERIFY(std::abs(ciede2000({50, 0, 0}, {50, -1, 2}) - 2.3669) < 1e-4);
    QVERIFY(std::abs(ciede2000({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) - 1.2644) < 1e-4);
  }

  void textAndLinesHaveTheContrastThatTheSpecificationGives_data() {
    QTest::addColumn<int>("front");
    QTest::addColumn<int>("back");
    QTest::addColumn<double>("light");
    QTest::addColumn<double>("dark");
    const auto row = [](const char* name, Colour front, Colour back, double light, double dark) {
      QTest::newRow(name) << static_cast<int>(front) << static_cast<int>(back) << light << dark;
    };
    row("ink on sheet", Colour::ink, Colour::sheet, 16.6, 14.3);
    row("ink on field", Colour::ink, Colour::field, 15.2, 12.2);
    row("ink on board", Colour::ink, Colour::board, 13.3, 16.3);
    row("soft on sheet", Colour::soft, Colour::sheet, 7.9, 8.9);
    row("soft on field", Colour::soft, Colour::field, 7.2, 7.6);
    row("soft on board", Colour::soft, Colour::board, 6.3, 10.2);
    row("ai on sheet", Colour::ai, Colour::sheet, 10.4, 9.0);
    row("ai on field", Colour::ai, Colour::field, 9.6, 7.6);
    row("ai on board", Colour::ai, Colour::board, 8.4, 10.2);
    row("onai on ai", Colour::onai, Colour::ai, 10.4, 9.6);
    row("onai on press", Colour::onai, Colour::press, 13.7, 12.3);
    row("edge on sheet", Colour::edge, Colour::sheet, 4.4, 5.4);
    row("edge on field", Colour::edge, Colour::field, 4.0, 4.6);
    row("edge on board", Colour::edge, Colour::board, 3.5, 6.2);
    row("infected on sheet", Colour::inf, Colour::sheet, 7.3, 3.6);
    row("suspected on sheet", Colour::sus, Colour::sheet, 3.8, 6.3);
    row("traces on sheet", Colour::tra, Colour::sheet, 7.3, 4.0);
    row("clean on sheet", Colour::cle, Colour::sheet, 4.5, 10.3);
    row("unknown on sheet", Colour::unk, Colour::sheet, 16.6, 5.4);
  }
  void textAndLinesHaveTheContrastThatTheSpecificationGives() {
    QFETCH(int, front);
    QFETCH(int, back);
    QFETCH(double, light);
    QFETCH(double, dark);
    const auto measured = [&](Scheme scheme) {
      return contrast(theme::colour(static_cast<Colour>(front), scheme), theme::colour(static_cast<Colour>(back), scheme));
    };
    QVERIFY2(std::abs(measured(Scheme::Light) - light) < 0.06, qPrintable(QString::number(measured(Scheme::Light))));
    QVERIFY2(std::abs(measured(Scheme::Dark) - dark) < 0.06, qPrintable(QString::number(measured(Scheme::Dark))));
  }

  void allTextIsLegibleInEveryScheme() {
    for (const Scheme scheme : schemes) {
      for (const Colour back : {Colour::board, Colour::sheet, Colour::field}) {
        for (const Colour text : {Colour::ink, Colour::soft, Colour::ai}) {
          QVERIFY(contrast(theme::colour(text, scheme), theme::colour(back, scheme)) >= 4.5);
        }
        for (const Colour line : {Colour::edge, Colour::focus})
          QVERIFY(contrast(theme::colour(line, scheme), theme::colour(back, scheme)) >= 3);
      }
      for (const Colour back : {Colour::ai, Colour::press})
        QVERIFY(contrast(theme::colour(Colour::onai, scheme), theme::colour(back, scheme)) >= 4.5);
    }
    QVERIFY(std::abs(contrast(theme::colour(Colour::focus, Scheme::Contrast), theme::colour(Colour::sheet, Scheme::Contrast)) - 16.6) <
            0.06);
    QVERIFY(std::abs(contrast(theme::colour(Colour::onai, Scheme::Contrast), theme::colour(Colour::press, Scheme::Contrast)) - 16.6) <
            0.06);
  }

  void aMarkStandsOutFromItsFillAndAFillFromItsPanel() {
    for (const Scheme scheme : schemes) {
      const auto between = [&](Colour one, Colour other) { return contrast(theme::colour(one, scheme), theme::colour(other, scheme)); };
      QVERIFY(between(Colour::minf, Colour::inf) >= 4.4);
      QVERIFY(between(Colour::msus, Colour::sus) >= 4.4);
      QVERIFY(between(Colour::mcle, Colour::cle) >= 4.4);
      for (const Colour fill : {Colour::inf, Colour::sus, Colour::tra, Colour::cle, Colour::unk})
        QVERIFY(between(fill, Colour::field) >= 3.05);
      // The yellow of the open hole is told from the paper by its outline.
      QVERIFY(between(Colour::ink, Colour::sheet) >= 14.3);
    }
  }

  void statesAreToldApartByEveryEye_data() {
    QTest::addColumn<int>("scheme");
    QTest::addColumn<int>("eye");
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("infectedFromClean");
    const double least[2][4] = {{26, 19, 18, 17}, {18, 20, 15, 16}};
    const double infectedFromClean[2][4] = {{55, 26, 29, 59}, {67, 37, 30, 74}};
    const char* eyes[] = {"normal", "protan", "deutan", "tritan"};
    for (int scheme = 0; scheme < 2; ++scheme) {
      for (int eye = 0; eye < 4; ++eye) {
        QTest::addRow("%s, %s", scheme == 0 ? "light" : "dark", eyes[eye])
            << scheme << eye << least[scheme][eye] << infectedFromClean[scheme][eye];
      }
    }
  }
  void statesAreToldApartByEveryEye() {
    QFETCH(int, scheme);
    QFETCH(int, eye);
    QFETCH(double, least);
    QFETCH(double, infectedFromClean);
    const Colour states[] = {Colour::inf, Colour::sus, Colour::tra, Colour::cle, Colour::ope, Colour::unk};
    double smallest = 1000;
    for (const Colour one : states) {
      for (const Colour other : states) {
        if (one != other) smallest = std::min(smallest, distance(one, other, static_cast<Scheme>(scheme), static_cast<Eye>(eye)));
      }
    }
    QVERIFY2(std::abs(smallest - least) <= 0.75, qPrintable(QString::number(smallest)));
    const double these = distance(Colour::inf, Colour::cle, static_cast<Scheme>(scheme), static_cast<Eye>(eye));
    QVERIFY2(std::abs(these - infectedFromClean) <= 0.75, qPrintable(QString::number(these)));
  }

  void theEmFitsTheScreen_data() {
    QTest::addColumn<double>("dpi");
    QTest::addColumn<QSize>("screen");
    QTest::addColumn<double>("magnification");
    QTest::addColumn<int>("em");
    QTest::newRow("kiosk, portrait, 32 inches") << 68.8 << QSize(1080, 1920) << 1.4 << 27;
    QTest::newRow("kiosk, 21.5 inches") << 102.5 << QSize(1920, 1080) << 1.4 << 24;
    QTest::newRow("kiosk, 15 inches") << 85.3 << QSize(1024, 768) << 1.4 << 20;
    QTest::newRow("kiosk, 7 inches") << 133.3 << QSize(800, 480) << 1.4 << 22;
    QTest::newRow("disc, 7 inches") << 133.3 << QSize(800, 480) << 1. << 22;
    QTest::newRow("disc, an old laptop") << 96. << QSize(1024, 768) << 1. << 16;
    QTest::newRow("disc, VGA") << 96. << QSize(640, 480) << 1. << 16;
  }
  void theEmFitsTheScreen() {
    QFETCH(double, dpi);
    QFETCH(QSize, screen);
    QFETCH(double, magnification);
    QTEST(theme::screenEm(dpi, screen, magnification), "em");
  }

  void onADesktopTheEmIsTwelvePoints() {
    QCOMPARE(theme::desktopEm(96, 1), 16);
    QCOMPARE(theme::desktopEm(96, 1.25), 20);
    QCOMPARE(theme::desktopEm(96, 2), 32);
    QCOMPARE(theme::desktopEm(120, 1), 20);
  }

  void aScreenThatLiesAboutItsSizeIsNotBelieved() {
    QCOMPARE(theme::believableDpi(59), 96.);
    QCOMPARE(theme::believableDpi(60), 60.);
    QCOMPARE(theme::believableDpi(250), 250.);
    QCOMPARE(theme::believableDpi(1200), 96.);
    QCOMPARE(theme::believableDpi(0), 96.);
  }

  void whatIsTouchedIsTwelveMillimetres_data() {
    QTest::addColumn<double>("dpi");
    QTest::addColumn<int>("pixels");
    const std::pair<int, int> table[] = {{69, 46}, {82, 46}, {85, 46}, {96, 46}, {102, 49}, {118, 56}, {133, 63}, {166, 79}};
    for (const auto& [dpi, pixels] : table) QTest::addRow("%d dpi", dpi) << static_cast<double>(dpi) << pixels;
  }
  void whatIsTouchedIsTwelveMillimetres() {
    QFETCH(double, dpi);
    QFETCH(int, pixels);
    QCOMPARE(theme::touchTarget(dpi, true), pixels);
    QCOMPARE(theme::touchTarget(dpi, false), 46);
  }

  void theWindowsSizeDividesIt_data() {
    QTest::addColumn<QSizeF>("window");
    QTest::addColumn<double>("em");
    QTest::addColumn<QString>("layout");
    QTest::newRow("1280x800") << QSizeF(1280, 800) << 16. << "rail";
    QTest::newRow("1024x768") << QSizeF(1024, 768) << 16. << "rail";
    QTest::newRow("800x480") << QSizeF(800, 480) << 16. << "narrow";
    QTest::newRow("1280x800 at 200 %") << QSizeF(1280, 800) << 32. << "narrow";
    QTest::newRow("800x480 at 200 %") << QSizeF(800, 480) << 32. << "narrow tiny short";
    QTest::newRow("kiosk, portrait") << QSizeF(1080, 1920) << 27. << "narrow portrait";
    QTest::newRow("kiosk") << QSizeF(1920, 1080) << 24. << "rail";
    QTest::newRow("kiosk, 15 inches") << QSizeF(1024, 768) << 20. << "narrow";
    QTest::newRow("just wide and high enough for the rail") << QSizeF(896, 544) << 16. << "rail";
    QTest::newRow("one pixel less wide") << QSizeF(895, 544) << 16. << "narrow";
    QTest::newRow("one pixel less high") << QSizeF(896, 543) << 16. << "narrow";
  }
  void theWindowsSizeDividesIt() {
    QFETCH(QSizeF, window);
    QFETCH(double, em);
    const theme::Layout layout = theme::layoutFor(window, em);
    QStringList words;
    if (layout.rail) words << "rail";
    if (layout.narrow) words << "narrow";
    if (layout.tiny) words << "tiny";
    if (layout.isShort) words << "short";
    if (layout.portrait) words << "portrait";
    QTEST(words.join(' '), "layout");
  }

  void japaneseBreaksBetweenPhrases_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("phrases");  // | where a line may end
    const auto row = [](const char* name, const char* phrases) {
      QTest::newRow(name) << QString::fromUtf8(phrases).remove('|') << QString::fromUtf8(phrases);
    };
    row("after hiragana before kanji", "感染しているかどうかを|確認してください。");
    row("not inside katakana or kanji", "修正プログラムを|入れます。");
    row("after a comma and a full stop", "次に、|弱点をふさぎます。|確認します。");
    row("before and after brackets", "弱点|（脆弱性）|修正");
    row("a particle stays with its bracket", "この|弱点|（MS03-026）からは|入れません。");
    row("quotation marks", "次に|「感染」を|見ます。");
    row("a middle dot", "第1条・|第2条");
    row("inside a verb there is none", "ワームを|取り除き、|書き込みを|止めます。");
    row("a polite beginning stays with its word", "このお客様のご案内");
    row("digits stay with their counter", "約2分で|3件を|見ました。");
    row("small kana and the long mark do not begin a line", "ああああああああああああっと");
    row("twelve hiragana are more than a phrase", "あいうえおかきくけこさし|すせそ");
    row("a request is one word", "つないだままにして|ください。");
    row("once more is one word", "次に、|もう一度確認してください。");
    row("Latin words have their own breaks", "Windows XP");
  }
  void japaneseBreaksBetweenPhrases() {
    QFETCH(QString, text);
    QFETCH(QString, phrases);
    // Written as the table is: the places between letters without a joiner, spaces and Latin words excepted.
    const QString phrased = theme::phrased(text);
    QString found = phrased;
    found.replace(QChar(0x200B), u'|').remove(QChar(0x2060)).replace(QChar(0x00A0), u' ');
    QCOMPARE(found, phrases);
    QString plain = phrased;
    plain.remove(QChar(0x200B)).remove(QChar(0x2060)).replace(QChar(0x00A0), u' ');
    QCOMPARE(plain, text);
  }

  void aParticleStaysWithTheLatinWordBeforeIt() {
    QVERIFY(theme::phrased("Windows XP を確認する").startsWith(QStringLiteral("Windows XP\u00A0を")));
    QVERIFY(theme::phrased("Windows XP 修正").contains("XP 修"));
  }

  void linesAreBrokenAtPhrasesAndPathsAtBackslashes() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    theme.setLanguage(Language::Japanese);
    const TextBlock sentence("感染しているかどうかを確認してください。", {}, theme.px(14));
    QCOMPARE(sentence.lines(), QStringList({"感染しているかどうかを", "確認してください。"}));
    const TextBlock path("C:\\WINDOWS\\system32\\msblast.exe", {}, theme.px(12));
    QVERIFY(path.lineCount() > 1);
    for (const auto& line : path.lines().mid(0, path.lineCount() - 1)) QVERIFY2(line.endsWith('\\'), qPrintable(line));
    // Too long for the line: anywhere rather than cut off.
    const TextBlock word("駆除修正更新確認隔離感染", {}, theme.px(4));
    QVERIFY(word.size().width() <= theme.px(4));
    QCOMPARE(word.lineCount(), 3);
  }

  void linesKeepTheThemesPitchAndMeasure() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    theme.setLanguage(Language::English);
    const QString text = QString("The worm cannot come in through this hole. ").repeated(8);
    for (const int percent : {100, 125, 150, 200}) {
      theme.setPreferences({.textPercent = percent});
      for (const auto type : {theme::Type::Secondary, theme::Type::Body, theme::Type::Lead, theme::Type::Heading, theme::Type::Verdict}) {
        const TextBlock block(text, {.type = type}, -1);
        QVERIFY(block.size().width() <= theme.longestLine(type));
        QCOMPARE(block.size().height(), block.lineCount() * theme.pitch(type));
        const double ratio = static_cast<double>(theme.pitch(type)) / theme.font(type).pixelSize();
        QVERIFY(std::abs(ratio - (type == theme::Type::Heading || type == theme::Type::Verdict ? 1.35 : 1.5)) < 0.04);
      }
      QCOMPARE(theme.longestLine(theme::Type::Body), qRound(34 * theme.em()));
    }
    theme.setLanguage(Language::Japanese);
    QCOMPARE(theme.longestLine(theme::Type::Body), qRound(38 * theme.em()));
    QVERIFY(std::abs(static_cast<double>(theme.pitch(theme::Type::Body)) / theme.font(theme::Type::Body).pixelSize() - 1.6) < 0.04);
  }

  void largeTypesGrowLessThanSmallOnes() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    QCOMPARE(theme.font(theme::Type::Body).pixelSize(), 16);
    QCOMPARE(theme.font(theme::Type::Secondary).pixelSize(), 15);
    QCOMPARE(theme.font(theme::Type::Verdict).pixelSize(), 37);
    theme.setPreferences({.textPercent = 200});
    QCOMPARE(theme.font(theme::Type::Body).pixelSize(), 32);
    QCOMPARE(theme.font(theme::Type::Lead).pixelSize(), 37);
    QCOMPARE(theme.font(theme::Type::Verdict).pixelSize(), 56);
    theme.setWindowSize({800, 480});
    QCOMPARE(theme.font(theme::Type::Verdict).pixelSize(), 44);
    QCOMPARE(theme.font(theme::Type::Heading).pixelSize(), 36);
  }

  void japaneseFamiliesAreListedForEnglishToo() {
    for (const auto& family : theme::families(Language::Japanese)) QVERIFY(theme::families(Language::English).contains(family));
    Theme theme({.keepPreferences = false, .followSystem = false});
    QCOMPARE(QApplication::font().families(), theme::families(theme.language()));
  }

  void ourOwnSwitchOverrulesTheSystem() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    QSignalSpy changed(&theme, &Theme::changed);
    QCOMPARE(theme.scheme(), Scheme::Light);
    theme.setPreferences({.colours = Preferences::Colours::Dark});
    QCOMPARE(theme.scheme(), Scheme::Dark);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(QApplication::palette().color(QPalette::Window), theme::colour(Colour::sheet, Scheme::Dark));
    theme.setPreferences({.colours = Preferences::Colours::Dark});
    QCOMPARE(changed.count(), 1);
  }

  void preferencesAreKeptButNotInAKiosk() {
    QCoreApplication::setOrganizationName("sankajo-test");
    QSettings().clear();
    const Preferences chosen{.textPercent = 150, .colours = Preferences::Colours::Contrast, .motion = false};
    {
      Theme kiosk({.place = Theme::Place::Kiosk, .followSystem = false});
      kiosk.setPreferences(chosen);
    }
    QCOMPARE(Theme({.followSystem = false}).preferences(), Preferences());
    { Theme({.followSystem = false}).setPreferences(chosen); }
    QCOMPARE(Theme({.followSystem = false}).preferences(), chosen);
    QCOMPARE(Theme({.place = Theme::Place::Kiosk, .followSystem = false}).preferences(), Preferences());
    QSettings().clear();
  }

  void theSystemIsFollowedUntilOurSwitchSaysOtherwise() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    theme.setSystemLook({.dark = true});
    QCOMPARE(theme.scheme(), Scheme::Dark);
    theme.setPreferences({.colours = Preferences::Colours::Light});
    QCOMPARE(theme.scheme(), Scheme::Light);
  }

  void theSystemsHighContrastKeepsItsOwnColours() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(0, 0, 60));
    palette.setColor(QPalette::WindowText, QColor(255, 255, 0));
    palette.setColor(QPalette::Highlight, QColor(0, 255, 255));
    theme.setSystemLook({.highContrast = palette});
    QCOMPARE(theme.scheme(), Scheme::Contrast);
    QCOMPARE(theme.colour(Colour::ink), QColor(255, 255, 0));
    QCOMPARE(theme.colour(Colour::sheet), QColor(0, 0, 60));
    QCOMPARE(theme.colour(Colour::focus), QColor(0, 255, 255));
    const QImage seal = theme.picture("box-done", {64, 64}, 1).toImage();
    QCOMPARE(seal.pixelColor(32, 32), QColor(255, 255, 0));
    theme.setPreferences({.colours = Preferences::Colours::Contrast});
    QCOMPARE(theme.colour(Colour::ink), QColor(Qt::white));
    QCOMPARE(theme.picture("box-done", {64, 64}, 1).toImage().pixelColor(32, 32), QColor(Qt::white));
  }

  void systemDiscAndOurSwitchEachStopAllMotion() {
    {
      Theme theme({.keepPreferences = false, .followSystem = false});
      theme.setSystemLook({.reducedMotion = false});
      QCOMPARE(theme.milliseconds(180), 180);
      theme.setSystemLook({.reducedMotion = true});
      QCOMPARE(theme.milliseconds(180), 0);
      theme.setSystemLook({.reducedMotion = false});
      theme.setPreferences({.motion = false});
      QCOMPARE(theme.milliseconds(180), 0);
    }
    Theme disc({.place = Theme::Place::Disc, .keepPreferences = false, .followSystem = false});
    disc.setSystemLook({.reducedMotion = false});
    QCOMPARE(disc.milliseconds(180), 0);
  }

  void everyPictureIsThereInEveryScheme() {
    Theme theme({.keepPreferences = false, .followSystem = false});
    QStringList names;
    for (int i = 0; i <= static_cast<int>(Emblem::HoleUnknown); ++i) names << EmblemPicture::pictureName(static_cast<Emblem>(i));
    for (int article = 1; article <= 3; ++article) {
      for (int i = 0; i <= static_cast<int>(ArticleState::AfterRestart); ++i)
        names << Seal::pictureName(article, static_cast<ArticleState>(i));
    }
    for (int i = 0; i <= static_cast<int>(BoxState::AfterRestart); ++i) names << OutcomeBox::pictureName(static_cast<BoxState>(i));
    for (const char* name : {"unplug", "plug-in", "disk-usb", "this-pc", "update", "asleep", "no-disk", "rescue-disc", "restart", "keep",
                             "patch", "fetch", "report", "staff", "attract"}) {
      names << QStringLiteral("pic-") + name;
    }
    names << "logo"
          << "logo-small";
    for (const auto colours : {Preferences::Colours::Light, Preferences::Colours::Dark, Preferences::Colours::Contrast}) {
      theme.setPreferences({.colours = colours});
      for (const auto& name : names) {
        const QImage image = theme.picture(name, {48, 48}, 1).toImage();
        QVERIFY2(image.width() == 48 && !image.isNull(), qPrintable(name));
        // Something is drawn in it.
        bool drawn = false;
        for (int y = 0; y < image.height() && !drawn; ++y) {
          for (int x = 0; x < image.width() && !drawn; ++x) drawn = qAlpha(image.pixel(x, y)) > 200;
        }
        QVERIFY2(drawn, qPrintable(name));
      }
    }
  }

  void inGreyEachEmblemIsStillAnother() {
    // Shape alone tells: in the contrast scheme, which has no colours, no two are alike.
    Theme theme({.keepPreferences = false, .followSystem = false});
    theme.setPreferences({.colours = Preferences::Colours::Contrast});
    constexpr int side = 24;
    const auto image = [&](int i) { return theme.picture(EmblemPicture::pictureName(static_cast<Emblem>(i)), {side, side}, 1).toImage(); };
    for (int i = 0; i <= static_cast<int>(Emblem::HoleUnknown); ++i) {
      for (int j = 0; j < i; ++j) {
        const QImage one = image(i), other = image(j);
        int differing = 0;
        for (int y = 0; y < side; ++y) {
          for (int x = 0; x < side; ++x) {
            const auto light = [&](const QImage& from) { return qGray(from.pixel(x, y)) * qAlpha(from.pixel(x, y)) / 255; };
            if (std::abs(light(one) - light(other)) > 100) ++differing;
          }
        }
        QVERIFY2(differing >= side * side / 12, qPrintable(QStringLiteral("%1 and %2: %3").arg(i).arg(j).arg(differing)));
      }
    }
  }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
