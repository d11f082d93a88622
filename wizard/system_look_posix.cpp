// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>

#include "wizard/system_look.h"

namespace sankajo {
namespace {

constexpr auto service = "org.freedesktop.portal.Desktop";
constexpr auto path = "/org/freedesktop/portal/desktop";
constexpr auto interface = "org.freedesktop.portal.Settings";
constexpr auto appearance = "org.freedesktop.appearance";
constexpr auto gnome = "org.gnome.desktop.interface";
/// A portal that has to be started first is not waited for.
constexpr int mostMilliseconds = 100;

/// The desktop portal's settings.
class Portal : public QObject {
  Q_OBJECT
 public:
  Portal() {
    QDBusConnection::sessionBus().connect(service, path, interface, "SettingChanged", this, SLOT(tell(QString, QString, QDBusVariant)));
  }

  static std::optional<QVariant> read(const QString& group, const QString& key) {
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, interface, "Read");
    call << group << key;
    const QDBusMessage reply = QDBusConnection::sessionBus().call(call, QDBus::Block, mostMilliseconds);
    if (reply.type() != QDBusMessage::ReplyMessage || reply.arguments().isEmpty()) return std::nullopt;
    // Read wraps the value in one variant too many.
    QVariant value = reply.arguments().constFirst();
    while (value.metaType() == QMetaType::fromType<QDBusVariant>()) value = value.value<QDBusVariant>().variant();
    return value;
  }

 signals:
  void told(const QString& group, const QString& key, const QVariant& value);

 private slots:
  void tell(const QString& group, const QString& key, const QDBusVariant& value) { emit told(group, key, value.variant()); }
};

}  // namespace

FontFamilies fontFamilies() {
  return {{"Noto Sans CJK JP", "IPAexGothic", "VL PGothic"}, {"Noto Sans", "DejaVu Sans"}, {"Noto Sans Mono CJK JP", "DejaVu Sans Mono"}};
}

SystemLookWatch::SystemLookWatch(const QPalette& palette) {
  const bool darkPalette = palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
  look_.dark = darkPalette;
  if (!QDBusConnection::sessionBus().isConnected()) return;

  // 0: no preference, 1: dark, 2: light.
  const auto setScheme = [this, darkPalette](uint scheme) { look_.dark = scheme == 0 ? darkPalette : scheme == 1; };
  if (const auto scheme = Portal::read(appearance, "color-scheme")) setScheme(scheme->toUInt());
  if (const auto animations = Portal::read(gnome, "enable-animations")) look_.reducedMotion = !animations->toBool();
  auto portal = std::make_unique<Portal>();
  connect(portal.get(), &Portal::told, this, [this, setScheme](const QString& group, const QString& key, const QVariant& value) {
    if (group == appearance && key == "color-scheme") {
      setScheme(value.toUInt());
    } else if (group == gnome && key == "enable-animations") {
      look_.reducedMotion = !value.toBool();
    } else {
      return;
    }
    emit changed();
  });
  source_ = std::move(portal);
}

SystemLookWatch::~SystemLookWatch() = default;

}  // namespace sankajo

#include "system_look_posix.moc"
