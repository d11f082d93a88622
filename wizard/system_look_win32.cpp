// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include <QAbstractNativeEventFilter>
#include <QCoreApplication>
#include <QSettings>
#include <QTimer>
#include <string_view>

#include "wizard/system_look.h"

namespace sankajo {

namespace {

QColor systemColour(int index) {
  const DWORD colour = GetSysColor(index);
  return QColor(GetRValue(colour), GetGValue(colour), GetBValue(colour));
}

/// The colours of the contrast theme that the person has chosen. Asked of Windows and not of Qt, which may not have followed yet.
QPalette contrastPalette() {
  const QColor window = systemColour(COLOR_WINDOW), text = systemColour(COLOR_WINDOWTEXT);
  const QColor button = systemColour(COLOR_BTNFACE), buttonText = systemColour(COLOR_BTNTEXT);
  QPalette palette(buttonText, button, text, text, text, text, text, window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::Base, window);
  palette.setColor(QPalette::AlternateBase, window);
  palette.setColor(QPalette::Highlight, systemColour(COLOR_HIGHLIGHT));
  palette.setColor(QPalette::HighlightedText, systemColour(COLOR_HIGHLIGHTTEXT));
  palette.setColor(QPalette::Link, systemColour(COLOR_HOTLIGHT));
  palette.setColor(QPalette::LinkVisited, systemColour(COLOR_HOTLIGHT));
  palette.setColor(QPalette::ToolTipBase, systemColour(COLOR_INFOBK));
  palette.setColor(QPalette::ToolTipText, systemColour(COLOR_INFOTEXT));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) palette.setColor(QPalette::Disabled, role, systemColour(COLOR_GRAYTEXT));
  return palette;
}

SystemLook read(double textFactor) {
  SystemLook look;
  look.textFactor = textFactor;
  HIGHCONTRASTW contrast = {};
  contrast.cbSize = sizeof contrast;
  const bool highContrast = SystemParametersInfoW(SPI_GETHIGHCONTRAST, sizeof contrast, &contrast, 0) && (contrast.dwFlags & HCF_HIGHCONTRASTON) != 0;
  if (highContrast) {
    look.highContrast = contrastPalette();
  } else {
    const QSettings personalize(R"(HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize)", QSettings::NativeFormat);
    look.dark = personalize.value("AppsUseLightTheme", 1).toInt() == 0;
  }
  BOOL animated = TRUE;
  if (SystemParametersInfoW(SPI_GETCLIENTAREAANIMATION, 0, &animated, 0)) look.reducedMotion = !animated;
  // Each step of a movement is a picture that goes over the line.
  if (GetSystemMetrics(SM_REMOTESESSION) != 0) look.reducedMotion = true;
  return look;
}

/// Windows' slider for the size of text: 1 to 2.25.
double readTextFactor() {
  constexpr int least = 100, most = 225;
  const QSettings accessibility(R"(HKEY_CURRENT_USER\Software\Microsoft\Accessibility)", QSettings::NativeFormat);
  return std::clamp(accessibility.value("TextScaleFactor", least).toInt(), least, most) / 100.;
}

QStringList installed(const QStringList& families) {
  QStringList found;
  const HDC screen = GetDC(nullptr);
  for (const QString& family : families) {
    LOGFONTW asked = {};
    asked.lfCharSet = DEFAULT_CHARSET;
    family.left(LF_FACESIZE - 1).toWCharArray(asked.lfFaceName);
    const auto first = [](const LOGFONTW*, const TEXTMETRICW*, DWORD, LPARAM isThere) {
      *reinterpret_cast<bool*>(isThere) = true;
      return 0;
    };
    bool isThere = false;
    EnumFontFamiliesExW(screen, &asked, first, reinterpret_cast<LPARAM>(&isThere), 0);
    if (isThere) found << family;
  }
  ReleaseDC(nullptr, screen);
  return found;
}

/// Hears when a setting changes. Windows tells every window of it; once is enough.
class SettingsFilter : public QObject, public QAbstractNativeEventFilter {
  Q_OBJECT
 public:
  SettingsFilter() {
    later_.setSingleShot(true);
    connect(&later_, &QTimer::timeout, this, &SettingsFilter::changed);
    QCoreApplication::instance()->installNativeEventFilter(this);
  }
  ~SettingsFilter() override {
    if (QCoreApplication::instance() != nullptr) QCoreApplication::instance()->removeNativeEventFilter(this);
  }

  bool nativeEventFilter(const QByteArray& type, void* message, qintptr*) override {
    if (type != "windows_generic_MSG" && type != "windows_dispatcher_MSG") return false;
    const auto* told = static_cast<const MSG*>(message);
    const bool session = told->message == WM_WTSSESSION_CHANGE || told->message == WM_SYSCOLORCHANGE || told->message == WM_THEMECHANGED;
    if (told->message != WM_SETTINGCHANGE && !session) return false;
    const auto* area = told->message == WM_SETTINGCHANGE ? reinterpret_cast<const wchar_t*>(told->lParam) : nullptr;
    const bool colours = area != nullptr && std::wstring_view(area) == L"ImmersiveColorSet";
    const bool parameter = told->message == WM_SETTINGCHANGE && (told->wParam == SPI_SETHIGHCONTRAST || told->wParam == SPI_SETCLIENTAREAANIMATION);
    if (session || colours || parameter) later_.start();
    return false;
  }

 signals:
  void changed();

 private:
  QTimer later_;
};

}  // namespace

// The last of each is what Wine finds on its host. Only those that are there: for one that is not, Qt reads every font of the PC to find another.
FontFamilies fontFamilies() {
  static const FontFamilies here = {installed({"BIZ UDPGothic", "Meiryo", "Yu Gothic UI", "MS UI Gothic", "Noto Sans CJK JP"}), installed({"Segoe UI"}),
                                    installed({"BIZ UDGothic", "Consolas", "Noto Sans Mono CJK JP"})};
  return here;
}

SystemLookWatch::SystemLookWatch(const QPalette&) {
  // Read once: a window does not grow under the reader's eyes.
  const double textFactor = readTextFactor();
  look_ = read(textFactor);
  auto filter = std::make_unique<SettingsFilter>();
  connect(filter.get(), &SettingsFilter::changed, this, [this, textFactor] {
    const SystemLook now = read(textFactor);
    const bool same = now.dark == look_.dark && now.reducedMotion == look_.reducedMotion && now.highContrast == look_.highContrast;
    if (same) return;
    look_ = now;
    emit changed();
  });
  source_ = std::move(filter);
}

SystemLookWatch::~SystemLookWatch() = default;

}  // namespace sankajo

#include "system_look_win32.moc"
