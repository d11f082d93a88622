// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>

#include "engine/hash.h"
#include "engine/packages.h"
#include "tests/support/host.h"
#include "tests/support/verdict.h"

// Which of the patches' own files fits a Windows, what keeps a file from being used, and that the bytes which are handed over are those that were looked at.

namespace sankajo::test {
namespace {

using Json = nlohmann::json;

const std::string xpFile = "windowsxp-kb828741-x86-jpn.exe";

std::string bytesOf(const std::string& file) {
  return "MZ stands for " + file + std::string(150000, '\x5a');
}

std::optional<Advisory> pack() {
  const auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  if (!files) return std::nullopt;
  auto advisory = parseAdvisory(*files);
  return advisory ? std::optional(std::move(*advisory)) : std::nullopt;
}

/// An entry as add-packages writes it of a package that the catalogue has.
Json entryOf(const Advisory& advisory, const std::string& file) {
  Json entry;
  for (const Patch& patch : advisory.hole->patches) {
    for (const PackageFile& one : patch.packages) {
      if (one.file != file) continue;
      entry["file"] = file;
      entry["patch"] = patch.id;
      entry["systems"].push_back(name(one.system));
      entry["language"] = one.language;
      entry["machine"] = one.machine;
      for (const Prerequisite& wanted : patch.prerequisites) {
        if (wanted.system == one.system) entry["service_packs"] = wanted.servicePacks;
      }
      for (const PackageSwitches& how : patch.switches) {
        if (std::ranges::find(how.systems, one.system) != how.systems.end()) entry["switches"] = how.arguments;
      }
    }
  }
  entry["size"] = bytesOf(file).size();
  entry["sha256"] = sha256Of(bytesOf(file));
  return entry;
}

Json listOf(const std::vector<Json>& entries) {
  return {{"schema", "sankajo.packages/1"}, {"packages", entries}};
}

/// A Windows that lacks every patch, as far as a choice looks.
struct Pc {
  SystemFamily family = SystemFamily::WindowsXp;
  int servicePack = 1;
  std::string language = "0411";
  bool nec98 = false;
  std::string machine = "x86";

  Evidence evidence() const {
    Evidence out;
    out.system.family = family;
    out.system.familyKnown = true;
    out.system.servicePack = servicePack;
    out.system.language = language;
    out.system.nec98 = nec98;
    out.versions.push_back(
        {"ole32.dll", R"(C:\WINDOWS\system32\ole32.dll)", Seen::Present, machine, FileVersionNumber::parse("1.0.0.0"), ""});
    return out;
  }
};

/// A folder of packages on this host.
class Folder {
 public:
  explicit Folder(const std::vector<Json>& entries) { write("packages.json", listOf(entries).dump()); }
  std::string path() const { return folder_.path().toStdString(); }
  std::string at(const std::string& name) const { return path() + "/" + name; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream file(at(name), std::ios::binary | std::ios::trunc);
    file << bytes;
    if (!file.flush()) qFatal("cannot write");
  }
  void remove(const std::string& name) const { QFile::remove(QString::fromStdString(at(name))); }

 private:
  QTemporaryDir folder_;
};

Result<std::string> bytesFrom(const PackageSource& source) {
  std::string all;
  const Status given = source([&all](std::string_view block) -> Status {
    all += block;
    return {};
  });
  if (!given) return tl::unexpected(given.error());
  return all;
}

class TestPackages : public QObject {
  Q_OBJECT

  Advisory advisory_;

  std::vector<PackageEntry> entriesOf(const std::vector<std::string>& files) const {
    std::vector<Json> entries;
    for (const std::string& file : files) entries.push_back(entryOf(advisory_, file));
    return parsePackages(listOf(entries).dump()).value_or(std::vector<PackageEntry>());
  }

  PackageChoice choose(const Pc& pc, const std::vector<PackageEntry>& entries) const {
    const Evidence evidence = pc.evidence();
    return choosePackages(evidence, assessHole(evidence, *advisory_.hole), advisory_, entries);
  }

