// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <map>

#include "engine/filter_rules.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

Wording wordingIn(const QString& language) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("no messages");
  return *Wording::fromJson(file.readAll().toStdString());
}

std::vector<Advisory> packs() {
  return {*parseAdvisory(blasterPack())};
}

QStringList linesOf(const std::string& text) {
  return QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
}

/// The lines that are no comment.
QStringList commandsOf(FilterFor filter, const std::vector<PortIndicator>& ports, const QString& language = "en") {
  QStringList lines = linesOf(filterRules(filter, ports, wordingIn(language)));
  lines.removeIf([](const QString& line) { return line.startsWith('#') || line.startsWith('!'); });
  return lines;
}

const std::vector<PortIndicator> kWithRange = {{"tcp", 135, 135}, {"tcp", 666, 765}, {"udp", 69, 69}};

// What each of them takes, after its maker's command reference; nft and iptables have their own parsers (test_filter_rules_posix).
const QString kPort = "(?:[1-9][0-9]{0,4})";
const QString kPortOrRange = kPort + "(?:-" + kPort + ")?";
const std::map<FilterFor, QString> kGrammar = {
    {FilterFor::PowerShell,
     "New-NetFirewallRule -Group '[^']+' -DisplayName '[^']+' (?:-Direction Inbound -Action Block -Profile Any -Protocol (?:TCP|UDP) "
     "-LocalPort|"
     "-Direction Outbound -Action Block -Profile Any -Protocol (?:TCP|UDP) -RemotePort) '" +
         kPortOrRange + "'(?:,'" + kPortOrRange + "')*"},
    {FilterFor::Netsh,
     "advfirewall firewall add rule name=[A-Za-z]+ (?:dir=in action=block protocol=(?:TCP|UDP) localport|dir=out action=block "
     "protocol=(?:TCP|UDP) "
     "remoteport)=" +
         kPortOrRange + "(?:," + kPortOrRange + ")*"},
    {FilterFor::Ios, "(?:no )?ip access-list extended [A-Z]+| permit tcp any any established| deny (?:tcp|udp) any any (?:eq " + kPort + "|range " +
                         kPort + " " + kPort + ")| permit ip any any"},
    {FilterFor::Yamaha, "ip filter [1-9][0-9]{0,6} (?:pass \\* \\* established \\* \\*|reject \\* \\* (?:tcp|udp) \\* " + kPortOrRange +
                            "|pass \\* \\* \\* \\* \\*)"},
};

}  // namespace

class TestFilterRules : public QObject {
  Q_OBJECT

  static void eachFilter() {
    QTest::addColumn<int>("filter");
    for (const FilterFor filter : kFilters) QTest::newRow(std::string(name(filter)).c_str()) << static_cast<int>(filter);
  }

 private slots:
  void theNoticesPortsAreClosedAndTheBulletinsOnRequest() {
    QCOMPARE(QString::fromStdString(portsText(portsToClose(packs(), false))), QString("TCP 135, TCP 4444, UDP 69, UDP 135"));
    QCOMPARE(QString::fromStdString(portsText(portsToClose(packs(), true))),
             QString("TCP 135, TCP 139, TCP 445, TCP 593, TCP 4444, UDP 69, UDP 135, UDP 137, UDP 138, UDP 445"));
    std::vector<Advisory> withoutNotice = packs();
    withoutNotice[0].notice.reset();
    QCOMPARE(portsToClose(withoutNotice, false).size(), std::size_t{10});
    QVERIFY(portsToClose({}, true).empty());
  }

  void everyLineIsOneThatItsReaderTakes_data() { eachFilter(); }
  void everyLineIsOneThatItsReaderTakes() {
    QFETCH(int, filter);
    const auto kind = static_cast<FilterFor>(filter);
    const auto grammar = kGrammar.find(kind);
    for (const auto& ports : {portsToClose(packs(), false), portsToClose(packs(), true), kWithRange}) {
      const QStringList lines = commandsOf(kind, ports);
      QVERIFY(lines.size() >= 2);
      QCOMPARE(commandsOf(kind, ports, "ja"), lines);
      if (grammar == kGrammar.end()) continue;
      const QRegularExpression whole("^(?:" + grammar->second + ")$");
      for (const QString& line : lines) QVERIFY2(whole.match(line).hasMatch(), qPrintable(line));
    }
  }

  void everyPortStandsThereOnceForEachSide_data() { eachFilter(); }
  void everyPortStandsThereOnceForEachSide() {
    QFETCH(int, filter);
    const auto kind = static_cast<FilterFor>(filter);
    const bool both = kind == FilterFor::PowerShell || kind == FilterFor::Netsh;
    for (const PortIndicator& port : portsToClose(packs(), true)) {
      const QRegularExpression protocol(QString::fromStdString(port.protocol), QRegularExpression::CaseInsensitiveOption);
      const QRegularExpression number("\\b" + QString::number(port.first) + "\\b");
      QStringList with = commandsOf(kind, portsToClose(packs(), true)).filter(protocol).filter(number);
      with.removeIf([](const QString& line) { return line.contains("established"); });
      QVERIFY2(with.size() == (both ? 2 : 1), qPrintable(with.join("\n")));
    }
  }

