// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "engine/filter_rules.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"

// The rules for Linux, put in and taken out as they themselves say, by the real programs, in a network of the test's own.

using namespace sankajo;
using namespace sankajo::test;

namespace {

Wording wordingIn(const QString& language) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("no messages");
  return *Wording::fromJson(file.readAll().toStdString());
}

struct Ran {
  int exit = -1;
  QByteArray out;
};

/// Words of a shell in a network namespace of its own, in which this user may do everything and which nobody else sees.
Ran inOwnNetwork(const QString& words) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("PATH", environment.value("PATH") + ":/usr/sbin:/sbin");
  environment.insert("LC_ALL", "C");
  process.setProcessEnvironment(environment);
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start("unshare", {"--user", "--map-root-user", "--net", "sh", "-c", "ip link set lo up && " + words});
  process.closeWriteChannel();
  if (!process.waitForFinished(120'000)) qFatal("unshare does not end");
  return {process.exitCode(), process.readAll()};
}

/// Which of some doors can be reached: a server at each, and a knock.
const char* const kKnock = R"(
import socket
def tcp(port):
    server = socket.create_server(("127.0.0.1", port))
    try:
        socket.create_connection(("127.0.0.1", port), 0.4).close()
        return True
    except OSError:
        return False
    finally:
        server.close()
def udp(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", port))
    server.settimeout(0.4)
    try:
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port))
        return server.recv(1) == b"x"
    except OSError:
        return False
    finally:
        server.close()
def answer():
    # A PC that uses 4444 at its own end gets its answers.
    server = socket.create_server(("127.0.0.1", 8080))
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    client.bind(("127.0.0.1", 4444))
    client.settimeout(0.4)
    try:
        client.connect(("127.0.0.1", 8080))
        return True
    except OSError:
        return False
    finally:
        client.close()
        server.close()
print(*(name for name, open in (("tcp135", tcp(135)), ("tcp136", tcp(136)), ("tcp4444", tcp(4444)), ("udp69", udp(69)), ("udp70", udp(70)), ("udp135", udp(135)),
                                ("answer", answer())) if open))
)";

}  // namespace

class TestFilterRules : public QObject {
  Q_OBJECT

  static void theTwoOfLinux() {
    QTest::addColumn<int>("filter");
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("check");
    QTest::newRow("nftables") << static_cast<int>(FilterFor::Nftables) << "nft"
                              << "nft -c -f FILE";
    QTest::newRow("iptables") << static_cast<int>(FilterFor::Iptables) << "iptables-restore"
                              << "iptables-restore --noflush --test FILE && ip6tables-restore --noflush --test FILE";
  }
  static bool isHere(const QString& program) {
    return !QStandardPaths::findExecutable(program).isEmpty() || QFile::exists("/usr/sbin/" + program);
  }

 private slots:
  void itsOwnParserTakesItAndNoOther_data() { theTwoOfLinux(); }
  void itsOwnParserTakesItAndNoOther() {
    QFETCH(int, filter);
    QFETCH(QString, program);
    QFETCH(QString, check);
    if (!isHere(program)) QSKIP("the program is not here (Debian: nftables, iptables)");
    const QTemporaryDir folder;
    const auto works = [&](const std::string& text) {
      QFile file(folder.filePath("rules"));
      if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate)) qFatal("cannot write");
      file.write(QByteArray::fromStdString(text));
      file.close();
      return inOwnNetwork(QString(check).replace("FILE", file.fileName()));
    };
    const std::vector<Advisory> advisories = {*parseAdvisory(blasterPack())};
    for (const auto& ports :
         {portsToClose(advisories, false), portsToClose(advisories, true), std::vector<PortIndicator>{{"tcp", 666, 765}, {"udp", 69, 69}},
          std::vector<PortIndicator>{{"udp", 69, 69}}}) {
      for (const char* language : {"ja", "en"}) {
        const std::string text = filterRules(static_cast<FilterFor>(filter), ports, wordingIn(language));
        const Ran ran = works(text);
        QVERIFY2(ran.exit == 0, ran.out);
        // It would tell a mistake.
        std::string broken = text;
        broken.replace(broken.rfind("69"), 2, "6x9");
        QVERIFY(works(broken).exit != 0);
      }
    }
  }

  void itClosesTheDoorsAndGoesAwayAgain_data() { theTwoOfLinux(); }
  void itClosesTheDoorsAndGoesAwayAgain() {
    QFETCH(int, filter);
    QFETCH(QString, program);
    if (!isHere(program)) QSKIP("the program is not here (Debian: nftables, iptables)");
    const QTemporaryDir folder;
    const std::vector<Advisory> advisories = {*parseAdvisory(blasterPack())};
    const Wording wording = wordingIn("en");
    const std::string text = filterRules(static_cast<FilterFor>(filter), portsToClose(advisories, false), wording);
    for (const auto& [name, bytes] : {std::pair<QString, QByteArray>("rules", QByteArray::fromStdString(text)), {"knock.py", kKnock}}) {
      QFile file(folder.filePath(name));
      QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    // What its own heading tells to type.
    const QString all = QString::fromStdString(text);
    const auto toType = [&](const char* title, const char* next) {
      const QString part = all.section(QString::fromStdString(wording.text(title)), 1).section(next == nullptr ? "\n\n" : "\n#\n", 0, 0);
      QStringList commands = part.split("\n#   ", Qt::SkipEmptyParts);
      return commands.join(" && ").replace("FILE", folder.filePath("rules"));
    };
    const QString knock = "python3 " + folder.filePath("knock.py");
    // Twice: who is not sure does it again.
    const QString putIn = toType("filter.put_in", "\n");
    const Ran ran = inOwnNetwork(QStringList{knock, putIn, putIn, knock, toType("filter.take_out", nullptr), knock}.join(" && "));
    QVERIFY2(ran.exit == 0, ran.out);
    QCOMPARE(
        ran.out,
        QByteArray(
            "tcp135 tcp136 tcp4444 udp69 udp70 udp135 answer\ntcp136 udp70 answer\ntcp135 tcp136 tcp4444 udp69 udp70 udp135 answer\n"));
  }
};

QTEST_GUILESS_MAIN(TestFilterRules)
#include "test_filter_rules_posix.moc"