  Result<PackageOffer> offer(const Folder& folder, const Pc& pc = {}, const std::stop_token& stop = {}) const {
    auto opened = PackageFolder::open(folder.path());
    if (!opened) return tl::unexpected(opened.error());
    if (!*opened) return fail(Errc::Io, "", "no folder");
    const Evidence evidence = pc.evidence();
    auto offers = offerPackages(evidence, assess(evidence, {advisory_}), {advisory_}, **opened, stop);
    if (!offers) return tl::unexpected(offers.error());
    if (offers->size() != 1) return fail(Errc::Io, "", std::to_string(offers->size()) + " offers");
    return std::move(offers->front());
  }

  /// "file problem, file problem"
  static std::string told(const std::vector<PackageRefused>& refused) {
    std::string out;
    for (const PackageRefused& one : refused)
      out += (out.empty() ? "" : ", ") + one.file + " " + std::string(name(one.problem)) + (one.needed.empty() ? "" : " " + one.needed);
    return out;
  }

 private slots:
  void initTestCase() {
    auto read = pack();
    QVERIFY(read);
    advisory_ = std::move(*read);
  }

  void theRightOneOfTenSimilarOnesIsChosen_data() {
    QTest::addColumn<int>("family");
    QTest::addColumn<int>("servicePack");
    QTest::addColumn<QString>("language");
    QTest::addColumn<bool>("nec98");
    QTest::addColumn<QString>("file");
    const auto row = [](const char* what, SystemFamily family, int servicePack, const char* language, bool nec98, const char* file) {
      QTest::newRow(what) << static_cast<int>(family) << servicePack << language << nec98 << file;
    };
    row("XP", SystemFamily::WindowsXp, 0, "0411", false, "windowsxp-kb828741-x86-jpn.exe");
    row("XP SP1", SystemFamily::WindowsXp, 1, "0411", false, "windowsxp-kb828741-x86-jpn.exe");
    row("XP SP1, English", SystemFamily::WindowsXp, 1, "0409", false, "windowsxp-kb828741-x86-enu.exe");
    row("XP SP1, German", SystemFamily::WindowsXp, 1, "0407", false, "");
    row("2000 SP4", SystemFamily::Windows2000, 4, "0411", false, "windows2000-kb828741-x86-jpn.exe");
    row("2000 SP2", SystemFamily::Windows2000, 2, "0411", false, "windows2000-kb828741-x86-jpn.exe");
    row("2000 SP1", SystemFamily::Windows2000, 1, "0411", false, "");
    row("2000 SP4 on a PC-98", SystemFamily::Windows2000, 4, "0411", true, "windows2000-kb828741-nec98-jpn.exe");
    row("2000 SP4, English", SystemFamily::Windows2000, 4, "0409", false, "Windows2000-KB824146-x86-ENU.exe");
    row("Server 2003", SystemFamily::WindowsServer2003, 0, "0411", false, "windowsserver2003-kb828741-x86-jpn.exe");
    row("NT Workstation SP6a", SystemFamily::Nt4Workstation, 6, "0411", false, "windowsnt4workstation-kb828741-x86-jpn.exe");
    row("NT Server SP6a", SystemFamily::Nt4Server, 6, "0411", false, "windowsnt4server-kb828741-x86-jpn.exe");
    row("NT Server SP5", SystemFamily::Nt4Server, 5, "0411", false, "");
    row("NT Terminal Server SP6", SystemFamily::Nt4Terminal, 6, "0411", false, "");
  }
  void theRightOneOfTenSimilarOnesIsChosen() {
    QFETCH(int, family);
    QFETCH(int, servicePack);
    QFETCH(QString, language);
    QFETCH(bool, nec98);
    QFETCH(QString, file);
    const std::vector<PackageEntry> ten =
        entriesOf({"windows2000-kb823980-x86-jpn.exe", "windows2000-kb828741-nec98-jpn.exe", "windows2000-kb828741-x86-jpn.exe",
                   "Windows2000-KB824146-x86-ENU.exe", "windowsserver2003-kb828741-x86-jpn.exe", "windowsxp-kb824146-x86-jpn.exe",
                   "windowsxp-kb828741-x86-enu.exe", "windowsxp-kb828741-x86-jpn.exe", "windowsnt4server-kb828741-x86-jpn.exe",
                   "windowsnt4workstation-kb828741-x86-jpn.exe"});
    QCOMPARE(ten.size(), std::size_t{10});
    const PackageChoice choice = choose({static_cast<SystemFamily>(family), servicePack, language.toStdString(), nec98}, ten);
    QCOMPARE(choice.fitting.empty() ? QString() : QString::fromStdString(choice.fitting.front().file), file);
  }

