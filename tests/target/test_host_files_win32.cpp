// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>
// After windows.h, which it needs.
#include <aclapi.h>
#include <sddl.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "engine/bytes.h"
#include "engine/target/memory_file.h"
#include "engine/target/offline.h"
#include "engine/target/system_win32.h"
#include "tests/support/host.h"
#include "tests/target/contract.h"

// What openHostFolder promises and only Windows can put to the test. Wine makes no junctions and no links of Windows' own: the links here are made by
// the system below it, and that no real junction was seen stands in the names.

using namespace sankajo;
using namespace sankajo::test;

namespace {

constexpr DWORD shareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

std::string securityOf(const wchar_t* text) {
  PSECURITY_DESCRIPTOR made = nullptr;
  ULONG size = 0;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(text, SDDL_REVISION_1, &made, &size) == 0) return {};
  std::string bytes(static_cast<const char*>(made), size);
  LocalFree(made);
  return bytes;
}

}  // namespace

class TestHostFilesWin32 : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::unique_ptr<Files> files_;
  FileMetadata plain_;

  std::wstring hostPath(const char* below) const { return win32::wide(QDir::toNativeSeparators(folder_.filePath(below)).toStdString()); }

 private slots:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    QVERIFY(QDir(folder_.path()).mkpath("d"));
    auto files = openHostFolder(folder_.path().toStdString());
    VERIFY_OK(files);
    files_ = std::move(*files);
    plain_.security = files_->metadata(at("d")).value_or(FileMetadata{}).security;
    QVERIFY(plain_.security);
  }

  void textIsCarriedThereAndBack() {
    for (const std::string text : {"a", "\xC3\xA4", "表予能", "\xF0\x9F\x90\x9B.exe", ""})
      QVERIFY(win32::narrow(win32::wide(text)) == text);
    // Halves of a surrogate pair, alone: no text, but a name that NTFS may hold.
    for (const std::wstring& name :
         {std::wstring(1, L'\xD800'), std::wstring(L"a\xDC00z"), std::wstring(L"\xDC00\xD800"), std::wstring(L"\xD83D\xDC1B")}) {
      QVERIFY(win32::wide(win32::narrow(name)) == name);
    }
    QVERIFY(!isUtf8(win32::narrow(std::wstring(1, L'\xD800'))));
    QVERIFY(win32::wide("\xFF\xC0") == L"\xFFFD\xFFFD");
  }

  void errorsHaveTheEnginesCodes() {
    QVERIFY(win32::errcOf(ERROR_ACCESS_DENIED) == Errc::AccessDenied);
    QVERIFY(win32::errcOf(ERROR_SHARING_VIOLATION) == Errc::Busy);
    QVERIFY(win32::errcOf(ERROR_CRC) == Errc::Io);
    const Error error = win32::errorOf(ERROR_ACCESS_DENIED, "C:\\a", "opening");
    QVERIFY(error.detail.starts_with("opening: ") && error.detail.size() > 12 && !error.detail.ends_with('\n') &&
            error.osCode == ERROR_ACCESS_DENIED);
  }

  void aMemoryFileHoldsItsBytesAsLongAsItLives() {
    std::string path;
    {
      auto memory = MemoryFile::of("hello");
      VERIFY_OK(memory);
      path = (*memory)->hostPath();
      QFile file(QString::fromStdString(path));
      QVERIFY(file.open(QIODevice::ReadOnly));
      QCOMPARE(file.readAll(), QByteArray("hello"));
      file.close();
      QVERIFY((*memory)->bytes().value_or("") == "hello");
    }
    QVERIFY(!QFile::exists(QString::fromStdString(path)));
  }

  void aRootOfAThousandCharactersIsOpened() {
    std::wstring root = LR"(\\?\)" + hostPath("long");
    QVERIFY(CreateDirectoryW(root.c_str(), nullptr) != 0);
    const std::size_t base = root.size();
    while (root.size() - base < 1000) {
      root += L"\\" + std::wstring(100, L'x');
      QVERIFY(CreateDirectoryW(root.c_str(), nullptr) != 0);
    }
    // As a person would write it, without the prefix.
    auto files = openHostFolder(win32::narrow(root.substr(4)));
    VERIFY_OK(files);
    VERIFY_OK(put(**files, at("msblast.exe"), "worm", plain_));
    QVERIFY(content(**files, at("msblast.exe")) == "worm");
    VERIFY_OK(hostMayWrite(win32::narrow(root.substr(4))));
    VERIFY_OK((*files)->removeFile(at("msblast.exe")));
    files->reset();
    while (root.size() >= base) {
      QVERIFY(RemoveDirectoryW(root.c_str()) != 0);
      root.resize(root.rfind(L'\\'));
    }
  }

  void namesThatEndWithDotsAndBlanksAreThemselves() {
    for (const char* name : {"e.exe", "e.exe.", "e.exe ", "e.exe. ."})
      VERIFY_OK(put(*files_, at("d") / name, std::string("<") + name, plain_));
    QCOMPARE(namesIn(*files_, at("d")).size(), 4U);
    for (const char* name : {"e.exe", "e.exe.", "e.exe ", "e.exe. ."}) QVERIFY(content(*files_, at("d") / name) == std::string("<") + name);
    VERIFY_OK(files_->removeFile(at("d") / "e.exe."));
    QVERIFY(content(*files_, at("d") / "e.exe") == "<e.exe");
    QVERIFY((namesIn(*files_, at("d")) == std::vector<std::string>{"e.exe", "e.exe ", "e.exe. ."}));
    for (const char* name : {"e.exe", "e.exe ", "e.exe. ."}) VERIFY_OK(files_->removeFile(at("d") / name));
    // A folder's too, and what is in it.
    VERIFY_OK(files_->makeFolder(at("d") / "dots..", plain_));
    VERIFY_OK(put(*files_, at("d") / "dots.." / "a", "in dots", plain_));
    QVERIFY(content(*files_, at("d") / "dots.." / "a") == "in dots");
    VERIFY_OK(files_->removeFile(at("d") / "dots.." / "a"));
    VERIFY_OK(files_->removeFolder(at("d") / "dots.."));
  }

  void streamsAndWhatIsNoNameAreRefused() {
    VERIFY_OK(put(*files_, at("d\\f"), "f", plain_));
    for (const char* name : {"f:stream", "f::$DATA", "..", ".", "d/f", ""}) {
      const WinPath path = WinPath::of('C', {"d", name});
      VERIFY_FAILS(files_->open(path), Errc::Refused);
      VERIFY_FAILS(files_->append(path), Errc::Refused);
      QVERIFY(!files_->create(path, plain_).has_value());
      VERIFY_FAILS(files_->removeFile(path), Errc::Refused);
      VERIFY_FAILS(files_->move(at("d\\f"), path), Errc::Refused);
    }
    VERIFY_FAILS(files_->open(WinPath::of('C', {"d", std::string("f\0", 2)})), Errc::Refused);
    VERIFY_FAILS(files_->open(WinPath::of('C', {"d", "..", "d", "f"})), Errc::Refused);
    QCOMPARE(namesIn(*files_, at("d")).size(), 1U);
    QVERIFY(content(*files_, at("d\\f")) == "f");
    VERIFY_OK(files_->removeFile(at("d\\f")));
  }

  void namesOfDevicesAreNotMade() {
    for (const char* name : {"CON", "nul", "Aux.txt", "com1", "LPT9.log", "con .x", "COM\xC2\xB9"}) {
      VERIFY_FAILS(files_->create(at("d") / name, plain_), Errc::Refused);
      VERIFY_FAILS(files_->makeFolder(at("d") / name, plain_), Errc::Refused);
    }
    for (const char* name : {"CONSOLE", "com", "com10", "lpt", "nul-"}) {
      VERIFY_OK(put(*files_, at("d") / name, "", plain_));
      VERIFY_OK(files_->removeFile(at("d") / name));
    }
  }

  void aFileInUseIsRenamedButNotRemoved() {
    VERIFY_OK(put(*files_, at("d\\used.exe"), "used", plain_));
    {
      const win32::Handle user(
          CreateFileW(hostPath("d/used.exe").c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr));
      QVERIFY(bool(user));
      VERIFY_FAILS(files_->removeFile(at("d\\used.exe")), Errc::Busy);
      VERIFY_FAILS(files_->truncate(at("d\\used.exe"), 0), Errc::Busy);
      QVERIFY(content(*files_, at("d\\used.exe")) == "used");
    }
    {
      const win32::Handle user(CreateFileW(hostPath("d/used.exe").c_str(), GENERIC_READ, shareAll, nullptr, OPEN_EXISTING, 0, nullptr));
      QVERIFY(bool(user));
      VERIFY_OK(files_->move(at("d\\used.exe"), at("d\\kept")));
      QVERIFY(content(*files_, at("d\\kept")) == "used");
    }
    VERIFY_OK(files_->removeFile(at("d\\kept")));
    QVERIFY(namesIn(*files_, at("d")).empty());
  }

  void aProgramThatRunsIsRenamedButNotRemoved() {
    QVERIFY(QFile::copy(QCoreApplication::applicationFilePath(), folder_.filePath("d/msblast.exe")));
    STARTUPINFOW start{};
    start.cb = sizeof start;
    PROCESS_INFORMATION started{};
    // It waits before its first instruction.
    QVERIFY(CreateProcessW(hostPath("d/msblast.exe").c_str(), nullptr, nullptr, nullptr, FALSE, CREATE_SUSPENDED, nullptr, nullptr, &start,
                           &started) != 0);
    const win32::Handle process(started.hProcess), thread(started.hThread);
    const Status removed = files_->removeFile(at("d\\msblast.exe"));
    const Status moved = files_->move(at("d\\msblast.exe"), at("d\\kept"));
    const Status removedThen = files_->removeFile(at("d\\kept"));
    TerminateProcess(process.get(), 1);
    QCOMPARE(WaitForSingleObject(process.get(), 10'000), DWORD{WAIT_OBJECT_0});
    VERIFY_FAILS(removed, Errc::Busy);
    VERIFY_OK(moved);
    VERIFY_FAILS(removedThen, Errc::Busy);
    VERIFY_OK(files_->removeFile(at("d\\kept")));
    QVERIFY(namesIn(*files_, at("d")).empty());
  }

  void aReadOnlyFileIsReplacedAndRemoved() {
    for (const char* name : {"d\\old", "d\\new"}) VERIFY_OK(put(*files_, at(name), name, plain_));
    QVERIFY(SetFileAttributesW(hostPath("d/old").c_str(), FILE_ATTRIBUTE_READONLY) != 0);
    VERIFY_OK(files_->replace(at("d\\new"), at("d\\old")));
    QVERIFY(content(*files_, at("d\\old")) == "d\\new");
    QVERIFY(SetFileAttributesW(hostPath("d/old").c_str(), FILE_ATTRIBUTE_READONLY) != 0);
    const auto metadata = files_->metadata(at("d\\old"));
    VERIFY_OK(metadata);
    QVERIFY((u32(*metadata->attributes, 0) & FILE_ATTRIBUTE_READONLY) != 0);
    // Metadata is set on it, and it stays what it was.
    VERIFY_OK(files_->setMetadata(at("d\\old"), *metadata));
    QVERIFY((GetFileAttributesW(hostPath("d/old").c_str()) & FILE_ATTRIBUTE_READONLY) != 0);
    VERIFY_OK(files_->removeFile(at("d\\old")));
    QVERIFY(namesIn(*files_, at("d")).empty());
  }

  void theRawFormsAreThoseOfNtfs3g() {
    VERIFY_OK(put(*files_, at("d\\raw"), "raw", plain_));
    auto metadata = files_->metadata(at("d\\raw"));
    VERIFY_OK(metadata);
    WIN32_FILE_ATTRIBUTE_DATA facts{};
    QVERIFY(GetFileAttributesExW(hostPath("d/raw").c_str(), GetFileExInfoStandard, &facts) != 0);
    const auto time = [](const FILETIME& value) { return std::uint64_t{value.dwHighDateTime} << 32U | value.dwLowDateTime; };
    QCOMPARE(metadata->attributes->size(), 4U);
    QCOMPARE(u32(*metadata->attributes, 0), facts.dwFileAttributes);
    QCOMPARE(metadata->times->size(), 32U);
    QCOMPARE(u64(*metadata->times, 0), time(facts.ftCreationTime));
    QCOMPARE(u64(*metadata->times, 8), time(facts.ftLastWriteTime));
    QCOMPARE(u64(*metadata->times, 16), time(facts.ftLastAccessTime));
    QCOMPARE(metadata->mode, 0U);
    QVERIFY(IsValidSecurityDescriptor(metadata->security->data()) != 0);
    // Self-relative, as it lies on the disk.
    QVERIFY((static_cast<unsigned char>((*metadata->security)[3]) & 0x80U) != 0);
    QCOMPARE(GetSecurityDescriptorLength(metadata->security->data()), static_cast<DWORD>(metadata->security->size()));
    VERIFY_OK(files_->removeFile(at("d\\raw")));
  }

  void securityIsThereFromTheFirstInstantOrNothingIs() {
    // For its owner and the system alone.
    FileMetadata closed = plain_;
    PSID owner = nullptr;
    BOOL defaulted = FALSE;
    QVERIFY(GetSecurityDescriptorOwner(plain_.security->data(), &owner, &defaulted) != 0);
    wchar_t* text = nullptr;
    QVERIFY(ConvertSidToStringSidW(owner, &text) != 0);
    PSID group = nullptr;
    QVERIFY(GetSecurityDescriptorGroup(plain_.security->data(), &group, &defaulted) != 0);
    wchar_t* groupText = nullptr;
    QVERIFY(ConvertSidToStringSidW(group, &groupText) != 0);
    const std::wstring sddl = std::wstring(L"O:") + text + L"G:" + groupText + L"D:(A;;FA;;;SY)(A;;FA;;;" + text + L")";
    LocalFree(text);
    LocalFree(groupText);
    closed.security = securityOf(sddl.c_str());
    QVERIFY(!closed.security->empty());
    {
      auto writer = files_->create(at("d\\closed"), closed);
      VERIFY_OK(writer);
      // Before a byte is in it.
      auto now = files_->metadata(at("d\\closed"));
      VERIFY_OK(now);
      PACL list = nullptr;
      BOOL present = FALSE;
      QVERIFY(GetSecurityDescriptorDacl(now->security->data(), &present, &list, &defaulted) != 0 && list != nullptr);
      QCOMPARE(list->AceCount, WORD{2});
    }
    VERIFY_OK(files_->removeFile(at("d\\closed")));

    FileMetadata broken = plain_;
    broken.security = broken.security->substr(0, 30);
    VERIFY_FAILS(files_->create(at("d\\broken"), broken), Errc::Corrupt);
    VERIFY_FAILS(files_->makeFolder(at("d\\broken"), broken), Errc::Corrupt);
    // A list that says it is longer than all there is.
    broken.security = plain_.security;
    const std::size_t list = u32(*broken.security, 16);
    (*broken.security)[list + 3] = '\x7F';
    VERIFY_FAILS(files_->create(at("d\\broken"), broken), Errc::Corrupt);
    QVERIFY(namesIn(*files_, at("d")).empty());
  }

  void aLinkPutInPlaceBetweenCheckAndRemovalIsRefusedThoughNoRealJunctionWasSeen() {
    QTemporaryDir outside;
    QFile precious(outside.filePath("precious.exe"));
    QVERIFY(precious.open(QIODevice::WriteOnly) && precious.write("precious") == 8);
    precious.close();
    const std::string target = QDir::toNativeSeparators(outside.filePath("precious.exe")).toStdString();

    // The file itself.
    VERIFY_OK(put(*files_, at("d\\precious.exe"), "precious", plain_));
    {
      const auto reader = files_->open(at("d\\precious.exe"));
      VERIFY_OK(reader);
    }
    QVERIFY(QFile::remove(folder_.filePath("d/precious.exe")));
    if (!makeLink(target, win32::narrow(hostPath("d/precious.exe")))) QSKIP("no links can be made here");
    VERIFY_FAILS(files_->removeFile(at("d\\precious.exe")), Errc::Refused);
    VERIFY_FAILS(files_->move(at("d\\precious.exe"), at("d\\kept")), Errc::Refused);
    VERIFY_FAILS(files_->open(at("d\\precious.exe")), Errc::Refused);
    VERIFY_FAILS(files_->truncate(at("d\\precious.exe"), 0), Errc::Refused);
    VERIFY_FAILS(files_->replace(at("d\\precious.exe"), at("d\\precious.exe")), Errc::Refused);
    const auto found = files_->find(at("D\\PRECIOUS.EXE"));
    VERIFY_OK(found);
    QVERIFY(found->size() == 1 && found->front().kind == FileKind::Link);

    // The folder above it; a link that leads back into the same folder; one that leads nowhere.
    QVERIFY(makeLink(QDir::toNativeSeparators(outside.path()).toStdString(), win32::narrow(hostPath("d/sub"))));
    QVERIFY(makeLink(win32::narrow(hostPath("d")), win32::narrow(hostPath("d/self"))));
    QVERIFY(makeLink(win32::narrow(hostPath("nowhere")), win32::narrow(hostPath("d/dangling"))));
    VERIFY_FAILS(files_->removeFile(at("d\\sub\\precious.exe")), Errc::Refused);
    VERIFY_FAILS(files_->open(at("d\\sub\\precious.exe")), Errc::Refused);
    VERIFY_FAILS(files_->create(at("d\\sub\\new"), plain_), Errc::Refused);
    VERIFY_FAILS(files_->makeFolder(at("d\\sub\\new"), plain_), Errc::Refused);
    VERIFY_FAILS(files_->syncFolder(at("d\\sub")), Errc::Refused);
    VERIFY_FAILS(files_->open(at("d\\self\\d\\precious.exe")), Errc::Refused);
    VERIFY_FAILS(files_->open(at("d\\dangling")), Errc::Refused);
    VERIFY_FAILS(files_->openFolder(at("d\\sub")), Errc::Refused);
    // A folder that is held open, in which a link appears.
    const auto folder = files_->openFolder(at("d"));
    VERIFY_OK(folder);
    VERIFY_FAILS((*folder)->open("precious.exe"), Errc::Refused);

    QVERIFY(precious.open(QIODevice::ReadOnly));
    QCOMPARE(precious.readAll(), QByteArray("precious"));
    precious.close();
    QCOMPARE(QDir(outside.path()).entryList(QDir::Files), QStringList("precious.exe"));
    removeLinks({"d/precious.exe", "d/sub", "d/self", "d/dangling"});
    QVERIFY(QFile::exists(outside.filePath("precious.exe")));
  }

 private:
  /// Links are taken away as they were made: what Wine removes is what they lead to.
  void removeLinks(const std::vector<const char*>& links) const {
    for (const char* link : links) QVERIFY(removeLink(win32::narrow(hostPath(link))));
  }
};

QTEST_GUILESS_MAIN(TestHostFilesWin32)
#include "test_host_files_win32.moc"