  void aRouterLetsAnswersAndEverythingElseThrough() {
    const auto ports = portsToClose(packs(), false);
    const QStringList ios = commandsOf(FilterFor::Ios, ports);
    QCOMPARE(ios[0], QString("no ") + ios[1]);
    QCOMPARE(ios[2], QString(" permit tcp any any established"));
    QCOMPARE(ios.last(), QString(" permit ip any any"));
    const QStringList yamaha = commandsOf(FilterFor::Yamaha, ports);
    QVERIFY(yamaha.first().contains(" pass * * established ") && yamaha.last().endsWith(" pass * * * * *"));
  }

  void yamahasFiltersAreAllPutInAndAllTakenOut() {
    const auto ports = portsToClose(packs(), true);
    const QStringList all = linesOf(filterRules(FilterFor::Yamaha, ports, wordingIn("en")));
    QStringList numbers;
    for (const QString& line : commandsOf(FilterFor::Yamaha, ports)) {
      numbers << line.section(' ', 2, 2);
      QVERIFY(numbers.last().toInt() >= 1 && numbers.last().toInt() <= 21'474'836);
      // Where other filters stay, only those that reject are put in, and taken out.
      QCOMPARE(all.count("#   no ip filter " + numbers.last()), line.contains(" reject ") ? 2 : 1);
    }
    const QStringList rejecting = numbers.mid(1, numbers.size() - 2);
    for (const QString& way : QStringList{"in", "out"}) {
      QCOMPARE(all.count("#   ip NAME secure filter " + way + " " + numbers.join(' ')), 1);
      QCOMPARE(all.count("#   ip NAME secure filter " + way + " " + rejecting.join(' ') + " (the numbers that stood there before)"), 1);
      QCOMPARE(all.count("#   ip NAME secure filter " + way + " (the numbers that stood there before)"), 1);
      QCOMPARE(all.count("#   no ip NAME secure filter " + way), 1);
    }
  }

  void aListOfCiscosThatIsThereStays() {
    const auto ports = portsToClose(packs(), true);
    const QStringList all = linesOf(filterRules(FilterFor::Ios, ports, wordingIn("en")));
    const QStringList denied = commandsOf(FilterFor::Ios, ports).filter(" deny ");
    QCOMPARE(denied.size(), static_cast<qsizetype>(ports.size()));
    for (qsizetype i = 0; i < denied.size(); ++i) {
      QCOMPARE(all.count(QString("!   %1%2").arg(i + 1).arg(denied[i])), 1);
      QCOMPARE(all.count(QString("!   no %1").arg(i + 1)), 1);
    }
    // Its own lines begin behind those.
    QCOMPARE(all.count("!   ip access-list resequence LIST 1000 10"), 1);
  }

  void eachTellsHowToPutItInTestItAndTakeItOut_data() { eachFilter(); }
  void eachTellsHowToPutItInTestItAndTakeItOut() {
    QFETCH(int, filter);
    const auto kind = static_cast<FilterFor>(filter);
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      const std::string text = filterRules(kind, portsToClose(packs(), false), wording);
      std::size_t at = 0;
      for (const std::string& part : {wording.text("filter.what", {"TCP 135, TCP 4444, UDP 69, UDP 135"}),
                                      wording.text("filter.side_effects"), wording.text("filter.rights"), wording.text("filter.put_in"), wording.text("filter.test"),
                                      wording.text("filter.no_connection"), wording.text("filter.take_out")}) {
        at = text.find(part, at);
        QVERIFY2(at != std::string::npos, part.c_str());
      }
      QVERIFY(text.find("filter.") == std::string::npos && text.find('%') == std::string::npos);
      const bool border = kind == FilterFor::Ios || kind == FilterFor::Yamaha;
      QCOMPARE(text.find(wording.text("filter.put_in_beside")) != std::string::npos, border);
      QCOMPARE(text.find(wording.text("filter.take_out_beside")) != std::string::npos, border);
    }
  }

  void windowsReadsTheEndOfEachJapaneseLine_data() {
    QTest::addColumn<int>("filter");
    QTest::newRow("powershell") << static_cast<int>(FilterFor::PowerShell);
    QTest::newRow("netsh") << static_cast<int>(FilterFor::Netsh);
  }
  void windowsReadsTheEndOfEachJapaneseLine() {
    QFETCH(int, filter);
    const std::string text = filterRules(static_cast<FilterFor>(filter), portsToClose(packs(), false), wordingIn("ja"));
    // As code page 932 sees it: a lead byte takes the byte after it along.
    QByteArray seen;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = static_cast<unsigned char>(text[i]);
      const bool lead = (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
      seen += lead ? '?' : text[i];
      if (lead) ++i;
    }
    QCOMPARE(seen.count('\n'), static_cast<qsizetype>(std::count(text.begin(), text.end(), '\n')));
  }

  void aTestPortIsOneThatIsClosed_data() { eachFilter(); }
  void aTestPortIsOneThatIsClosed() {
    QFETCH(int, filter);
    const std::vector<PortIndicator> ports = {{"tcp", 4444, 4444}, {"udp", 69, 69}};
    const std::string text = filterRules(static_cast<FilterFor>(filter), ports, wordingIn("en"));
    QVERIFY(QRegularExpression("ADDRESS (-Port )?4444\\b").match(QString::fromStdString(text)).hasMatch());
  }
};

QTEST_APPLESS_MAIN(TestFilterRules)
#include "test_filter_rules.moc"
