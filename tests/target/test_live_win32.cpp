// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>
// After windows.h.
#include <aclapi.h>
#include <shellapi.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/hash.h"
#include "engine/quarantine.h"
#include "engine/target/live.h"
#include "engine/target/native_win32.h"
#include "engine/target/restart_win32.h"
#include "engine/target/system_win32.h"
#include "engine/text.h"
#include "tests/support/hive_builder.h"
#include "tests/target/contract.h"

// The Windows that this test runs on. It makes keys, services, processes and files of its own, and takes them away again.

namespace sankajo::test {

namespace {

constexpr const char* ownKey = R"(HKLM\SOFTWARE\Sankajo test)";
constexpr const wchar_t* ownKeyWide = L"SOFTWARE\\Sankajo test";
constexpr const char* programText = "an inert program of Sankajo's tests";
constexpr const wchar_t* serviceName = L"SankajoInert";

QString inertPath() {
  return QDir::toNativeSeparators(QCoreApplication::applicationDirPath() + "/sankajo-inert.exe");
}
std::string inert() {
  return inertPath().toStdString();
}

std::string currentSet() {
  DWORD number = 0, size = sizeof number;
  RegGetValueW(HKEY_LOCAL_MACHINE, L"SYSTEM\\Select", L"Current", RRF_RT_REG_DWORD, nullptr, &number, &size);
  return QString("ControlSet%1").arg(number, 3, 10, QChar('0')).toStdString();
}

RegPath services() {
  return RegPath{RegPath::Hive::System, "", {}} / currentSet() / "Services";
}

void writeValue(const wchar_t* name, DWORD type, const std::string& data, const wchar_t* key = ownKeyWide) {
  HKEY handle = nullptr;
  if (RegCreateKeyExW(HKEY_LOCAL_MACHINE, key, 0, nullptr, 0, KEY_ALL_ACCESS, nullptr, &handle, nullptr) != ERROR_SUCCESS) qFatal("no key");
  // The function for everybody adds a NUL to texts that happen to have one behind them.
  std::wstring text = name;
  UNICODE_STRING unicode = win32::counted(text);
  std::string bytes = data;
  if (!win32::good(NtSetValueKey(handle, &unicode, 0, type, bytes.data(), static_cast<ULONG>(bytes.size())))) qFatal("no value");
  RegCloseKey(handle);
}

constexpr const wchar_t* sessionManager = L"SYSTEM\\CurrentControlSet\\Control\\Session Manager";
constexpr const wchar_t* pendingName = L"PendingFileRenameOperations";

/// What Windows does before anything else at its next start, as it stands in the registry, with a blank for each NUL.
QString pendingAtRestart() {
  std::wstring text(32768, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(HKEY_LOCAL_MACHINE, sessionManager, pendingName, RRF_RT_REG_MULTI_SZ, nullptr, text.data(), &size) != ERROR_SUCCESS) return {};
  text.resize(size / sizeof(wchar_t));
  std::ranges::replace(text, L'\0', L' ');
  return QString::fromStdWString(text);
}

/// Takes all other rights away from a file or folder, and gives all to everybody.
bool letEverybodyWrite(const WinPath& path) {
  SID_IDENTIFIER_AUTHORITY world = SECURITY_WORLD_SID_AUTHORITY;
  PSID everybody = nullptr;
  if (AllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0, 0, 0, 0, 0, 0, &everybody) == 0) return false;
  EXPLICIT_ACCESSW access{};
  access.grfAccessPermissions = FILE_ALL_ACCESS;
  access.grfAccessMode = GRANT_ACCESS;
  access.Trustee.TrusteeForm = TRUSTEE_IS_SID;
  access.Trustee.ptstrName = static_cast<LPWSTR>(everybody);
  PACL list = nullptr;
  std::wstring name = win32::wide(path.text());
  const bool set = SetEntriesInAclW(1, &access, nullptr, &list) == ERROR_SUCCESS &&
                   SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, nullptr, nullptr, list, nullptr) == ERROR_SUCCESS;
  LocalFree(list);
  FreeSid(everybody);
  return set;
}

/// A service whose program is the inert one, in the place of an older one of this name.
SC_HANDLE newService(SC_HANDLE manager, const std::wstring& name, const std::string& word) {
  if (SC_HANDLE old = OpenServiceW(manager, name.c_str(), SERVICE_ALL_ACCESS)) {
    DeleteService(old);
    CloseServiceHandle(old);
  }
  const std::wstring program = L"\"" + win32::wide(inert()) + L"\" service " + name + (word.empty() ? L"" : L" ") + win32::wide(word);
  return CreateServiceW(manager, name.c_str(), L"Inert 表", SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START, SERVICE_ERROR_NORMAL,
                        program.c_str(), nullptr, nullptr, nullptr, nullptr, nullptr);
}

/// A running inert program that nobody is the parent of.
struct Held {
  QTemporaryDir folder;
  std::uint32_t id = 0;
  std::uint16_t port = 0;
  ~Held() {
    const win32::Handle handle(OpenProcess(PROCESS_TERMINATE, FALSE, id));
    if (handle) TerminateProcess(handle.get(), 0);
  }
};

std::unique_ptr<Held> held(const QStringList& arguments, const QString& program = inertPath()) {
  auto one = std::make_unique<Held>();
  const QString ready = one->folder.filePath("ready");
  QProcess::execute(program, QStringList{"start", QDir::toNativeSeparators(ready)} + arguments);
  QList<QByteArray> parts;
  for (int i = 0; i < 1200 && parts.size() != 2; ++i) {
    QFile file(ready);
    if (file.open(QIODevice::ReadOnly)) parts = file.readAll().split(' ');
    if (parts.size() != 2) QTest::qWait(50);
  }
  if (parts.size() != 2) return nullptr;
  one->id = parts.value(0).toUInt();
  one->port = static_cast<std::uint16_t>(parts.value(1).toUInt());
  return one;
}

std::optional<RunningProcess> processOf(Live& live, std::uint32_t id) {
  const auto all = live.processes();
  if (!all) return std::nullopt;
  const auto found = std::ranges::find(*all, id, &RunningProcess::id);
  return found == all->end() ? std::nullopt : std::optional(*found);
}

std::string sha256OfFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? sha256Of(file.readAll().toStdString()) : std::string();
}

RegTree withoutTimes(RegTree tree) {
  tree.lastWritten = 0;
  for (RegTree& key : tree.keys) key = withoutTimes(std::move(key));
  return tree;
}

Status removeIfThere(Files& files, const WinPath& path) {
  auto found = files.find(path);
  if (!found) return tl::unexpected(found.error());
  for (const FoundFile& one : *found) {
    if (one.kind == FileKind::Folder) {
      const auto entries = files.list(one.path, false);
      for (const FileEntry& entry : entries.value_or(std::nullopt).value_or(std::vector<FileEntry>{})) {
        if (auto gone = removeIfThere(files, one.path / entry.name); !gone) return gone;
      }
    }
    const Status gone = one.kind == FileKind::Folder ? files.removeFolder(one.path) : files.removeFile(one.path);
    if (!gone) return gone;
  }
  return {};
}

}  // namespace

