// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "engine/firewall_log.h"
#include "engine/html.h"
#include "engine/report_page.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"
#include "tests/support/disk_builder.h"
#include "tests/support/fake_target.h"
#include "tests/support/verdict.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

const std::string kIcf =
    "#Verson: 1.0\r\n#Software: Microsoft Internet Connection Firewall\r\n#Time Format: Local\r\n"
    "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info\r\n\r\n";
const std::string kSp2 =
    "#Version: 1.5\r\n#Software: Microsoft Windows Firewall\r\n#Time Format: Local\r\n"
    "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info "
    "path\r\n\r\n";
const std::string kWindows11 =
    "#Version: 1.5\n#Software: Microsoft Windows Firewall\n#Time Format: Local\n"
    "#Fields: date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info path "
    "pid\n\n";

const std::vector<Advisory>& packs() {
  static const std::vector<Advisory> all = {*parseAdvisory(blasterPack())};
  return all;
}

Wording wordingIn(const QString& language) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("no messages");
  return *Wording::fromJson(file.readAll().toStdString());
}

struct Read {
  FirewallLogSeen log;
  AttemptsSeen attempts;
};
Read read(const std::string& text, std::size_t block = std::string::npos) {
  FirewallLogReader reader(packs());
  reader.begin("log");
  for (std::size_t at = 0; at < text.size(); at += std::min(block, text.size())) reader.take(std::string_view(text).substr(at, block));
  reader.end();
  return {reader.logs().at(0), reader.attempts().at(0)};
}
/// "2003-08-13 2, 2003-08-14 0"
QString inWords(const AttemptsSeen& seen) {
  QStringList days;
  for (const DayAttempts& day : seen.days) days << QString::fromStdString(day.day + " " + std::to_string(day.attempts));
  return days.join(", ");
}

/// A dropped attempt, as ICF writes it.
std::string dropped(const std::string& day, const std::string& protocol = "TCP", int port = 135) {
  return day + " 07:00:00 DROP " + protocol + " 192.0.2.1 192.0.2.2 1034 " + std::to_string(port) + " 48 S 1640769051 0 16384 - - -\r\n";
}
std::string log(const std::vector<std::pair<std::string, int>>& days) {
  std::string text = kIcf;
  for (const auto& [day, attempts] : days) {
    text += day + " 06:00:00 OPEN UDP 192.0.2.2 192.0.2.9 1025 53 - - - - - - - -\r\n";
    for (int i = 0; i < attempts; ++i) text += dropped(day, i % 2 == 0 ? "TCP" : "UDP");
  }
  return text;
}
/// Two weeks of 2, 4 and 6 attempts, and the outbreak.
std::string outbreak() {
  return log({{"2003-08-06", 2},
              {"2003-08-07", 4},
              {"2003-08-08", 6},
              {"2003-08-11", 5},
              {"2003-08-12", 9},
              {"2003-08-13", 18},
              {"2003-08-14", 8}});
}

DiskBuilder disk(DiskSystem system = DiskSystem::XpSp2) {
  return DiskBuilder({system});
}

Report checked(const DiskBuilder& builder, Depth depth = Depth::Standard, const std::function<void(FakeFiles&)>& scene = {}) {
  const auto target = builder.fakeTarget();
  if (scene) scene(target->disk());
  auto report = check(*target, packs(), depth, [](const Progress&) {}, {});
  if (!report) qFatal("%s", describe(report.error()).c_str());
  return std::move(*report);
}

/// A Windows in whose registry everything about the firewall is damaged.
class DamagedFirewallKeys : public Target, public Registry {
 public:
  explicit DamagedFirewallKeys(std::unique_ptr<FakeTarget> real) : real_(std::move(real)) {}

  Files& files() override { return real_->files(); }
  Registry& registry() override { return *this; }
  Live* live() override { return nullptr; }
  std::string root() const override { return real_->root(); }
  WinPath systemRoot() const override { return real_->systemRoot(); }
  Status writable() override { return real_->writable(); }
  Status commit(const WinPath& keepFolder, CommitWitness& witness) override { return real_->commit(keepFolder, witness); }