  void theNewestPatchAtHandIsTaken() {
    const std::vector<std::string> all = {"windowsxp-kb823980-x86-jpn.exe", "windowsxp-kb824146-x86-jpn.exe", xpFile};
    for (std::size_t n = 1; n <= all.size(); ++n) {
      const PackageChoice choice = choose({}, entriesOf({all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)}));
      QCOMPARE(choice.fitting.size(), n);
      QCOMPARE(choice.fitting.front().file, all[n - 1]);
    }
  }

  void aPatchThatIsThereIsNotTakenAgainAndNoneBesideOneThatWaits() {
    const std::vector<PackageEntry> entries = entriesOf({"windowsxp-kb823980-x86-jpn.exe", "windowsxp-kb824146-x86-jpn.exe"});
    const Evidence evidence = Pc().evidence();
    HoleFinding finding = assessHole(evidence, *advisory_.hole);
    for (PatchFinding& one : finding.patches) one.state = one.id == "KB828741" ? PatchState::Missing : PatchState::Superseded;
    QVERIFY(choosePackages(evidence, finding, advisory_, entries).fitting.empty());
    finding.patches.front().state = PatchState::Missing;
    QCOMPARE(choosePackages(evidence, finding, advisory_, entries).fitting.size(), std::size_t{1});
    finding.patches.back().state = PatchState::Staged;
    QVERIFY(choosePackages(evidence, finding, advisory_, entries).fitting.empty());
    finding.patches.back().state = PatchState::Failed;
    QCOMPARE(choosePackages(evidence, finding, advisory_, entries).fitting.size(), std::size_t{1});
    finding.needed.reset();
    QVERIFY(choosePackages(evidence, finding, advisory_, entries).fitting.empty());
  }

