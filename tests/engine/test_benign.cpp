// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

#include "engine/engine.h"
#include "engine/pe.h"
#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"

using namespace sankajo;
using namespace sankajo::test;

// Every PE file of some Debian packages, put where a worm would lie: none of them is one.
class TestBenign : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase();
  void nothingIsFoundAmongProgramsThatAreNoWorms_data();
  void nothingIsFoundAmongProgramsThatAreNoWorms();
  void aSpecimenAmongThemIsFound();

 private:
  void makeDisk(const DiskOptions& options, const std::vector<std::string>& threats);
  Result<Report> checked();

  std::vector<std::filesystem::path> programs_;
  std::vector<Advisory> advisories_;
  QString corpus_;
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestBenign::initTestCase() {
  corpus_ = qEnvironmentVariable("SANKAJO_PE_CORPUS");
  if (corpus_.isEmpty())
    QSKIP("SANKAJO_PE_CORPUS names no folder with real PE files (tests/run unpacks libwine, nsis, nsis-common and win32-loader)");
  QDirIterator files(corpus_, QDir::Files | QDir::NoSymLinks | QDir::Hidden, QDirIterator::Subdirectories);
  QSet<QString> packages;
  while (files.hasNext()) {
    QFile file(files.next());
    QVERIFY(file.open(QIODevice::ReadOnly));
    if (!isPe(file.read(4096).toStdString())) continue;
    programs_.emplace_back(file.fileName().toStdString());
    for (const char* package : {"wine", "nsis", "win32-loader"}) {
      if (file.fileName().mid(corpus_.size()).contains(package)) packages << package;
    }
  }
  QVERIFY2(packages.size() == 3, "PE files of one of the packages are missing");
  QVERIFY2(programs_.size() > 600, qPrintable(QString::number(programs_.size())));
  auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  QVERIFY_OK(pack);
  auto advisory = parseAdvisory(*pack);
  QVERIFY_OK(advisory);
  advisories_ = {*advisory};
}

// The disk, and in its system32 all those files by their own names; where names meet, in a folder of their own.
void TestBenign::makeDisk(const DiskOptions& options, const std::vector<std::string>& threats) {
  namespace fs = std::filesystem;
  // Beside the corpus, so that hard links can be made.
  folder_ = std::make_unique<QTemporaryDir>(QFileInfo(corpus_).absolutePath() + "/benign-XXXXXX");
  QVERIFY(folder_->isValid());
  DiskBuilder disk(options);
  for (const std::string& threat : threats) disk.threat(threat, Specimen::WithStrings);
  QVERIFY_OK(disk.writeTo(folder_->path().toStdString()));
  const fs::path system32 = fs::path(folder_->path().toStdString()) / disk.systemRootName() / "system32";
  std::size_t number = 0;
  for (const fs::path& program : programs_) {
    fs::path to = system32 / program.filename();
    if (fs::exists(to)) {
      to = system32 / ("more" + std::to_string(++number)) / program.filename();
      fs::create_directories(to.parent_path());
    }
    fs::create_hard_link(program, to);
  }
}

Result<Report> TestBenign::checked() {
  auto target = openOffline(folder_->path().toStdString(), std::nullopt);
  if (!target) return tl::unexpected(target.error());
  return check(**target, advisories_, Depth::Thorough, {}, {});
}

void TestBenign::nothingIsFoundAmongProgramsThatAreNoWorms_data() {
  QTest::addColumn<int>("system");
  for (const DiskSystem system : {DiskSystem::Nt4Workstation, DiskSystem::Win2000Sp4, DiskSystem::XpSp1, DiskSystem::Server2003}) {
    QTest::newRow(std::string(name(system)).c_str()) << static_cast<int>(system);
  }
}

void TestBenign::nothingIsFoundAmongProgramsThatAreNoWorms() {
  QFETCH(int, system);
  makeDisk({.system = static_cast<DiskSystem>(system), .patch = PatchLevel::KB828741}, {});
  if (QTest::currentTestFailed()) return;
  const auto report = checked();
  QVERIFY_OK(report);
  QVERIFY2(report->assessment.findings.empty(), explained(*report).c_str());
  QCOMPARE(name(report->assessment.infection), name(Infection::Clean));
  // They were read, not passed over.
  QVERIFY(report->evidence.statistics.filesRead >= programs_.size());
}

void TestBenign::aSpecimenAmongThemIsFound() {
  makeDisk({}, {"W32.Blaster.A"});
  if (QTest::currentTestFailed()) return;
  const auto report = checked();
  QVERIFY_OK(report);
  QCOMPARE(findingsOf(*report), std::string("W32.Blaster.A infected"));
}

QTEST_APPLESS_MAIN(TestBenign)
#include "test_benign.moc"
