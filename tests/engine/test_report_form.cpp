// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "engine/engine.h"
#include "engine/report_form.h"
#include "engine/text.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"
#include "tests/support/disk_builder.h"
#include "tests/support/fake_target.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

const std::vector<Advisory>& packs() {
  static const std::vector<Advisory> all = {*parseAdvisory(blasterPack())};
  return all;
}

Wording wordingIn(const QString& language) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("no messages");
  return *Wording::fromJson(file.readAll().toStdString());
}

Report checked(const DiskBuilder& builder) {
  const auto target = builder.fakeTarget();
  return *check(*target, packs(), Depth::Standard, [](const Progress&) {}, {});
}

}  // namespace

class TestReportForm : public QObject {
  Q_OBJECT

  static void languages() {
    QTest::addColumn<QString>("language");
    QTest::newRow("Japanese") << "ja";
    QTest::newRow("English") << "en";
  }

 private slots:
  void whatWasFoundStandsInItAndTheRestIsBlank_data() { languages(); }
  void whatWasFoundStandsInItAndTheRestIsBlank() {
    QFETCH(QString, language);
    const Wording wording = wordingIn(language);
    DiskBuilder disk({DiskSystem::XpSp1});
    disk.threat("W32.Blaster.A", Specimen::PublishedSize);
    disk.file("WINDOWS\\pfirewall.log", "2003-08-13 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 135 48 S 1 0 16384 - - -\n");
    const std::string form = reportForm(checked(disk), wording, packs());
    for (const std::string& part : {std::string("C:\\WINDOWS\\system32\\msblast.exe"), std::string("Windows XP Service Pack 1"),
                                    std::string("TARO-PC"), wording.infection(Infection::Infected), wording.exposure(Exposure::Open),
                                    std::string("2003-08-13"), packs()[0].text(wording.language(), "threat.W32.Blaster.A.name")}) {
      QVERIFY2(form.find(part) != std::string::npos, part.c_str());
    }
    const QString text = QString::fromStdString(form);
    for (const char* key : {"form.address", "form.organisation", "form.person", "form.contact", "form.date", "form.pcs", "form.noticed",
                            "form.way", "form.damage", "form.done"}) {
      const QString blank = "\n  " + QString::fromStdString(wording.text("report.pair", {wording.text(key), std::string(20, '_')}));
      QVERIFY2(text.contains(blank), key);
    }
    QVERIFY(!text.contains(QRegularExpression("\\bform\\.[a-z]|%[1-9n]")));
  }

  void itHasNoAddressOfItsOwnAndSaysWhereToLook_data() { languages(); }
  void itHasNoAddressOfItsOwnAndSaysWhereToLook() {
    QFETCH(QString, language);
    const Wording wording = wordingIn(language);
    const std::string form = reportForm(checked(DiskBuilder({DiskSystem::XpSp2})), wording, packs());
    QVERIFY(form.find(wording.text("form.where")) != std::string::npos);
    QVERIFY(form.find(wording.text("form.not_sent")) != std::string::npos);
    // Neither mail, nor page, nor telephone: also not those of the notice of 2003, and none of the officials whom it names.
    const QString text = QString::fromStdString(form);
    QVERIFY(!text.contains('@'));
    QVERIFY(!text.contains(QRegularExpression("https?:|www\\.|\\.(jp|org|com|go)\\b", QRegularExpression::CaseInsensitiveOption)));
    QVERIFY(!text.contains(QRegularExpression("3501|\\b0\\d{1,3} ?- ?\\d{2,4} ?- ?\\d{4}\\b")));
  }

  void nothingFromADiskBreaksOutOfItsLine() {
    DiskBuilder disk({DiskSystem::XpSp1});
    disk.system().sz("ControlSet001\\Control\\ComputerName\\ComputerName", "ComputerName", "A\r\nTo: somebody@example.org\xE2\x80\xAE");
    const std::string form = reportForm(checked(disk), wordingIn("en"), packs());
    QVERIFY(form.find("\nTo: somebody") == std::string::npos && form.find("\xE2\x80\xAE") == std::string::npos);
    QVERIFY(form.find("<U+000D><U+000A>To: somebody@example.org") != std::string::npos);
    QVERIFY(isUtf8(form));
  }

  void whatCouldNotBeReadIsNotLeftOut() {
    const auto target = DiskBuilder({DiskSystem::XpSp1}).fakeTarget();
    target->disk().makeUnreadable("C:\\WINDOWS\\system32\\rpcss.dll", Errc::Io);
    const Report report = *check(*target, packs(), Depth::Standard, [](const Progress&) {}, {});
    QVERIFY(reportForm(report, wordingIn("en"), packs()).find("rpcss.dll") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(TestReportForm)
#include "test_report_form.moc"