class TestLiveWin32 : public QObject {
  Q_OBJECT

  std::unique_ptr<Target> target_;

  Files& files() { return target_->files(); }
  Registry& registry() { return target_->registry(); }
  Live& live() { return *target_->live(); }
  WinPath drive() { return WinPath::root(target_->systemRoot().drive()); }
  Status commit() {
    Witness witness;
    return target_->commit(drive() / "Sankajo test keep", witness);
  }

 private slots:
  void initTestCase() {
    auto opened = openLive();
    VERIFY_OK(opened);
    target_ = std::move(*opened);
    // A prefix of Wine has no such folder; every Windows has.
    const std::wstring config = win32::wide(target_->systemRoot().join(R"(system32\config)").text());
    CreateDirectoryW(config.c_str(), nullptr);
    CreateDirectoryW(win32::wide((drive() / "Sankajo test keep").text()).c_str(), nullptr);
    QVERIFY2(live().isAdministrator(), "this test needs the rights of an administrator");
  }
  void init() {
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, ownKeyWide);
    registry().discard();
  }
  void cleanupTestCase() {
    RegDeleteTreeW(HKEY_LOCAL_MACHINE, ownKeyWide);
    RegDeleteKeyW(HKEY_LOCAL_MACHINE, ownKeyWide);
    if (target_) VERIFY_OK(removeIfThere(files(), drive() / "Sankajo test keep"));
  }

  // --------------------------------------------------------------------------------------------------------- the target

  void theWindowsThatRunsIsOpened() {
    wchar_t folder[MAX_PATH] = {};
    GetSystemWindowsDirectoryW(folder, MAX_PATH);
    QVERIFY(equalNoCase(target_->systemRoot().text(), win32::narrow(folder)));
    const auto found = files().find(target_->systemRoot());
    VERIFY_OK(found);
    QVERIFY(found->size() == 1 && found->front().path.sameSpelling(target_->systemRoot()));
    QCOMPARE(target_->root(), drive().text());
    VERIFY_OK(target_->writable());
  }

  void aFolderMeansThisWindowsOrNot() {
    const std::string name = target_->systemRoot().name();
    QVERIFY(isThisWindows(target_->root(), std::nullopt));
    QVERIFY(isThisWindows(target_->root().substr(0, 2), foldCase(name)));
    QVERIFY(!isThisWindows(target_->root(), name + "2"));
    QVERIFY(!isThisWindows(target_->systemRoot().text(), std::nullopt));
    QVERIFY(!isThisWindows(QDir::tempPath().toStdString(), std::nullopt));
    QVERIFY(!isThisWindows(R"(C:\there is no such folder)", std::nullopt));
  }

  // ------------------------------------------------------------------------------------------------------- the registry

  void theHivesThatAreLoadedAreKnown() {
    std::vector<std::string> paths;
    for (const HiveFile& hive : registry().hives()) {
      QVERIFY(hive.clean);
      paths.push_back(hive.path.text());
    }
    for (const char* wanted : {R"(HKLM\SYSTEM)", R"(HKLM\SOFTWARE)", R"(HKU\.DEFAULT)"})
      QVERIFY2(std::ranges::count(paths, wanted) == 1, wanted);
    // Whoever runs this test is logged on.
    QVERIFY(std::ranges::any_of(paths, [](const std::string& path) { return path.starts_with(R"(HKU\S-1-5-21-)"); }));
    QVERIFY(std::ranges::none_of(paths, [](const std::string& path) { return path.ends_with("_Classes"); }));
  }

  void valuesAreReadAsTheyAreStored() {
    const std::string unterminated("a\0b\0c\0", 6);
    writeValue(L"unterminated", REG_SZ, unterminated);
    writeValue(L"odd", REG_SZ, "abc");
    writeValue(L"empty", REG_BINARY, "");
    writeValue(L"strange", 0x12345678, "any");
    writeValue(L"", REG_SZ, std::string("d\0\0\0", 4));
    writeValue(L"\u8868", REG_DWORD, std::string("\1\0\0\0", 4));
    writeValue(L"long", REG_BINARY, std::string(100'000, 'x'));
    const auto values = registry().values(key(ownKey));
    VERIFY_OK(values);
    QVERIFY(values->has_value());
    QCOMPARE((*values)->size(), 7U);
    QVERIFY((*valueNamed(**values, "unterminated") == RegValue{"unterminated", REG_SZ, unterminated}));
    QVERIFY((*valueNamed(**values, "odd") == RegValue{"odd", REG_SZ, "abc"}));
    QVERIFY((*valueNamed(**values, "EMPTY") == RegValue{"empty", REG_BINARY, ""}));
    QVERIFY((*valueNamed(**values, "strange") == RegValue{"strange", 0x12345678, "any"}));
    QVERIFY((*valueNamed(**values, "") == RegValue{"", REG_SZ, std::string("d\0\0\0", 4)}));
    QVERIFY(valueNamed(**values, "表")->asDword() == 1U);
    QCOMPARE(valueNamed(**values, "long")->data.size(), 100'000U);
    const auto nothing = registry().values(key(ownKey) / "nothing");
    VERIFY_OK(nothing);
    QVERIFY(!nothing->has_value());
  }

  // A name that other programs read up to its first NUL: another key than the one that they show.
  void aKeyWithANulInItsNameIsTheKeyThatItIs() {
    writeValue(L"x", REG_SZ, "");
    HKEY parent = nullptr;
    QCOMPARE(RegOpenKeyExW(HKEY_LOCAL_MACHINE, ownKeyWide, 0, KEY_ALL_ACCESS, &parent), ERROR_SUCCESS);
    std::wstring name(L"a\0b", 3);
    UNICODE_STRING unicode = win32::counted(name);
    OBJECT_ATTRIBUTES attributes = win32::named(unicode, parent, OBJ_CASE_INSENSITIVE);
    HANDLE made = nullptr;
    QVERIFY(win32::good(NtCreateKey(&made, KEY_ALL_ACCESS, &attributes, 0, nullptr, 0, nullptr)));
    const auto names = registry().subkeys(key(ownKey));
    VERIFY_OK(names);
    QVERIFY((*names == std::vector<std::string>{std::string("a\0b", 3)}));
    const auto inside = registry().values(key(ownKey) / std::string_view("a\0b", 3));
    VERIFY_OK(inside);
    QVERIFY(inside->has_value());
    const auto other = registry().values(key(ownKey) / "a");
    VERIFY_OK(other);
    QVERIFY(!other->has_value());
    VERIFY_OK(registry().apply(RemoveRegKey{key(ownKey) / std::string_view("a\0b", 3)}));
    CloseHandle(made);
    VERIFY_OK(commit());
    QVERIFY(registry().subkeys(key(ownKey)).value_or(std::nullopt).value_or(std::vector<std::string>{"?"}).empty());
    RegCloseKey(parent);
  }

  void aKeyThatIsALinkIsNotFollowed() {
    writeValue(L"secret", REG_SZ, "", L"SOFTWARE\\Sankajo test\\to\\below");
    HKEY link = nullptr;
    QCOMPARE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Sankajo test\\link", 0, nullptr, REG_OPTION_CREATE_LINK, KEY_ALL_ACCESS,
                             nullptr, &link, nullptr),
             ERROR_SUCCESS);
    const std::wstring to = L"\\REGISTRY\\MACHINE\\SOFTWARE\\Sankajo test\\to";
    QCOMPARE(RegSetValueExW(link, L"SymbolicLinkValue", 0, REG_LINK, reinterpret_cast<const BYTE*>(to.data()),
                            static_cast<DWORD>(to.size() * sizeof(wchar_t))),
             ERROR_SUCCESS);
    // Others do follow it.
    HKEY through = nullptr;
    QCOMPARE(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Sankajo test\\link\\below", 0, KEY_READ, &through), ERROR_SUCCESS);
    RegCloseKey(through);
    for (const char* way : {"link", R"(link\below)"}) {
      VERIFY_FAILS(registry().values(key(ownKey).join(way)), Errc::Refused);
      VERIFY_FAILS(registry().subkeys(key(ownKey).join(way)), Errc::Refused);
      VERIFY_FAILS(registry().tree(key(ownKey).join(way)), Errc::Refused);
      VERIFY_FAILS(registry().apply(RemoveRegKey{key(ownKey).join(way)}), Errc::Refused);
    }
    VERIFY_FAILS(registry().apply(RemoveRegValue{key(ownKey).join(R"(link\below)"), "secret"}), Errc::Refused);
    // A tree with a link in it could not be put back.
    VERIFY_FAILS(registry().tree(key(ownKey)), Errc::Refused);
    QVERIFY(win32::good(NtDeleteKey(link)));
    RegCloseKey(link);
    QVERIFY(registry().values(key(ownKey).join(R"(to\below)")).value_or(std::nullopt).has_value());
  }

  void aChangeIsSeenAtOnceAndMadeAtCommit() {
    writeValue(L"one", REG_SZ, std::string("1\0\0\0", 4));
    writeValue(L"two", REG_DWORD, std::string("\2\0\0\0", 4));
    VERIFY_OK(registry().apply(RemoveRegValue{key(ownKey), "ONE"}));
    VERIFY_OK(registry().apply(SetRegValue{key(ownKey), {"two", RegBinary, "bytes"}}));
    VERIFY_OK(registry().apply(SetRegValue{key(ownKey), RegValue::ofText("three", "表")}));
    VERIFY_FAILS(registry().apply(RemoveRegValue{key(ownKey), "one"}), Errc::Refused);
    VERIFY_FAILS(registry().apply(RemoveRegValue{key(ownKey) / "nowhere", "one"}), Errc::Refused);
    const auto names = [this] {
      std::vector<std::string> out;
      for (const RegValue& value : registry().values(key(ownKey)).value_or(std::nullopt).value_or(std::vector<RegValue>{}))
        out.push_back(value.name);
      std::ranges::sort(out);
      return out;
    };
    QVERIFY((names() == std::vector<std::string>{"three", "two"}));
    QCOMPARE(RegGetValueW(HKEY_LOCAL_MACHINE, ownKeyWide, L"one", RRF_RT_ANY, nullptr, nullptr, nullptr), ERROR_SUCCESS);
    registry().discard();
    QVERIFY((names() == std::vector<std::string>{"one", "two"}));
    VERIFY_OK(commit());
    QVERIFY((names() == std::vector<std::string>{"one", "two"}));

    VERIFY_OK(registry().apply(RemoveRegValue{key(ownKey), "ONE"}));
    VERIFY_OK(registry().apply(SetRegValue{key(ownKey), {"two", RegBinary, "bytes"}}));
    VERIFY_OK(registry().apply(SetRegValue{key(ownKey), RegValue::ofText("three", "表")}));
    VERIFY_OK(commit());
    QCOMPARE(RegGetValueW(HKEY_LOCAL_MACHINE, ownKeyWide, L"one", RRF_RT_ANY, nullptr, nullptr, nullptr), ERROR_FILE_NOT_FOUND);
    const auto values = registry().values(key(ownKey));
    VERIFY_OK(values);
    QVERIFY((*valueNamed(**values, "two") == RegValue{"two", RegBinary, "bytes"}));
    QVERIFY(*valueNamed(**values, "three") == RegValue::ofText("three", "表"));
    // And nothing is left to be made again.
    VERIFY_OK(commit());
  }

  void aValueThatChangedMeanwhileStaysAndNothingElseIsTouched() {
    writeValue(L"first", REG_SZ, "a");
    writeValue(L"second", REG_SZ, "b");
    VERIFY_OK(registry().apply(RemoveRegValue{key(ownKey), "first"}));
    VERIFY_OK(registry().apply(RemoveRegValue{key(ownKey), "second"}));
    writeValue(L"second", REG_SZ, "c");
    VERIFY_FAILS(commit(), Errc::Refused);
    registry().discard();
    const auto values = registry().values(key(ownKey));
    VERIFY_OK(values);
    QCOMPARE((*values)->size(), 2U);
    QVERIFY((*valueNamed(**values, "second") == RegValue{"second", REG_SZ, "c"}));

    writeValue(L"x", REG_SZ, "a", L"SOFTWARE\\Sankajo test\\sub");
    VERIFY_OK(registry().apply(RemoveRegKey{key(ownKey) / "sub"}));
    writeValue(L"y", REG_SZ, "a", L"SOFTWARE\\Sankajo test\\sub\\below");
    VERIFY_FAILS(commit(), Errc::Refused);
    registry().discard();
    QVERIFY(registry().values(key(ownKey) / "sub").value_or(std::nullopt).has_value());
  }

  void aKeyIsRemovedAndPutBackExactly() {
    writeValue(L"z", REG_SZ, std::string("z\0", 2), L"SOFTWARE\\Sankajo test\\whole");
    writeValue(L"a", 77, "raw", L"SOFTWARE\\Sankajo test\\whole");
    writeValue(L"", REG_EXPAND_SZ, std::string("%\0", 2), L"SOFTWARE\\Sankajo test\\whole\\sub\\deep");
    HKEY made = nullptr;
    wchar_t keyClass[] = L"a class";
    QCOMPARE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Sankajo test\\whole\\classed", 0, keyClass, 0, KEY_ALL_ACCESS, nullptr, &made,
                             nullptr),
             ERROR_SUCCESS);
    // Security of its own: only Administrators.
    PSECURITY_DESCRIPTOR own = nullptr;
    SID_IDENTIFIER_AUTHORITY authority = SECURITY_NT_AUTHORITY;
    PSID administrators = nullptr;
    QVERIFY(AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                     &administrators) != 0);
    EXPLICIT_ACCESSW access{};
    access.grfAccessPermissions = KEY_ALL_ACCESS;
    access.grfAccessMode = GRANT_ACCESS;
    access.Trustee.TrusteeForm = TRUSTEE_IS_SID;
    access.Trustee.ptstrName = static_cast<LPWSTR>(administrators);
    ULONG size = 0;
    QCOMPARE(BuildSecurityDescriptorW(nullptr, nullptr, 1, &access, 0, nullptr, nullptr, &size, &own), static_cast<DWORD>(ERROR_SUCCESS));
    QCOMPARE(RegSetKeySecurity(made, DACL_SECURITY_INFORMATION, own), ERROR_SUCCESS);
    RegCloseKey(made);
    LocalFree(own);
    FreeSid(administrators);

    const RegPath whole = key(ownKey) / "whole";
    const auto before = registry().tree(whole);
    VERIFY_OK(before);
    QVERIFY(before->has_value());
    QCOMPARE((*before)->keys.size(), 2U);
    const auto classed = std::ranges::find((*before)->keys, "classed", &RegTree::name);
    QVERIFY(classed != (*before)->keys.end());
    QCOMPARE(utf16LeToUtf8(classed->keyClass), "a class");
    QVERIFY(classed->security != (*before)->security);
    QVERIFY((*before)->lastWritten > 130'000'000'000'000'000);

    VERIFY_OK(registry().apply(RemoveRegKey{whole}));
    QVERIFY(!registry().tree(whole).value_or(RegTree{}).has_value());
    VERIFY_OK(commit());
    QVERIFY(!registry().tree(whole).value_or(RegTree{}).has_value());
    HKEY gone = nullptr;
    QCOMPARE(RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Sankajo test\\whole", 0, KEY_READ, &gone), ERROR_FILE_NOT_FOUND);

    VERIFY_OK(registry().apply(AddRegKey{key(ownKey), **before}));
    QVERIFY(registry().tree(whole).value_or(std::nullopt) == *before);
    VERIFY_OK(commit());
    const auto after = registry().tree(whole);
    VERIFY_OK(after);
    QVERIFY(after->has_value());
    QVERIFY(withoutTimes(**after) == withoutTimes(**before));
    VERIFY_FAILS(registry().apply(AddRegKey{key(ownKey), **before}), Errc::Refused);
    VERIFY_FAILS(registry().apply(AddRegKey{key(ownKey) / "nowhere", **before}), Errc::Refused);
  }

  // A registry that already has ten thousand keys where a worm has ten.
  void aTreeThatIsTooLargeIsRefused() {
    HKEY parent = nullptr;
    QCOMPARE(RegCreateKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Sankajo test\\many", 0, nullptr, REG_OPTION_VOLATILE, KEY_ALL_ACCESS, nullptr,
                             &parent, nullptr),
             ERROR_SUCCESS);
    for (int i = 0; i < 4100; ++i) {
      HKEY made = nullptr;
      QCOMPARE(RegCreateKeyExW(parent, std::to_wstring(i).c_str(), 0, nullptr, REG_OPTION_VOLATILE, KEY_READ, nullptr, &made, nullptr),
               ERROR_SUCCESS);
      RegCloseKey(made);
    }
    RegCloseKey(parent);
    VERIFY_FAILS(registry().tree(key(ownKey)), Errc::Refused);
    VERIFY_FAILS(registry().apply(RemoveRegKey{key(ownKey)}), Errc::Refused);
  }

  void theCurrentControlSetGoesByItsNumber() {
    const auto sets = registry().subkeys(key(R"(HKLM\SYSTEM)"));
    VERIFY_OK(sets);
    QCOMPARE(std::ranges::count(**sets, currentSet()), 1);
    const auto names = registry().subkeys(services());
    VERIFY_OK(names);
    QVERIFY(names->has_value() && !(*names)->empty());
  }

  // ----------------------------------------------------------------------------------------------------------- services

  void aServiceIsStoppedDeletedAndPutBackExactly() {
    SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ALL_ACCESS);
    QVERIFY(manager != nullptr);
    SC_HANDLE service = newService(manager, serviceName, "");
    QVERIFY(service != nullptr);
    QVERIFY(StartServiceW(service, 0, nullptr) != 0);
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    const auto state = [&](SC_HANDLE of) {
      QueryServiceStatusEx(of, SC_STATUS_PROCESS_INFO, reinterpret_cast<LPBYTE>(&status), sizeof status, &needed);
      return status.dwCurrentState;
    };
    QTRY_COMPARE(state(service), static_cast<DWORD>(SERVICE_RUNNING));
    const DWORD process = status.dwProcessId;
    CloseServiceHandle(service);

    const RegPath path = services() / win32::narrow(serviceName);
    writeValue(L"Extra", REG_BINARY, "more",
               (L"SYSTEM\\CurrentControlSet\\Services\\" + std::wstring(serviceName) + L"\\Parameters").c_str());
    const auto before = registry().tree(path);
    VERIFY_OK(before);
    QVERIFY(before->has_value());
    QVERIFY(valueNamed((*before)->values, "ImagePath") != nullptr);

    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    QVERIFY(process == 0 || processOf(live(), process).has_value());
    VERIFY_OK(commit());
    QVERIFY(!registry().tree(path).value_or(RegTree{}).has_value());
    QVERIFY(OpenServiceW(manager, serviceName, SERVICE_QUERY_STATUS) == nullptr);
    QCOMPARE(GetLastError(), static_cast<DWORD>(ERROR_SERVICE_DOES_NOT_EXIST));
    QTRY_VERIFY(process == 0 || !processOf(live(), process).has_value());

    VERIFY_OK(registry().apply(AddRegKey{services(), **before}));
    VERIFY_OK(commit());
    const auto after = registry().tree(path);
    VERIFY_OK(after);
    QVERIFY(after->has_value());
    QVERIFY(withoutTimes(**after) == withoutTimes(**before));
    // The service manager knows it: it can be started.
    service = OpenServiceW(manager, serviceName, SERVICE_ALL_ACCESS);
    QVERIFY(service != nullptr);
    QCOMPARE(state(service), static_cast<DWORD>(SERVICE_STOPPED));
    QVERIFY(StartServiceW(service, 0, nullptr) != 0);
    QTRY_COMPARE(state(service), static_cast<DWORD>(SERVICE_RUNNING));
    CloseServiceHandle(service);
    CloseServiceHandle(manager);
    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    VERIFY_OK(commit());
  }

  void aServiceThatSomethingHoldsGoesWhenNothingHoldsIt() {
    constexpr const wchar_t* heldName = L"SankajoInertHeld";
    SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ALL_ACCESS);
    QVERIFY(manager != nullptr);
    SC_HANDLE service = newService(manager, heldName, "");
    QVERIFY(service != nullptr);
    const RegPath path = services() / win32::narrow(heldName);
    const auto before = registry().tree(path);
    QVERIFY(before && *before);
    QCOMPARE(registry().goesAtRestart(path).value_or(true), false);
    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    VERIFY_OK(commit());
    QCOMPARE(registry().goesAtRestart(path).value_or(false), true);
    registry().discard();
    QVERIFY(registry().tree(path).value_or(std::nullopt).has_value());
    // A second treatment asks for the same.
    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    VERIFY_OK(commit());
    CloseServiceHandle(service);
    QTRY_VERIFY(!registry().tree(path).value_or(RegTree{}).has_value());
    QCOMPARE(registry().goesAtRestart(path).value_or(true), false);
    VERIFY_OK(registry().apply(AddRegKey{services(), **before}));
    VERIFY_OK(commit());
    QVERIFY(withoutTimes(registry().tree(path).value_or(std::nullopt).value_or(RegTree{})) == withoutTimes(**before));
    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    VERIFY_OK(commit());
    CloseServiceHandle(manager);
  }

  void aServiceThatTakesNoOrderToStopIsDeletedAndGoesWithItsProgram() {
    constexpr const wchar_t* stubbornName = L"SankajoInertStubborn";
    SC_HANDLE manager = OpenSCManagerW(nullptr, nullptr, SC_MANAGER_ALL_ACCESS);
    QVERIFY(manager != nullptr);
    SC_HANDLE service = newService(manager, stubbornName, "stubborn");
    QVERIFY(service != nullptr);
    QVERIFY(StartServiceW(service, 0, nullptr) != 0);
    SERVICE_STATUS_PROCESS status{};
    DWORD needed = 0;
    const auto state = [&] {
      QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<LPBYTE>(&status), sizeof status, &needed);
      return status.dwCurrentState;
    };
    QTRY_COMPARE(state(), static_cast<DWORD>(SERVICE_RUNNING));
    QCOMPARE(status.dwControlsAccepted & SERVICE_ACCEPT_STOP, 0U);
    const DWORD process = status.dwProcessId;
    CloseServiceHandle(service);
    const RegPath path = services() / win32::narrow(stubbornName);
    VERIFY_OK(registry().apply(RemoveRegKey{path}));
    VERIFY_OK(commit());
    QCOMPARE(registry().goesAtRestart(path).value_or(false), true);
    const auto running = processOf(live(), process);
    QVERIFY(running.has_value());
    VERIFY_OK(live().endProcess(*running, sha256OfFile(inertPath())));
    QTRY_COMPARE(registry().goesAtRestart(path).value_or(true), false);
    registry().discard();
    QVERIFY(!registry().tree(path).value_or(RegTree{}).has_value());
    CloseServiceHandle(manager);
  }

  void aServiceThatRunsAsAUserIsNotDeleted() {
    const std::wstring name = L"SYSTEM\\CurrentControlSet\\Services\\SankajoInertUser";
    writeValue(L"ImagePath", REG_SZ, utf8ToUtf16Le("nothing.exe") + std::string(2, '\0'), name.c_str());
    writeValue(L"Type", REG_DWORD, std::string("\x10\0\0\0", 4), name.c_str());
    writeValue(L"ObjectName", REG_SZ, utf8ToUtf16Le(".\\somebody") + std::string(2, '\0'), name.c_str());
    VERIFY_OK(registry().apply(RemoveRegKey{services() / "SankajoInertUser"}));
    VERIFY_FAILS(commit(), Errc::Refused);
    registry().discard();
    QVERIFY(registry().tree(services() / "SankajoInertUser").value_or(std::nullopt).has_value());
    QCOMPARE(RegDeleteTreeW(HKEY_LOCAL_MACHINE, name.c_str()), ERROR_SUCCESS);
  }

  void aServiceThatTheServiceManagerDoesNotKnowIsAKey() {
    const std::wstring name = L"SYSTEM\\CurrentControlSet\\Services\\SankajoInertKey";
    writeValue(L"ImagePath", REG_SZ, utf8ToUtf16Le("nothing.exe") + std::string(2, '\0'), name.c_str());
    const auto before = registry().tree(services() / "SankajoInertKey");
    VERIFY_OK(before);
    VERIFY_OK(registry().apply(RemoveRegKey{services() / "SankajoInertKey"}));
    VERIFY_OK(commit());
    QVERIFY(!registry().tree(services() / "SankajoInertKey").value_or(RegTree{}).has_value());
    VERIFY_OK(registry().apply(AddRegKey{services(), **before}));
    VERIFY_OK(commit());
    QVERIFY(withoutTimes(registry().tree(services() / "SankajoInertKey").value_or(std::nullopt).value_or(RegTree{})) ==
            withoutTimes(**before));
    VERIFY_OK(registry().apply(RemoveRegKey{services() / "SankajoInertKey"}));
    VERIFY_OK(commit());
  }

  // -------------------------------------------------------------------------------------------------------------- users

  void theHiveOfAUserWhoIsNotLoggedOnIsReadAndChanged() {
    constexpr const char* sid = "S-1-5-21-1-2-3-1003";
    constexpr const char* run = R"(Software\Microsoft\Windows\CurrentVersion\Run)";
    const WinPath profile = drive() / "Users" / "Sankajo 太郎";
    CreateDirectoryW(win32::wide(profile.text()).c_str(), nullptr);
    const std::string bytes = HiveBuilder(3).sz(run, "windows auto update", "teekids.exe").build();
    {
      QFile file(QString::fromStdString((profile / "NTUSER.DAT").text()));
      QVERIFY(file.open(QIODevice::WriteOnly));
      file.write(QByteArray::fromStdString(bytes));
    }
    const std::wstring list = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" + win32::wide(sid);
    writeValue(L"ProfileImagePath", REG_EXPAND_SZ, utf8ToUtf16Le("%SystemDrive%\\users\\sankajo 太郎") + std::string(2, '\0'),
               list.c_str());
    registry().discard();

    const std::vector<HiveFile> hives = registry().hives();
    const auto hive = std::ranges::find_if(hives, [&](const HiveFile& one) { return one.path.sid == sid; });
    QVERIFY(hive != hives.end());
    QCOMPARE(hive->user, "Sankajo 太郎");
    QVERIFY(hive->clean && hive->file == profile / "NTUSER.DAT");
    QCOMPARE(std::ranges::count_if(hives, [&](const HiveFile& one) { return one.file == hive->file; }), 1);
    const RegPath path = key("HKU\\" + std::string(sid)).join(run);
    const auto values = registry().values(path);
    VERIFY_OK(values);
    QCOMPARE((*values)->size(), 1U);

    VERIFY_OK(registry().apply(RemoveRegValue{path, "windows auto update"}));
    Witness witness;
    VERIFY_OK(target_->commit(drive() / "Sankajo test keep", witness));
    QCOMPARE(witness.told.size(), 1U);
    QVERIFY(witness.told[0].hive.sameSpelling(hive->file));
    QVERIFY(content(files(), witness.told[0].keptCopy) == bytes);
    QVERIFY(content(files(), hive->file) != bytes);
    registry().discard();
    QVERIFY(registry().values(path).value_or(std::nullopt).value_or(std::vector<RegValue>{RegValue{}}).empty());

    QCOMPARE(RegDeleteKeyW(HKEY_LOCAL_MACHINE, list.c_str()), ERROR_SUCCESS);
    registry().discard();
    // Without an entry the folder beside the others is still looked into.
    const auto again = registry().hives();
    QVERIFY(std::ranges::any_of(again, [](const HiveFile& one) { return one.path.sid == "profile:Sankajo 太郎"; }));
    VERIFY_OK(removeIfThere(files(), profile));
  }

  void aUserWhoseHiveIsInUseIsTold() {
    const WinPath profile = drive() / "Users" / "Sankajo busy";
    CreateDirectoryW(win32::wide(profile.text()).c_str(), nullptr);
    const std::wstring file = win32::wide((profile / "NTUSER.DAT").text());
    {
      const win32::Handle handle(CreateFileW(file.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr));
      QVERIFY(static_cast<bool>(handle));
      registry().discard();
      const auto errors = registry().unreadable();
      const auto told =
          std::ranges::find_if(errors, [&](const Error& error) { return equalNoCase(error.subject, (profile / "NTUSER.DAT").text()); });
      QVERIFY(told != errors.end());
      QVERIFY2(told->code == Errc::Busy, describe(*told).c_str());
    }
    VERIFY_OK(removeIfThere(files(), profile));
  }

  // ---------------------------------------------------------------------------------------------------------- processes

  void aProcessIsFoundWithItsProgram() {
    const auto one = held({});
    QVERIFY(one != nullptr);
    const auto process = processOf(live(), one->id);
    QVERIFY(process.has_value());
    QCOMPARE(process->name, "sankajo-inert.exe");
    QVERIFY2(process->image.has_value(), process->why.c_str());
    QVERIFY2(equalNoCase(process->image->text(), inert()), process->image->text().c_str());
    QVERIFY(process->started > 130'000'000'000'000'000);
    QVERIFY(!process->ours);
  }

  void thisProgramAndWhatItStartsIsOurs() {
    const auto self = processOf(live(), GetCurrentProcessId());
    QVERIFY(self.has_value() && self->ours);
    QTemporaryDir folder;
    const QString ready = folder.filePath("ready");
    QProcess child;
    child.start(inertPath(), {"hold", QDir::toNativeSeparators(ready)});
    QTRY_VERIFY(QFile::exists(ready));
    const auto process = processOf(live(), static_cast<std::uint32_t>(child.processId()));
    QVERIFY(process.has_value() && process->ours);
    const auto ignored = [](const MemoryBlock&) { return true; };
    VERIFY_FAILS(live().readMemory(*process, ignored), Errc::Refused);
    VERIFY_FAILS(live().readMemory(*self, ignored), Errc::Refused);
    VERIFY_FAILS(live().endProcess(*process, sha256OfFile(inertPath())), Errc::Refused);
    VERIFY_FAILS(live().endProcess(*self, sha256OfFile(QCoreApplication::applicationFilePath())), Errc::Refused);
    child.kill();
    child.waitForFinished();
  }

  void memoryTellsTheProgramFromItsData() {
    const std::string text = "a text that only stands in data";
    const auto one = held({"data=" + QString::fromStdString(text)});
    QVERIFY(one != nullptr);
    const auto process = processOf(live(), one->id);
    QVERIFY(process.has_value());
    bool first = true, programFirst = false, programInProgram = false, dataInProgram = false, dataInData = false;
    std::size_t largest = 0, bytes = 0;
    VERIFY_OK(live().readMemory(*process, [&](const MemoryBlock& block) {
      if (first) programFirst = block.ofProgram && block.bytes.starts_with("MZ");
      first = false;
      if (!block.ofProgram) largest = std::max(largest, block.bytes.size());
      bytes += block.bytes.size();
      programInProgram = programInProgram || (block.ofProgram && block.bytes.find(programText) != std::string_view::npos);
      dataInProgram = dataInProgram || (block.ofProgram && block.bytes.find(text) != std::string_view::npos);
      dataInData = dataInData || (!block.ofProgram && block.bytes.find(text) != std::string_view::npos);
      return true;
    }));
    QVERIFY(programFirst);
    QVERIFY(programInProgram);
    QVERIFY(dataInData);
    QVERIFY(!dataInProgram);
    QVERIFY(largest <= 1U << 20U);
    QVERIFY(bytes > 1U << 20U);

    int told = 0;
    VERIFY_OK(live().readMemory(*process, [&](const MemoryBlock&) { return ++told < 2; }));
    QCOMPARE(told, 2);
    RunningProcess other = *process;
    other.started += 1;
    VERIFY_FAILS(live().readMemory(other, [](const MemoryBlock&) { return true; }), Errc::Refused);
  }

  void aMutexThatSomebodyHoldsIsFound() {
    const auto one = held({"mutex=Sankajo test BILLY"});
    const auto global = held({"mutex=Global\\Sankajo test JUDY"});
    QVERIFY(one != nullptr && global != nullptr);
    for (const char* name : {"Sankajo test BILLY", "Sankajo test JUDY"}) {
      const auto is = live().hasMutex(name);
      VERIFY_OK(is);
      QVERIFY2(*is, name);
    }
    const auto other = live().hasMutex("Sankajo test nobody");
    VERIFY_OK(other);
    QVERIFY(!*other);
    // An event of that name is no mutex.
    const win32::Handle event(CreateEventW(nullptr, TRUE, FALSE, L"Sankajo test event"));
    const auto is = live().hasMutex("Sankajo test event");
    VERIFY_OK(is);
    QVERIFY(!*is);
    VERIFY_FAILS(live().hasMutex("Global\\a"), Errc::Refused);
  }

  void aPortThatSomebodyListensOnIsFound() {
    const auto one = held({"port=0"});
    QVERIFY(one != nullptr);
    QVERIFY(one->port != 0);
    const auto ports = live().ports();
    VERIFY_OK(ports);
    const auto found = std::ranges::find_if(*ports, [&](const OpenPort& port) { return port.protocol == "tcp" && port.port == one->port; });
    QVERIFY(found != ports->end());
    // Where the system says whose it is, it is right.
    if (found->process) QCOMPARE(*found->process, one->id);
  }

  void onlyTheVeryProcessIsEnded() {
    const auto one = held({});
    const auto other = held({});
    QVERIFY(one != nullptr && other != nullptr);
    const auto process = processOf(live(), one->id);
    QVERIFY(process.has_value());
    const std::string sha256 = sha256OfFile(inertPath());
    RunningProcess wrong = *process;
    wrong.started += 1;
    VERIFY_FAILS(live().endProcess(wrong, sha256), Errc::Refused);
    wrong = *process;
    wrong.image = target_->systemRoot().join(R"(system32\msblast.exe)");
    VERIFY_FAILS(live().endProcess(wrong, sha256), Errc::Refused);
    wrong.image.reset();
    VERIFY_FAILS(live().endProcess(wrong, sha256), Errc::Refused);
    VERIFY_FAILS(live().endProcess(*process, sha256Of("another file")), Errc::Refused);
    wrong = *process;
    wrong.id = 4;
    VERIFY_FAILS(live().endProcess(wrong, sha256), Errc::Refused);
    QVERIFY(processOf(live(), one->id).has_value());
    // What Windows cannot do without, whatever else is right.
    const auto all = live().processes();
    VERIFY_OK(all);
    const auto manager = std::ranges::find_if(*all, [](const RunningProcess& any) { return equalNoCase(any.name, "services.exe"); });
    QVERIFY(manager != all->end() && manager->image.has_value());
    VERIFY_FAILS(live().endProcess(*manager, sha256OfFile(QString::fromStdString(manager->image->text()))), Errc::Refused);
    QVERIFY(processOf(live(), manager->id).has_value());

    VERIFY_OK(live().endProcess(*process, sha256));
    QVERIFY(!processOf(live(), one->id).has_value());
    QVERIFY(processOf(live(), other->id).has_value());
    VERIFY_FAILS(live().endProcess(*process, sha256), Errc::Refused);
  }

  // Attack: the program gives its file another name and puts an innocent one in its place.
  void aProcessThatRenamedItsFileIsNotEndedForAnothersHash() {
    QTemporaryDir folder;
    const QString program = QDir::toNativeSeparators(folder.filePath("program.exe"));
    QVERIFY(QFile::copy(inertPath(), program));
    const auto one = held({}, program);
    QVERIFY(one != nullptr);
    const auto process = processOf(live(), one->id);
    QVERIFY(process.has_value() && process->image.has_value());
    const std::string sha256 = sha256OfFile(program);
    QVERIFY(QFile::rename(program, folder.filePath("moved.exe")));
    VERIFY_FAILS(live().endProcess(*process, sha256), Errc::Refused);
    QFile innocent(program);
    QVERIFY(innocent.open(QIODevice::WriteOnly));
    innocent.write("innocent");
    innocent.close();
    VERIFY_FAILS(live().endProcess(*process, sha256), Errc::Refused);
    QVERIFY(processOf(live(), one->id).has_value());
    QVERIFY(innocent.remove());
  }

  // ------------------------------------------------------------------------------------------------ after the next start

  void onlyWhatIsInOurOwnFolderIsRemovedAtTheNextStart() {
    const WinPath own = drive() / "Sankajo";
    VERIFY_OK(removeIfThere(files(), own));
    VERIFY_FAILS(live().removeAtRestart(target_->systemRoot() / "explorer.exe"), Errc::Refused);
    VERIFY_FAILS(live().removeAtRestart(own), Errc::Refused);
    VERIFY_FAILS(live().removeAtRestart(own / "nothing"), Errc::Refused);
    CreateDirectoryW(win32::wide(own.text()).c_str(), nullptr);
    QFile file(QString::fromStdString((own / "0001.raw").text()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    // A worm's file keeps the security that it came with.
    QVERIFY(letEverybodyWrite(own / "0001.raw"));
    VERIFY_OK(live().removeAtRestart(own / "0001.raw"));
    VERIFY_OK(removeIfThere(files(), own));
    // Windows would look for a file that has gone, and go on.
    RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, sessionManager, pendingName);
  }

  void itComesBackAfterARestartAndForgetsThat() {
    const WinPath all = drive() / "Sankajo" / "return";
    const WinPath copy = all.join(R"(1\Sankajo.exe)");
    VERIFY_OK(removeIfThere(files(), drive() / "Sankajo"));
    VERIFY_OK(live().forgetReturn());
    VERIFY_OK(live().returnAfterRestart({"--after-restart", "a \"b\" c\\"}));
    QVERIFY(sha256Of(content(files(), copy)) == sha256OfFile(QCoreApplication::applicationFilePath()));
    const RegPath runOnce = key(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce)");
    const auto values = registry().values(runOnce);
    VERIFY_OK(values);
    QVERIFY(values->has_value());
    const RegValue* value = valueNamed(**values, "Sankajo");
    QVERIFY(value != nullptr);
    QCOMPARE(QByteArray::fromStdString(value->asText()),
             QByteArray::fromStdString("\"" + copy.text() + "\" \"--after-restart\" \"a \\\"b\\\" c\\\\\""));
    // A second time it is the same, once.
    VERIFY_OK(live().returnAfterRestart({"--after-restart"}));
    QCOMPARE(files().list(all, false).value().value().size(), std::size_t{1});
    {
      // While the first copy runs, the second lies where Windows has nothing to remove at the next start.
      const win32::Handle running(CreateFileW(win32::wide(copy.text()).c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr));
      QVERIFY(static_cast<bool>(running));
      VERIFY_OK(live().returnAfterRestart({"--after-restart"}));
      const auto again = registry().values(runOnce);
      const RegValue* second = valueNamed(**again, "Sankajo");
      const WinPath next = all.join(R"(2\Sankajo.exe)");
      QVERIFY(second != nullptr);
      QVERIFY2(second->asText().starts_with("\"" + next.text() + "\""), second->asText().c_str());
      QVERIFY(sha256Of(content(files(), next)) == sha256OfFile(QCoreApplication::applicationFilePath()));
      QVERIFY(pendingAtRestart().contains(QString::fromStdString(copy.text())));
      QVERIFY(!pendingAtRestart().contains(QString::fromStdString(next.text())));
    }
    VERIFY_FAILS(live().returnAfterRestart({std::string(300, 'x')}), Errc::Refused);
    VERIFY_OK(live().forgetReturn());
    QVERIFY(valueNamed(registry().values(runOnce).value_or(std::nullopt).value_or(std::vector<RegValue>{}), "Sankajo") == nullptr);
    QVERIFY(files().find(all).value().empty());
    VERIFY_OK(live().forgetReturn());
    RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, sessionManager, pendingName);
  }

  void aValueOfThatNameWhichIsNotOursStays() {
    const wchar_t* runOnce = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\RunOnce";
    writeValue(L"Sankajo", REG_SZ, utf8ToUtf16Le("another.exe") + std::string(2, '\0'), runOnce);
    VERIFY_OK(live().forgetReturn());
    QCOMPARE(RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, runOnce, L"Sankajo"), ERROR_SUCCESS);
  }

  // Attack: a user makes \Sankajo before we do, and keeps the right to write into it.
  void aFolderOfOursThatOthersMayWriteIsRefused() {
    const WinPath own = drive() / "Sankajo";
    VERIFY_OK(removeIfThere(files(), own));
    VERIFY_OK(makeRunFolder(files(), target_->systemRoot(), "20260101T000000Z-0001"));
    VERIFY_OK(makeRunFolder(files(), target_->systemRoot(), "20260101T000000Z-0002"));
    VERIFY_OK(removeIfThere(files(), own));
    CreateDirectoryW(win32::wide(own.text()).c_str(), nullptr);
    VERIFY_OK(target_->writable());
    QVERIFY(letEverybodyWrite(own));
    VERIFY_FAILS(target_->writable(), Errc::Refused);
    // Nor is it made ours: who has opened it has it open.
    VERIFY_FAILS(makeRunFolder(files(), target_->systemRoot(), "20260101T000000Z-0001"), Errc::Refused);
    QVERIFY(files().find(own / "quarantine").value().empty());
    VERIFY_FAILS(live().returnAfterRestart({}), Errc::Refused);
    VERIFY_FAILS(live().removeAtRestart(own / "return"), Errc::Refused);
    QVERIFY(files().find(own / "return").value().empty());
    VERIFY_OK(removeIfThere(files(), own));
  }

  // Attack: of a run that somebody else could write, undo would believe what he likes.
  void aRunThatOthersMayWriteIsNotTrusted() {
    const WinPath own = drive() / "Sankajo";
    VERIFY_OK(removeIfThere(files(), own));
    const auto run = makeRunFolder(files(), target_->systemRoot(), "20260101T000000Z-0001");
    VERIFY_OK(run);
    const auto metadata = ownMetadata(files(), target_->systemRoot(), false);
    VERIFY_OK(metadata);
    for (const bool theJournal : {true, false}) {
      VERIFY_OK(removeIfThere(files(), *run / "journal.jsonl"));
      VERIFY_OK(files().create(*run / "journal.jsonl", *metadata));
      VERIFY_OK(target_->isProtected(*run));
      VERIFY_OK(target_->isProtected(*run / "journal.jsonl"));
      QVERIFY(letEverybodyWrite(theJournal ? *run / "journal.jsonl" : *run));
      VERIFY_FAILS(target_->isProtected(*run / "journal.jsonl"), Errc::Refused);
    }
    VERIFY_OK(removeIfThere(files(), own));
  }

  // ------------------------------------------------------------------------------------------------------------ packages

  void whatIsNotThePackageIsNotStarted_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("why");
    const auto row = [](const char* what, Errc code, const char* why) { QTest::newRow(what) << what << static_cast<int>(code) << why; };
    row("other bytes", Errc::Refused, "is not the package that was chosen");
    row("not signed", Errc::Refused, "its signature is not trusted");
    row("swapped for another program", Errc::Refused, "is not the package that was chosen");
    row("in another folder", Errc::Refused, "is not in our own folder");
    row("others may write into its folder", Errc::Refused, "others than administrators may write into it");
    row("somebody has it open to write", Errc::Busy, "");
    row("not there", Errc::Refused, "");
    row("a folder", Errc::AccessDenied, "opening");
  }
  void whatIsNotThePackageIsNotStarted() {
    QFETCH(QString, what);
    QFETCH(int, code);
    QFETCH(QString, why);
    const WinPath own = drive() / "Sankajo";
    VERIFY_OK(removeIfThere(files(), own));
    const auto folder = makeOwnFolder(files(), target_->systemRoot(), {"install", "20260101T000000Z-0001"});
    VERIFY_OK(folder);
    const auto metadata = ownMetadata(files(), target_->systemRoot(), false);
    VERIFY_OK(metadata);
    QFile program(inertPath());
    QVERIFY(program.open(QIODevice::ReadOnly));
    const std::string bytes = program.readAll().toStdString();
    const WinPath package = *folder / "KB828741.EXE";
    if (what == "a folder") {
      VERIFY_OK(files().makeFolder(package, *ownMetadata(files(), target_->systemRoot(), true)));
    } else if (what != "not there") {
      const auto copy = files().create(package, *metadata);
      VERIFY_OK(copy);
      VERIFY_OK((*copy)->append(what == "swapped for another program" ? bytes + "x" : bytes));
      VERIFY_OK((*copy)->sync());
    }
    QTemporaryDir aside;
    const QString ready = aside.filePath("ready");
    PackageRun run{package, sha256Of(bytes), "Microsoft Corporation", "start \"" + QDir::toNativeSeparators(ready).toStdString() + "\""};
    if (what == "other bytes") run.sha256 = sha256Of("other bytes");
    if (what == "in another folder") run.file = *WinPath::parse(inert());
    if (what == "others may write into its folder") QVERIFY(letEverybodyWrite(*folder));
    std::unique_ptr<win32::Handle> writer;
    if (what == "somebody has it open to write") {
      writer = std::make_unique<win32::Handle>(CreateFileW(win32::wide(package.text()).c_str(), GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                                                           nullptr, OPEN_EXISTING, 0, nullptr));
      QVERIFY(*writer);
    }
    int told = 0;
    const auto ended = live().runPackage(run, [&told] { ++told; });
    QVERIFY(!ended);
    QVERIFY2(ended.error().code == static_cast<Errc>(code) && QString::fromStdString(ended.error().detail).contains(why), describe(ended.error()).c_str());
    QCOMPARE(told, 0);
    QVERIFY(!QFile::exists(ready));
    writer.reset();
    VERIFY_OK(removeIfThere(files(), own));
  }

  // Real where there is a firewall that keeps rules.
  void aRuleOfOursIsReadBackAndTakenOut() {
    Firewall& firewall = live().firewall();
    const auto before = firewall.rules();
    if (!before && before.error().code == Errc::Unsupported) QSKIP(describe(before.error()).c_str());
    VERIFY_OK(before);
    const FirewallRule rule{"Sankajo 20260101T000000Z-0001 tcp in", true, "tcp", {135, 4444}};
    const Status added = firewall.add(rule);
    if (!added && added.error().code == Errc::Unsupported) QSKIP(describe(added.error()).c_str());
    VERIFY_OK(added);
    const auto now = firewall.rules();
    VERIFY_OK(now);
    QVERIFY(std::ranges::find(*now, rule) != now->end());
    VERIFY_OK(firewall.remove(rule.name));
    VERIFY_OK(firewall.remove(rule.name));
    QCOMPARE(firewall.rules().value().size(), before->size());
  }

  void argumentsComeBackAsTheyWere_data() {
    QTest::addColumn<QByteArray>("argument");
    for (const char* argument : {"", "a", "a b", "\"", "\\", "\\\\", "a\\\"b", "ends\\", "\\\\\"\\\\", "表 \"予\""})
      QTest::newRow(argument) << QByteArray(argument);
  }
  void argumentsComeBackAsTheyWere() {
    QFETCH(QByteArray, argument);
    const std::wstring line = L"x " + win32::wide(win32::quoted(argument.toStdString()));
    int count = 0;
    wchar_t** parts = CommandLineToArgvW(line.c_str(), &count);
    QCOMPARE(count, 2);
    QCOMPARE(QByteArray::fromStdString(win32::narrow(parts[1])), argument);
    LocalFree(parts);
  }
};

}  // namespace sankajo::test

QTEST_GUILESS_MAIN(sankajo::test::TestLiveWin32)
#include "moc_contract.cpp"
#include "test_live_win32.moc"
