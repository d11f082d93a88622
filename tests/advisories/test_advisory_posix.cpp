// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "tests/advisories/blaster_pack.h"

// What the pack is to other people's tools: a JSON schema's checker, and yara itself.

using namespace sankajo;
using namespace sankajo::test;

namespace {

/// Runs a program to its end and gives what it printed; empty, with the test failed, where it cannot be run.
QByteArray outputOf(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForStarted() || !process.waitForFinished(600'000) || process.exitStatus() != QProcess::NormalExit) {
    QTest::qFail(qPrintable(program + " cannot be run"), __FILE__, __LINE__);
    return {};
  }
  return process.readAll();
}

/// The names of those files that the schema refuses, or a Python error.
QSet<QByteArray> refusedBySchema(const QStringList& files) {
  const QString script = R"(
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    if not validator.is_valid(json.load(open(path, encoding="utf-8"))):
        print(path)
print("looked")
)";
  const QByteArray out =
      outputOf("/usr/bin/python3", QStringList{"-c", script, SANKAJO_SOURCE_DIR "/resources/advisories/advisory.schema.json"} + files);
  QList<QByteArray> lines = out.trimmed().split('\n');
  if (lines.takeLast() != "looked") QTest::qFail(("the schema could not be asked: " + out).constData(), __FILE__, __LINE__);
  return {lines.begin(), lines.end()};
}

}  // namespace

class TestAdvisoryPosix : public QObject {
  Q_OBJECT

  Json good_ = Json::parse(blasterPack().files.at("advisory.json"));

 private slots:
  void theBlasterPackFollowsTheSchema() { QVERIFY(refusedBySchema({QString::fromStdString(kBlaster + "/advisory.json")}).isEmpty()); }

  void theSchemaRefusesWhatIsWronglyBuiltAndNothingElse() {
    QTemporaryDir folder;
    QStringList files;
    for (std::size_t i = 0; i < kMistakes.size(); ++i) {
      files << folder.filePath(QString("%1.json").arg(i));
      write(files.last(), broken(good_, kMistakes[i]).dump());
    }
    const QSet<QByteArray> refused = refusedBySchema(files);
    for (std::size_t i = 0; i < kMistakes.size(); ++i) {
      const bool isRefused = refused.contains(files.at(static_cast<int>(i)).toUtf8());
      QVERIFY2(isRefused == kMistakes[i].structural, kMistakes[i].title);
    }
  }

  void theRulesMatchTheirStringsWithPlainYara_data() { stringsOfTheRules(); }
  void theRulesMatchTheirStringsWithPlainYara() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, rule);
    const QString yara = QStandardPaths::findExecutable("yara");
    QVERIFY2(!yara.isEmpty(), "yara is not installed");
    QTemporaryDir folder;
    const QString sample = folder.filePath("sample");
    write(sample, bytes.toStdString());
    const QByteArray line = outputOf(yara, {"-w", QString::fromStdString(kBlaster + "/rules.yar"), sample}).trimmed();
    QCOMPARE(line, rule.isEmpty() ? QByteArray() : rule + " " + sample.toUtf8());
  }
};

QTEST_APPLESS_MAIN(TestAdvisoryPosix)
#include "test_advisory_posix.moc"