  std::vector<HiveFile> hives() override { return real_->registry().hives(); }
  std::vector<Error> unreadable() override { return real_->registry().unreadable(); }
  Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) override { return real_->registry().subkeys(key); }
  Result<std::optional<std::vector<RegValue>>> values(const RegPath& key) override {
    const bool firewall = key.text().find("FirewallPolicy") != std::string::npos || key.text().find("WindowsFirewall") != std::string::npos;
    if (firewall) return fail(Errc::Corrupt, key.text(), "damaged");
    return real_->registry().values(key);
  }
  Result<std::optional<RegTree>> tree(const RegPath& key) override { return real_->registry().tree(key); }
  Status apply(const RemoveRegValue& change) override { return real_->registry().apply(change); }
  Status apply(const SetRegValue& change) override { return real_->registry().apply(change); }
  Status apply(const RemoveRegKey& change) override { return real_->registry().apply(change); }
  Status apply(const AddRegKey& change) override { return real_->registry().apply(change); }
  void discard() override { real_->registry().discard(); }

 private:
  std::unique_ptr<FakeTarget> real_;
};

}  // namespace

class TestFirewallLog : public QObject {
  Q_OBJECT

 private slots:
  void everyWindowsOrderOfColumnsIsRead_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("days");
    QTest::addColumn<int>("entries");
    const auto row = [](const char* what, const std::string& text, const char* version, const char* days, int entries) {
      QTest::newRow(what) << QByteArray::fromStdString(text) << version << days << entries;
    };
    row("ICF of XP", kIcf + dropped("2003-08-13") + dropped("2003-08-13", "UDP", 69), "1.0", "2003-08-13 2", 2);
    row("XP SP2",
        kSp2 +
            "2004-09-01 11:43:41 DROP TCP 192.0.2.7 192.0.2.6 1172 135 48 S 1640769051 0 65535 - - - RECEIVE\r\n"
            "2004-09-01 11:43:52 CLOSE TCP 192.0.2.6 192.0.2.254 4280 80 - - - - - - - - -\r\n"
            "2004-09-01 11:44:00 OPEN-INBOUND TCP 192.0.2.6 192.0.2.254 4280 4444 - - - - - - - - -\r\n",
        "1.5", "2004-09-01 2", 3);
    row("Windows 7",
        kSp2 +
            "2012-03-19 11:24:43 ALLOW UDP 192.0.2.202 192.0.2.255 137 137 0 - - - - - - - RECEIVE\n"
            "2012-03-19 11:24:47 ALLOW 2 192.0.2.231 224.0.0.22 - - 0 - - - - - - - SEND\n"
            "2012-03-19 11:24:47 ALLOW TCP fe80::1 fe80::2 50000 135 0 - 0 0 0 - - - RECEIVE\n",
        "1.5", "2012-03-19 1", 3);
    row("Windows 11",
        kWindows11 +
            "2023-11-20 17:53:54 DROP TCP 192.0.2.30 192.0.2.31 61005 4444 0 - 0 0 0 - - - RECEIVE 11188\n"
            "2023-11-20 17:53:54 DROP TCP 192.0.2.30 192.0.2.31 61005 135 0 - 0 0 0 - - - SEND 11188\n",
        "1.5", "2023-11-20 1", 2);
    row("another order", "#Version: 2.0\n#Fields: time date dst-port protocol action path\n07:00:00 2003-08-13 135 TCP DROP RECEIVE\n",
        "2.0", "2003-08-13 1", 1);
    row("two in one file",
        kIcf + dropped("2003-08-13") + kSp2 + "2004-09-01 11:43:41 DROP TCP 192.0.2.7 192.0.2.6 1172 135 48 S 1 0 65535 - - - RECEIVE\r\n",
        "1.5", "2003-08-13 1, 2004-09-01 1", 2);
    row("without a head", dropped("2003-08-13"), "", "2003-08-13 1", 1);
    row("without its last line's end", kIcf + dropped("2003-08-13").substr(0, dropped("").size() + 8), "1.0", "2003-08-13 1", 1);
    row("numbers for names", kIcf + "2003-8-3 07:00:00 drop 6 192.0.2.1 192.0.2.2 1034 135 48 S 1 0 16384 - - -\n", "1.0", "2003-08-03 1",
        1);
  }
  void everyWindowsOrderOfColumnsIsRead() {
    QFETCH(QByteArray, text);
    QFETCH(QString, version);
    QFETCH(QString, days);
    QFETCH(int, entries);
    for (const std::size_t block : {std::string::npos, std::size_t{1}, std::size_t{7}, std::size_t{64}}) {
      const Read got = read(text.toStdString(), block);
      QCOMPARE(inWords(got.attempts), days);
      QCOMPARE(QString::fromStdString(got.log.version), version);
      QCOMPARE(got.log.entries, static_cast<std::uint64_t>(entries));
      QCOMPARE(got.log.broken, std::uint64_t{0});
    }
  }

  void whatIsNoAttemptIsNotCounted_data() {
    QTest::addColumn<QByteArray>("line");
    const std::string day = "2003-08-13 07:00:00 ";
    const std::string rest = " 48 S 1 0 16384 - - - ";
    QTest::newRow("another port") << QByteArray::fromStdString(day + "DROP TCP 192.0.2.1 192.0.2.2 135 80" + rest + "RECEIVE");
    QTest::newRow("the port at its own end") << QByteArray::fromStdString(day + "DROP TCP 192.0.2.1 192.0.2.2 135 1034" + rest + "RECEIVE");
    QTest::newRow("the other protocol") << QByteArray::fromStdString(day + "DROP UDP 192.0.2.1 192.0.2.2 1034 4444" + rest + "RECEIVE");
    QTest::newRow("sent") << QByteArray::fromStdString(day + "DROP TCP 192.0.2.1 192.0.2.2 1034 135" + rest + "SEND");
    QTest::newRow("let out") << QByteArray::fromStdString(day + "ALLOW TCP 192.0.2.1 192.0.2.2 1034 135" + rest + "SEND");
    QTest::newRow("passed on") << QByteArray::fromStdString(day + "DROP TCP 192.0.2.1 192.0.2.2 1034 135" + rest + "FORWARD");
    QTest::newRow("opened outward") << QByteArray::fromStdString(day + "OPEN TCP 192.0.2.1 192.0.2.2 1034 135 - - - - - - - - -");
    QTest::newRow("closed") << QByteArray::fromStdString(day + "CLOSE TCP 192.0.2.1 192.0.2.2 1034 135 - - - - - - - - -");
    QTest::newRow("ping") << QByteArray::fromStdString(day + "DROP ICMP 192.0.2.1 192.0.2.2 - - 60 - - - - 8 0 - RECEIVE");
  }
  void whatIsNoAttemptIsNotCounted() {
    QFETCH(QByteArray, line);
    const Read got = read(kSp2 + line.toStdString() + "\r\n");
    QCOMPARE(inWords(got.attempts), QString("2003-08-13 0"));
    QCOMPARE(got.log.broken, std::uint64_t{0});
  }

  void shiftJisAndUtf8AreBothRead() {
    const std::string japanese =
        "\x83\x74\x83\x40\x83\x43\x83\x41\x83\x45\x83\x48\x81\x5B\x83\x8B";  // Shift_JIS, with @ and [ as second bytes
    for (const std::string& words : {japanese, std::string("ファイアウォール")}) {
      const std::string text = std::string(words == japanese ? "" : "\xEF\xBB\xBF") + kIcf + "#Software: " + words + "\r\n" +
                               dropped("2003-08-13") + "2003-08-13 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 135 48 S 1 0 16384 - - " +
                               words + "\r\n";
      const Read got = read(text, 5);
      QCOMPARE(inWords(got.attempts), QString("2003-08-13 2"));
      QCOMPARE(got.log.broken, std::uint64_t{0});
      QCOMPARE(got.log.version, std::string("1.0"));
    }
  }

  void brokenLinesAreCountedAndTheOthersStand() {
    const std::string good = dropped("2003-08-13");
    std::vector<std::string> broken = {good.substr(0, 30) + "\r\n",
                                       "2003-13-13" + good.substr(10),
                                       "0000-00-00" + good.substr(10),
                                       "20030813" + good.substr(10),
                                       "2003-08-13 7 o'clock" + good.substr(19),
                                       "2003-08-13 07:00:00 WINK" + good.substr(24),
                                       std::string(300, '\0') + "\n",
                                       std::string(1'000'000, 'x') + "\n",
                                       std::string(1'000'000, ' ') + "x\n",
                                       "\xFF\xFE\x80\x81\n",
                                       "2003-08-13 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 99999 48 S 1 0 16384 - - -\n",
                                       // Torn off, and with a port that is another's beginning.
                                       "2003-08-13 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 13\n",
                                       good.substr(0, good.size() - 5) + "\r" + good,
                                       "2003-02-31" + good.substr(10),
                                       "2003-08-13 99:99:99" + good.substr(19),
                                       "2003-08-13 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 -1 48 S 1 0 16384 - - -\n"};
    std::string text = kIcf + good;
    for (const std::string& line : broken) text += line + good;
    for (const std::size_t block : {std::string::npos, std::size_t{3}, std::size_t{4096}}) {
      const Read got = read(text, block);
      QCOMPARE(got.log.broken, std::uint64_t{broken.size()});
      QCOMPARE(got.log.entries, std::uint64_t{broken.size() + 1});
      QCOMPARE(inWords(got.attempts), QString("2003-08-13 %1").arg(broken.size() + 1));
    }
    QCOMPARE(read("").log.broken, std::uint64_t{0});
    // A head without the columns that matter changes nothing.
    QCOMPARE(inWords(read(kIcf + "#Fields: date nonsense\n#Fields:\n#\n" + good).attempts), QString("2003-08-13 1"));
  }

  void whatWindowsDidNotWriteIsTold() {
    const Read got = read(kIcf + "2003-08-13 07:00:00 INFO-EVENTS-LOST - - - - - - - - - - - - 23\r\n" + dropped("2003-08-13"));
    QCOMPARE(got.log.lost, std::uint64_t{23});
    QCOMPARE(got.log.entries, std::uint64_t{2});
  }

  void noLogHasMoreDaysThanAreKept() {
    std::string text = kIcf;
    for (int i = 0; i < 3000; ++i) {
      char day[48];
      (void)std::snprintf(day, sizeof day, "%04d-%02d-%02d", 2001 + i / 336, 1 + i / 28 % 12, 1 + i % 28);
      text += dropped(day);
    }
    const Read got = read(text);
    QCOMPARE(got.attempts.days.size(), std::size_t{1000});
    QCOMPARE(got.log.broken, std::uint64_t{2000});
  }

  void theNormalDayIsTheMiddleOneOfThoseBeforeTheOutbreak_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("normal");
    QTest::addColumn<bool>("before");
    QTest::addColumn<QString>("percent");
    const auto row = [](const char* what, const std::string& text, double normal, bool before, const char* percent) {
      QTest::newRow(what) << QByteArray::fromStdString(text) << normal << before << percent;
    };
    row("before", outbreak(), 4.0, true, "50 100 150 125 225 450 200");
    row("too few before", log({{"2003-08-09", 1}, {"2003-08-10", 1}, {"2003-08-12", 3}, {"2003-08-13", 4}}), 2.0, false, "50 50 150 200");
    row("long after", log({{"2012-01-01", 10}, {"2012-01-02", 30}, {"2012-01-03", 20}}), 20.0, false, "50 150 100");
    row("quiet before", log({{"2003-08-06", 0}, {"2003-08-07", 0}, {"2003-08-08", 0}, {"2003-08-13", 7}}), 0.0, true, "- - - -");
    row("nothing", log({{"2003-08-13", 0}}), 0.0, false, "-");
    row("even number", log({{"2003-08-05", 1}, {"2003-08-06", 2}, {"2003-08-07", 4}, {"2003-08-08", 9}, {"2003-08-13", 6}}), 3.0, true,
        "33 67 133 300 200");
  }
  void theNormalDayIsTheMiddleOneOfThoseBeforeTheOutbreak() {
    QFETCH(QByteArray, text);
    QFETCH(double, normal);
    QFETCH(bool, before);
    QFETCH(QString, percent);
    const AttemptsJudged result = judged(read(text.toStdString()).attempts);
    QCOMPARE(result.normal, normal);
    QCOMPARE(result.fromBefore, before);
    QStringList all;
    for (const auto& one : result.percent) all << (one ? QString::number(*one) : QString("-"));
    QCOMPARE(all.join(' '), percent);
  }

  void theLogIsFoundWhereWindowsHasIt_data() {
    QTest::addColumn<int>("system");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const QString own = "ControlSet001\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\";
    const QString policy = "Policies\\Microsoft\\WindowsFirewall\\";
    const int xp = static_cast<int>(DiskSystem::XpSp2);
    QTest::newRow("ICF's own place") << static_cast<int>(DiskSystem::Xp) << "WINDOWS\\pfirewall.log"
                                     << ""
                                     << "";
    QTest::newRow("the former part") << xp << "WINDOWS\\pfirewall.log.old"
                                     << ""
                                     << "";
    QTest::newRow("Vista's own place") << xp << "WINDOWS\\system32\\LogFiles\\Firewall\\pfirewall.log"
                                       << ""
                                       << "";
    QTest::newRow("in another spelling") << xp << "WINDOWS\\PFIREWALL.LOG"
                                         << ""
                                         << "";
    QTest::newRow("as a profile says") << xp << "logs\\fw.log" << own + "StandardProfile\\Logging"
                                       << "%systemdrive%\\logs\\fw.log";
    QTest::newRow("its former part") << xp << "logs\\fw.log.old" << own + "PublicProfile\\Logging"
                                     << "C:\\logs\\fw.log";
    QTest::newRow("as a policy says") << xp << "WINDOWS\\fw.log" << policy + "DomainProfile\\Logging"
                                      << "%windir%\\fw.log";
  }
  void theLogIsFoundWhereWindowsHasIt() {
    QFETCH(int, system);
    QFETCH(QString, path);
    QFETCH(QString, key);
    QFETCH(QString, value);
    DiskBuilder builder = disk(static_cast<DiskSystem>(system));
    builder.file(path.toStdString(), outbreak());
    if (!key.isEmpty())
      (key.startsWith("Policies") ? builder.software() : builder.system()).sz(key.toStdString(), "LogFilePath", value.toStdString());
    const Report report = checked(builder);
    QCOMPARE(report.evidence.firewallLogs.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(report.evidence.firewallLogs[0].where), "C:\\" + path);
    QCOMPARE(report.evidence.attempts.at(0).days.size(), std::size_t{7});
    // A quick check looks at the known places only.
    QVERIFY(checked(builder, Depth::Quick).evidence.firewallLogs.empty());
  }

  void severalLogsAreOneCount() {
    DiskBuilder builder = disk();
    builder.file("WINDOWS\\pfirewall.log", log({{"2003-08-13", 3}}))
        .file("WINDOWS\\pfirewall.log.old", log({{"2003-08-12", 2}, {"2003-08-13", 4}}));
    const Report report = checked(builder);
    QCOMPARE(report.evidence.firewallLogs.size(), std::size_t{2});
    QCOMPARE(inWords(report.evidence.attempts.at(0)), QString("2003-08-12 2, 2003-08-13 7"));
  }

  void noVerdictRestsOnIt() {
    const std::string without = verdictOf(checked(disk()));
    DiskBuilder attacked = disk();
    attacked.file("WINDOWS\\pfirewall.log", outbreak());
    QCOMPARE(verdictOf(checked(attacked)), without);
    // Nor on its being unreadable, which is told.
    for (const char* path : {"WINDOWS\\pfirewall.log", "WINDOWS\\system32\\LogFiles\\Firewall\\pfirewall.log"}) {
      DiskBuilder locked = disk();
      locked.file(path, outbreak());
      const Report report = checked(locked, Depth::Standard,
                                    [path](FakeFiles& files) { files.makeUnreadable("C:\\" + std::string(path), Errc::AccessDenied); });
      QCOMPARE(verdictOf(report), without);
      QVERIFY(std::ranges::any_of(report.evidence.notRead,
                                  [](const NotRead& gap) { return gap.where.ends_with("pfirewall.log") && !gap.needed; }));
      QVERIFY(report.evidence.firewallLogs.empty());
    }
    DiskBuilder elsewhere = disk();
    elsewhere.system().sz("ControlSet001\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\StandardProfile\\Logging", "LogFilePath",
                          "D:\\fw.log");
    QCOMPARE(verdictOf(checked(elsewhere)), without);
    DamagedFirewallKeys damaged(attacked.fakeTarget());
    const auto report = check(damaged, packs(), Depth::Standard, [](const Progress&) {}, {});
    QVERIFY(report);
    QCOMPARE(verdictOf(*report), without);
    QVERIFY(std::ranges::any_of(report->evidence.notRead, [](const NotRead& gap) { return gap.where.ends_with("Logging") && !gap.needed; }));
    QCOMPARE(report->evidence.firewallLogs.size(), std::size_t{1});
  }

  void aBadSectorLeavesWhatWasReadBefore() {
    DiskBuilder builder = disk();
    std::string text = outbreak();
    while (text.size() < 600'000) text += dropped("2003-08-14");
    builder.file("WINDOWS\\pfirewall.log", text);
    const Report report = checked(builder, Depth::Standard, [](FakeFiles& files) { files.breakAt("C:\\WINDOWS\\pfirewall.log", 500'000); });
    QVERIFY(report.evidence.firewallLogs.at(0).entries > 1000);
    QVERIFY(std::ranges::any_of(report.evidence.notRead,
                                [](const NotRead& gap) { return gap.where.ends_with("pfirewall.log") && gap.why.starts_with("Io"); }));
  }

  void theEvidenceKeepsItAsJson() {
    DiskBuilder builder = disk();
    builder.file("WINDOWS\\pfirewall.log", outbreak());
    const Report report = checked(builder);
    const nlohmann::json json = report.evidence;
    const auto again = evidenceFromJson(json);
    QVERIFY(again);
    QVERIFY(again->firewallLogs == report.evidence.firewallLogs);
    QCOMPARE(inWords(again->attempts.at(0)), inWords(report.evidence.attempts.at(0)));
  }

  void theReportTellsItInEveryForm() {
    DiskBuilder builder = disk();
    builder.file("WINDOWS\\pfirewall.log", outbreak() + "broken\n");
    const Report report = checked(builder);
    const auto json = reportJson(report)["firewall_log"];
    QCOMPARE(QString::fromStdString(json["attempts"][0]["days"][5].dump()), QString(R"({"day":"2003-08-13","attempts":18,"percent":450})"));
    QCOMPARE(json["attempts"][0]["normal"].get<double>(), 4.0);
    QCOMPARE(json["attempts"][0]["total"].get<int>(), 52);
    QCOMPARE(QString::fromStdString(json["attempts"][0]["ports"].dump()), QString(R"(["TCP 135","TCP 4444","UDP 69","UDP 135"])"));
    QCOMPARE(json["logs"][0]["broken"].get<int>(), 1);
    QVERIFY(reportJson(checked(disk()))["firewall_log"].is_null());
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      const ReportPage page = reportPage(report, wording, packs());
      QCOMPARE(page.charts.size(), std::size_t{1});
      QCOMPARE(page.charts[0].bars.size(), std::size_t{7});
      QVERIFY(page.charts[0].bars[5].highest && page.charts[0].bars[5].value == 18);
      for (const std::string& text : {reportText(report, wording, packs()), reportHtml(report, wording, packs())}) {
        const std::string title = text.starts_with("<!") ? escapedHtml(page.attemptsTitle) : page.attemptsTitle;
        for (const std::string& part : {title, std::string("2003-08-06"), std::string("2003-08-14"), std::string("450%"),
                                        wording.count("attempts.broken", 1), wording.text("attempts.honest")}) {
          QVERIFY2(text.find(part) != std::string::npos, part.c_str());
        }
      }
      QVERIFY(reportHtml(report, wording, packs()).find("class=\"chart\"") != std::string::npos);
      QVERIFY(reportPage(checked(disk()), wording, packs()).attempts.empty());
    }
  }
};

QTEST_APPLESS_MAIN(TestFirewallLog)
#include "test_firewall_log.moc"