  void whatDoesNotFitIsRefusedWithTheReason_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("family");
    QTest::addColumn<int>("servicePack");
    QTest::addColumn<QString>("language");
    QTest::addColumn<bool>("nec98");
    QTest::addColumn<QString>("machine");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* what, const char* file, SystemFamily family, int servicePack, const char* language, bool nec98,
                        const char* machine, const char* why) {
      QTest::newRow(what) << file << static_cast<int>(family) << servicePack << language << nec98 << machine << why;
    };
    row("English on Japanese", "windowsxp-kb828741-x86-enu.exe", SystemFamily::WindowsXp, 1, "0411", false, "x86", "other_language");
    row("no language known", "windowsxp-kb828741-x86-enu.exe", SystemFamily::WindowsXp, 1, "", false, "x86", "other_language");
    row("2000 SP1", "windows2000-kb828741-x86-jpn.exe", SystemFamily::Windows2000, 1, "0411", false, "x86", "service_pack Service Pack 4");
    row("NT SP5", "windowsnt4server-kb828741-x86-jpn.exe", SystemFamily::Nt4Server, 5, "0411", false, "x86",
        "service_pack Service Pack 6a");
    row("PC/AT on PC-98", "windows2000-kb828741-x86-jpn.exe", SystemFamily::Windows2000, 4, "0411", true, "x86", "not_for_nec98");
    row("PC-98 on PC/AT", "windows2000-kb828741-nec98-jpn.exe", SystemFamily::Windows2000, 4, "0411", false, "x86", "only_for_nec98");
    row("Server on Workstation", "windowsnt4server-kb828741-x86-jpn.exe", SystemFamily::Nt4Workstation, 6, "0411", false, "x86",
        "other_edition");
    row("Terminal Server on Server", "windowsnt4terminalserver-kb828741-x86-jpn.exe", SystemFamily::Nt4Server, 6, "0411", false, "x86",
        "other_edition");
    row("2000 on XP", "windows2000-kb828741-x86-jpn.exe", SystemFamily::WindowsXp, 1, "0411", false, "x86", "other_system");
    row("x86 on Itanium", "windowsxp-kb828741-x86-jpn.exe", SystemFamily::WindowsXp, 1, "0411", false, "ia64", "other_machine");
    row("machine not known", "windowsxp-kb828741-x86-jpn.exe", SystemFamily::WindowsXp, 1, "0411", false, "", "other_machine");
  }
  void whatDoesNotFitIsRefusedWithTheReason() {
    QFETCH(QString, file);
    QFETCH(int, family);
    QFETCH(int, servicePack);
    QFETCH(QString, language);
    QFETCH(bool, nec98);
    QFETCH(QString, machine);
    QFETCH(QString, why);
    const Pc pc{static_cast<SystemFamily>(family), servicePack, language.toStdString(), nec98, machine.toStdString()};
    const PackageChoice choice = choose(pc, entriesOf({file.toStdString()}));
    QVERIFY(choice.fitting.empty());
    QCOMPARE(QString::fromStdString(told(choice.refused)), file + " " + why);
  }

  void aWindowsThatIsNotKnownGetsNothing() {
    Evidence evidence = Pc().evidence();
    evidence.system.familyKnown = false;
    const PackageChoice choice = choosePackages(evidence, assessHole(evidence, *advisory_.hole), advisory_, entriesOf({xpFile}));
    QVERIFY(choice.fitting.empty());
    QCOMPARE(told(choice.refused), xpFile + " other_system");
  }

  void theNearestRefusalComesFirst() {
    const PackageChoice choice = choose(
        {SystemFamily::Windows2000, 1},
        entriesOf({xpFile, "Windows2000-KB824146-x86-ENU.exe", "windows2000-kb824146-x86-jpn.exe", "windows2000-kb828741-x86-jpn.exe"}));
    QCOMPARE(
        told(choice.refused),
        std::string(
            "windows2000-kb828741-x86-jpn.exe service_pack Service Pack 4, windows2000-kb824146-x86-jpn.exe service_pack Service Pack 4, "
            "Windows2000-KB824146-x86-ENU.exe other_language, " +
            xpFile + " other_system"));
  }

  // A list that says more of a package than the advisory does is not believed: it could name another program's switches, or an older Windows.
  void anEntryThatTheCatalogueDoesNotHaveIsRefused_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("another name") << "file"
                                  << R"("windowsxp-kb828741-x86-new.exe")";
    QTest::newRow("another patch") << "patch"
                                   << R"("KB824146")";
    QTest::newRow("another system") << "systems"
                                    << R"(["windows_2000"])";
    QTest::newRow("one system more") << "systems"
                                     << R"(["windows_xp", "windows_server_2003"])";
    QTest::newRow("one service pack more") << "service_packs"
                                           << "[0, 1, 2]";
    QTest::newRow("another language") << "language"
                                      << R"("0409")";
    QTest::newRow("another machine") << "machine"
                                     << R"("nec98")";
    QTest::newRow("other switches") << "switches"
                                    << R"("/uninstall")";
  }
  void anEntryThatTheCatalogueDoesNotHaveIsRefused() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    Json entry = entryOf(advisory_, xpFile);
    entry[key.toStdString()] = Json::parse(value.toStdString());
    const auto entries = parsePackages(listOf(std::vector<Json>{entry}).dump());
    QVERIFY_OK(entries);
    const PackageChoice choice = choose({}, *entries);
    QVERIFY(choice.fitting.empty());
    QCOMPARE(choice.refused.size(), std::size_t{1});
    QVERIFY(choice.refused.front().problem == PackageProblem::NotInCatalogue);
  }

  void aListThatIsNotAsItsFormatSaysIsCorrupt_data() {
    QTest::addColumn<QString>("at");
    QTest::addColumn<QString>("value");  // empty: the key is taken away
    const auto row = [](const char* what, const char* at, const char* value) { QTest::newRow(what) << at << value; };
    row("no schema", "/schema", "");
    row("another schema", "/schema", R"("sankajo.packages/2")");
    row("unknown key", "/colour", R"("red")");
    row("unknown key of a package", "/packages/0/path", R"("C:\\x")");
    row("no packages", "/packages", "");
    row("packages that are none", "/packages", "7");
    for (const char* key : {"file", "patch", "systems", "service_packs", "language", "machine", "size", "sha256", "switches"}) {
      row(key, ("/packages/0/" + std::string(key)).c_str(), "");
    }
    row("way up", "/packages/0/file", R"("../kb.exe")");
    row("way down", "/packages/0/file", R"("a\\kb.exe")");
    row("drive", "/packages/0/file", R"("C:kb.exe")");
    row("stream", "/packages/0/file", R"("kb.exe:x.exe")");
    row("hidden", "/packages/0/file", R"(".kb.exe")");
    row("no program", "/packages/0/file", R"("kb.dll")");
    row("beyond ASCII", "/packages/0/file", R"("修正.exe")");
    row("patch with a way", "/packages/0/patch", R"("..\\KB1")");
    row("long patch", "/packages/0/patch", R"("KB8287411")");
    row("unknown system", "/packages/0/systems/0", R"("windows_95")");
    row("no system", "/packages/0/systems", "[]");
    row("service pack of text", "/packages/0/service_packs/0", R"("1")");
    row("service pack below nothing", "/packages/0/service_packs/0", "-1");
    row("language in words", "/packages/0/language", R"("Japanese")");
    row("unknown machine", "/packages/0/machine", R"("arm")");
    row("size of nothing", "/packages/0/size", "0");
    row("size beyond all", "/packages/0/size", "1073741825");
    row("half a number", "/packages/0/size", "1.5");
    row("short hash", "/packages/0/sha256", R"("abcd")");
    row("capital hash", "/packages/0/sha256", R"("ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789")");
    row("switches that do more", "/packages/0/switches", R"("/q & del C:\\")");
    row("control characters", "/packages/0/version", R"("1\u0007")");
  }
  void aListThatIsNotAsItsFormatSaysIsCorrupt() {
    QFETCH(QString, at);
    QFETCH(QString, value);
    Json json = listOf(std::vector<Json>{entryOf(advisory_, xpFile)});
    QVERIFY_OK(parsePackages(json.dump()));
    const Json::json_pointer pointer(at.toStdString());
    if (value.isEmpty()) {
      json[pointer.parent_pointer()].erase(pointer.back());
    } else {
      json[pointer] = Json::parse(value.toStdString());
    }
    const auto read = parsePackages(json.dump());
    QVERIFY(!read);
    QVERIFY2(read.error().code == Errc::Corrupt, describe(read.error()).c_str());
  }

  void aListIsBounded() {
    const Json one = entryOf(advisory_, xpFile);
    QVERIFY2(!parsePackages(listOf(std::vector<Json>{one, one}).dump()), "one file twice");
    std::vector<Json> many;
    for (int i = 0; i < 257; ++i) {
      many.push_back(one);
      many.back()["file"] = "a" + std::to_string(i) + ".exe";
    }
    QVERIFY(!parsePackages(listOf(many).dump()));
    many.pop_back();
    QVERIFY_OK(parsePackages(listOf(many).dump()));
    QVERIFY(!parsePackages(listOf(std::vector<Json>{one}).dump() + std::string(1 << 20, ' ')));
    for (const char* text :
         {"", "{", "[]", "null", "\xff", "{\"schema\":\"sankajo.packages/1\",\"schema\":\"sankajo.packages/1\",\"packages\":[]}"}) {
      QVERIFY2(!parsePackages(text), text);
    }
    QVERIFY(!parsePackages(std::string(100000, '[')));
  }

  void aFolderWithoutAListIsNone() {
    const QTemporaryDir empty;
    const auto opened = PackageFolder::open(empty.path().toStdString());
    QVERIFY_OK(opened);
    QVERIFY(!*opened);
    const auto missing = PackageFolder::open(empty.path().toStdString() + "/patches");
    QVERIFY_OK(missing);
    QVERIFY(!*missing);
  }

  void aListThatIsALinkOrTooLargeIsNotRead() {
    const Folder folder(std::vector<Json>{});
    folder.write("packages.json", std::string((1 << 20) + 1, ' '));
    QVERIFY(PackageFolder::open(folder.path()).error().code == Errc::Corrupt);
    folder.write("elsewhere", listOf({}).dump());
    folder.remove("packages.json");
    if (!makeLink(folder.at("elsewhere"), folder.at("packages.json"))) QSKIP("this host cannot make links");
    const auto opened = PackageFolder::open(folder.path());
    QVERIFY(!opened);
    removeLink(folder.at("packages.json"));
  }

  void whatFitsIsHandedOverToTheByte() {
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile)});
    folder.write("WindowsXP-KB828741-x86-JPN.EXE", bytesOf(xpFile));  // a disc's letters are of any case
    const auto offered = offer(folder);
    QVERIFY_OK(offered);
    QVERIFY2(offered->package, told(offered->seen.refused).c_str());
    QCOMPARE(offered->seen.file, xpFile);
    QCOMPARE(offered->seen.patch, std::string("KB828741"));
    QCOMPARE(offered->package->package.file, std::string("KB828741.EXE"));
    QCOMPARE(offered->package->package.switches, std::string("/passive /norestart"));
    const auto bytes = bytesFrom(offered->package->source);
    QVERIFY_OK(bytes);
    QVERIFY(*bytes == bytesOf(xpFile));
  }

  void aFileThatIsNotTheOneIsRefused_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("why");
    QTest::newRow("one byte changed") << "byte"
                                      << "changed";
    QTest::newRow("one byte more") << "longer"
                                   << "changed";
    QTest::newRow("cut") << "cut"
                         << "changed";
    QTest::newRow("right name, other content") << "other"
                                               << "changed";
    QTest::newRow("not there") << "missing"
                               << "not_there";
    QTest::newRow("a folder") << "folder"
                              << "not_read";
    QTest::newRow("a link to the very file") << "link"
                                             << "not_read";
  }
  void aFileThatIsNotTheOneIsRefused() {
    QFETCH(QString, how);
    QFETCH(QString, why);
    const std::string older = "windowsxp-kb824146-x86-jpn.exe";
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile), entryOf(advisory_, older)});
    std::string bytes = bytesOf(xpFile);
    if (how == "byte") bytes[140000] ^= 1;
    if (how == "longer") bytes += "Z";
    if (how == "cut") bytes.pop_back();
    if (how == "other") bytes = bytesOf(older);
    if (how == "folder") {
      QVERIFY(QDir().mkpath(QString::fromStdString(folder.at(xpFile))));
    } else if (how == "link") {
      folder.write("the-file", bytes);
      if (!makeLink(folder.at("the-file"), folder.at(xpFile))) QSKIP("this host cannot make links");
    } else if (how != "missing") {
      folder.write(xpFile, bytes);
    }
    const auto alone = offer(folder);
    QVERIFY_OK(alone);
    QVERIFY(!alone->package);
    QVERIFY(alone->seen.file.empty());
    QCOMPARE(QString::fromStdString(told({alone->seen.refused.front()})), QString::fromStdString(xpFile) + " " + why);

    // The older one that is right is taken instead, and what is wrong with the newer one is told.
    folder.write(older, bytesOf(older));
    const auto offered = offer(folder);
    QVERIFY_OK(offered);
    QVERIFY(offered->package);
    QCOMPARE(offered->seen.patch, std::string("KB824146"));
    QCOMPARE(QString::fromStdString(told(offered->seen.refused)), QString::fromStdString(xpFile) + " " + why);
    if (how == "link") removeLink(folder.at(xpFile));
  }

  void aFileThatNobodyHasLookedAtIsRefused() {
    const Folder folder(std::vector<Json>{});
    folder.write(xpFile, bytesOf(xpFile));
    folder.write("windows2000-kb828741-x86-jpn.exe", bytesOf("windows2000-kb828741-x86-jpn.exe"));
    const auto offered = offer(folder);
    QVERIFY_OK(offered);
    QVERIFY(!offered->package);
    QCOMPARE(told(offered->seen.refused), xpFile + " not_listed");
  }

  void whatComesInTheFilesPlaceIsNotRead() {
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile)});
    folder.write(xpFile, bytesOf(xpFile));
    const auto offered = offer(folder);
    QVERIFY_OK(offered);
    QVERIFY(offered->package);
    folder.write("other", std::string(bytesOf(xpFile).size(), 'x'));
    folder.remove(xpFile);
    // Where the host keeps an open file's name, nothing can come in its place.
    if (!QFile::rename(QString::fromStdString(folder.at("other")), QString::fromStdString(folder.at(xpFile)))) return;
    const auto bytes = bytesFrom(offered->package->source);
    QVERIFY_OK(bytes);
    QVERIFY(*bytes == bytesOf(xpFile));
  }

  void whatIsWrittenIntoTheFileMeanwhileIsRefused_data() {
    QTest::addColumn<bool>("cut");
    QTest::newRow("another byte") << false;
    QTest::newRow("cut") << true;
  }
  void whatIsWrittenIntoTheFileMeanwhileIsRefused() {
    QFETCH(bool, cut);
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile)});
    folder.write(xpFile, bytesOf(xpFile));
    const auto offered = offer(folder);
    QVERIFY_OK(offered);
    QVERIFY(offered->package);
    QFile file(QString::fromStdString(folder.at(xpFile)));
    // Where the host lets nobody write to an open file, there is nothing to refuse.
    if (!file.open(QIODevice::ReadWrite)) return;
    if (cut) {
      QVERIFY(file.resize(100000));
    } else {
      QVERIFY(file.seek(140000) && file.write("x", 1) == 1);
    }
    file.close();
    const auto bytes = bytesFrom(offered->package->source);
    QVERIFY(!bytes);
    QVERIFY2(bytes.error().code == Errc::Refused, describe(bytes.error()).c_str());
  }

  void lookingAtAFileCanBeStopped() {
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile)});
    folder.write(xpFile, bytesOf(xpFile));
    std::stop_source stop;
    stop.request_stop();
    const auto offered = offer(folder, {}, stop.get_token());
    QVERIFY(!offered);
    QVERIFY(offered.error().code == Errc::Cancelled);
  }

  void anotherHolesPatchIsAdvisedWhereItsWormWasFound_data() {
    QTest::addColumn<QString>("threat");
    QTest::addColumn<int>("family");
    QTest::addColumn<int>("servicePack");
    QTest::addColumn<QString>("there");
    QTest::addColumn<QString>("advised");
    const auto row = [](const char* what, const char* threat, SystemFamily family, int servicePack, const char* there,
                        const char* advised) {
      QTest::newRow(what) << threat << static_cast<int>(family) << servicePack << there << advised;
    };
    row("Welchia.A on XP SP1", "W32.Welchia.A", SystemFamily::WindowsXp, 1, "", "KB815021 q815021_wxp_sp2_x86_jpn.exe");
    row("Welchia.B on NT", "W32.Welchia.B", SystemFamily::Nt4Server, 6, "", "KB815021 jpnq815021i.exe");
    row("Welchia.A on 2000 SP3", "W32.Welchia.A", SystemFamily::Windows2000, 3, "", "KB815021 ");
    row("2000 SP4 has it", "W32.Welchia.A", SystemFamily::Windows2000, 4, "", "");
    row("XP SP2 has it", "W32.Welchia.A", SystemFamily::WindowsXp, 2, "", "");
    row("Server 2003 never had that hole", "W32.Welchia.A", SystemFamily::WindowsServer2003, 0, "", "");
    row("it is installed", "W32.Welchia.A", SystemFamily::WindowsXp, 1, "KB815021", "");
    row("Blaster does not come in there", "W32.Blaster.A", SystemFamily::WindowsXp, 1, "", "");
  }
  void anotherHolesPatchIsAdvisedWhereItsWormWasFound() {
    QFETCH(QString, threat);
    QFETCH(int, family);
    QFETCH(int, servicePack);
    QFETCH(QString, there);
    QFETCH(QString, advised);
    Evidence evidence = Pc{static_cast<SystemFamily>(family), servicePack}.evidence();
    if (!there.isEmpty()) evidence.patchTraces.push_back({there.toStdString(), "HKLM", "key"});
    std::vector<Finding> findings{{"blaster", threat.toStdString(), FindingState::Traces, false, {}}};
    std::string told;
    for (const AdvisedFinding& one : advisedPatches(evidence, findings, advisory_)) told += one.patch + " " + one.file;
    QCOMPARE(QString::fromStdString(told), advised);
    findings.front().state = FindingState::Unknown;
    QVERIFY(advisedPatches(evidence, findings, advisory_).empty());
  }

  void aWindowsThatNeedsNothingIsOfferedNothing() {
    const Folder folder(std::vector<Json>{entryOf(advisory_, xpFile)});
    folder.write(xpFile, bytesOf(xpFile));
    const auto opened = PackageFolder::open(folder.path());
    QVERIFY_OK(opened);
    Evidence evidence = Pc().evidence();
    evidence.system.family = SystemFamily::Other;
    const auto offers = offerPackages(evidence, assess(evidence, {advisory_}), {advisory_}, **opened, {});
    QVERIFY_OK(offers);
    QVERIFY(offers->empty());
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestPackages)
#include "test_packages.moc"
