// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/disk_builder.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "engine/prefetch.h"
#include "engine/text.h"
#include "tests/support/pe_builder.h"

namespace sankajo::test {
namespace {

constexpr std::string_view kUserSid = "S-1-5-21-1409082233-706699826-1060284298-1003";
constexpr std::string_view kAdministratorSid = "S-1-5-21-1409082233-706699826-1060284298-500";
constexpr std::string_view kUser = "太郎";

/// What tells one system from another, beside its RPC files.
struct SystemRow {
  DiskSystem system;
  std::string_view name, systemRoot, product, version, build, servicePack, ownVersion;
  std::uint32_t csdVersion;
  std::string_view productType;
  std::string_view updates;  ///< The folder of KB keys below SOFTWARE\Microsoft\Updates; empty: NT 4.0's way.
};

constexpr std::array kRows = {
    SystemRow{DiskSystem::Nt4Workstation, "nt4-workstation", "WINNT", "Windows NT", "4.0", "1381", "Service Pack 6", "4.0.1381.7000", 0x600,
              "WinNT", ""},
    SystemRow{DiskSystem::Nt4Server, "nt4-server", "WINNT", "Windows NT", "4.0", "1381", "Service Pack 6", "4.0.1381.7000", 0x600,
              "ServerNT", ""},
    SystemRow{DiskSystem::Nt4Terminal, "nt4-terminal", "WTSRV", "Windows NT", "4.0", "1381", "Service Pack 6", "4.0.1381.33400", 0x600,
              "ServerNT", ""},
    SystemRow{DiskSystem::Win2000Sp2, "2000-sp2", "WINNT", "Microsoft Windows 2000", "5.0", "2195", "Service Pack 2", "5.0.2195.2900", 0x200,
              "WinNT", "Windows 2000\\SP5"},
    SystemRow{DiskSystem::Win2000Sp4, "2000-sp4", "WINNT", "Microsoft Windows 2000", "5.0", "2195", "Service Pack 4", "5.0.2195.6700", 0x400,
              "WinNT", "Windows 2000\\SP5"},
    SystemRow{DiskSystem::Win2000Sp4Rollup, "2000-sp4-ur1", "WINNT", "Microsoft Windows 2000", "5.0", "2195", "Service Pack 4",
              "5.0.2195.6700", 0x400, "WinNT", "Windows 2000\\SP5"},
    SystemRow{DiskSystem::Xp, "xp", "WINDOWS", "Microsoft Windows XP", "5.1", "2600", "", "5.1.2600.0", 0, "WinNT", "Windows XP\\SP1"},
    SystemRow{DiskSystem::XpSp1, "xp-sp1", "WINDOWS", "Microsoft Windows XP", "5.1", "2600", "Service Pack 1", "5.1.2600.1106", 0x100, "WinNT",
              "Windows XP\\SP2"},
    SystemRow{DiskSystem::XpSp2, "xp-sp2", "WINDOWS", "Microsoft Windows XP", "5.1", "2600", "Service Pack 2", "5.1.2600.2180", 0x200, "WinNT",
              "Windows XP\\SP3"},
    SystemRow{DiskSystem::Server2003, "2003", "WINDOWS", "Microsoft Windows Server 2003", "5.2", "3790", "", "5.2.3790.0", 0, "ServerNT",
              "Windows Server 2003\\SP1"},
    SystemRow{DiskSystem::Server2003Sp1, "2003-sp1", "WINDOWS", "Microsoft Windows Server 2003", "5.2", "3790", "Service Pack 1",
              "5.2.3790.1830", 0x100, "ServerNT", "Windows Server 2003\\SP2"},
};

const SystemRow& rowOf(DiskSystem system) {
  return *std::find_if(kRows.begin(), kRows.end(), [system](const SystemRow& row) { return row.system == system; });
}

bool isNt4(const DiskOptions& options) { return rowOf(options.system).version == "4.0"; }
/// XP and Server 2003: prefetch, and hives of version 1.5.
bool isXpOrLater(const DiskOptions& options) { return rowOf(options.system).systemRoot == "WINDOWS"; }
std::uint32_t machineHiveVersion(const DiskOptions& options) { return isXpOrLater(options) ? 5 : 3; }

std::string text(std::string_view part) { return std::string(part); }

std::string upper(std::string_view name) { return foldCase(name); }

/// FNV-1a: a number for a text that is the same on every machine.
std::uint32_t numberOf(std::string_view of) {
  std::uint32_t hash = 2166136261U;
  for (const char c : of) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

std::string le16(std::uint32_t value) { return {static_cast<char>(value & 0xFF), static_cast<char>((value >> 8) & 0xFF)}; }
std::string le32(std::uint32_t value) { return le16(value) + le16(value >> 16); }
std::string utf16z(std::string_view part) { return utf8ToUtf16Le(part) + std::string(2, '\0'); }

std::string builtPe(const PeBuilder& pe) {
  auto bytes = pe.build();
  return bytes ? *bytes : std::string();
}

// ---------------------------------------------------------------------------------------------------------- specimens

struct SpecimenFile {
  std::string_view folder;  ///< From the Windows folder; "\" is the volume's root.
  std::string_view name;
  std::optional<std::uint64_t> size;  ///< As published.
  std::vector<std::string> texts;
  bool executable = true;
};
enum class EntryPlace { Run, UserRunOnce, Service, WinlogonShell };
struct SpecimenEntry {
  EntryPlace place;
  std::string_view name, data;  ///< `%S%` is the system32 folder written out.
};
struct Specimens {
  std::string id;
  std::vector<SpecimenFile> files;
  std::vector<SpecimenEntry> entries;
};

/// What the published descriptions say, nothing more. Variants of Blaster of which no text was published carry the family's.
const std::vector<Specimens>& specimens() {
  static const std::vector<std::string> blaster = {text(kBlasterText), text(kBlasterText2)};
  static const std::vector<Specimens> all = {
      {"W32.Blaster.A", {{"system32", "msblast.exe", 6176, blaster}}, {{EntryPlace::Run, "windows auto update", "msblast.exe"}}},
      {"W32.Blaster.B", {{"system32", "penis32.exe", 7200, blaster}}, {{EntryPlace::Run, "windows auto update", "penis32.exe"}}},
      {"W32.Blaster.C",
       {{"system32", "teekids.exe", 5360, blaster}, {"system32", "root32.exe", 19798, {}}},
       {{EntryPlace::Run, "Microsoft Inet Xp..", "teekids.exe"}}},
      {"W32.Blaster.D", {{"system32", "mspatch.exe", 11776, blaster}}, {{EntryPlace::Run, "Nonton Antivirus", "mspatch.exe"}}},
      {"W32.Blaster.E", {{"system32", "mslaugh.exe", 6176, blaster}}, {{EntryPlace::Run, "windows automation", "mslaugh.exe"}}},
      {"W32.Blaster.F", {{"system32", "enbiei.exe", 11808, blaster}}, {{EntryPlace::Run, "www.hidro.4t.com", "enbiei.exe"}}},
      {"W32.Blaster.T",
       {{"system32", "eschlp.exe", {}, blaster}, {"system32", "svchosthlp.exe", {}, {}}},
       {{EntryPlace::Run, "Helper", "%S%\\eschlp.exe /fstart"},
        {EntryPlace::Run, "MSUpdate", "%S%\\svchosthlp.exe"},
        {EntryPlace::Run, "SPUpdate", "%S%\\svchosthlp.exe"}}},
      {"W32.Welchia.A",
       {{"system32\\wins",
         "dllhost.exe",
         10240,
         {"=========== I love my wife & baby :)~~~ Welcome Chian~~~ Notice: 2004 will remove myself:)~~ sorry zhongli~~~=========== wins"}},
        {"system32\\wins", "svchost.exe", 19728, {}}},
       {{EntryPlace::Service, "RpcPatch", "%S%\\wins\\DLLHOST.EXE"}, {EntryPlace::Service, "RpcTftpd", "%S%\\wins\\svchost.exe"}}},
      {"W32.Welchia.B",
       {{"system32\\drivers", "svchost.exe", 12800, {"LET HISTORY TELL FUTURE !"}}},
       {{EntryPlace::Service, "WksPatch", "%S%\\drivers\\svchost.exe"}}},
      {"Cirebot",
       {{"\\", "worm.exe", {}, {}},
        {"\\", "rpc.exe", {}, {"rpc autorooter by ERIC"}},
        {"\\", "rpctest.exe", {}, {"USE THE FORZ LUKE!"}},
        {"system32", "dcomx.exe", {}, {}},
        {"system32", "lolx.exe", {}, {}}},
       {}},
      {"Sdbot.RPC.A",
       {{"system32", "winlogin.exe", {}, {}}, {"system32", "yuetyutr.dll", {}, {}}},
       {{EntryPlace::Run, "NDplDeamon", "winlogin.exe"},
        {EntryPlace::UserRunOnce, "winlogon", "winlogin.exe"},
        {EntryPlace::WinlogonShell, "Shell", "explorer.exe winlogin.exe"}}},
      {"Randex.E", {{"system32", "nstask32.exe", {}, {}}, {"system32", "win32sockdrv.dll", {}, {}}}, {}},
      {"W32.HLLW.Raleka",
       {{"system32", "svchost32.exe", {}, {}},
        {"system32", "ntrootkit.exe", {}, {}},
        {"system32", "rpcss.ini", {}, {}, false},
        {"system32", "svchost.ini", {}, {}, false}},
       {}},
      {"Gaobot", {{"system32", "nvchip4.exe", {}, {}}}, {{EntryPlace::Run, "nVidia Chip4", "nvchip4.exe"}}},
      {"Spybot",
       {{"system32", "wuaumgr.exe", {}, {}}, {"system32", "msconfig35.exe", {}, {}}},
       {{EntryPlace::Run, "MSConfig", "msconfig35.exe"}}},
  };
  return all;
}

/// Random-looking where the size counts, as a packed file is; of no published size where the texts count.
std::string specimenBytes(const SpecimenFile& file, Specimen form) {
  if (!file.executable) return "[settings]\r\nhost=192.0.2.1\r\n";
  PeBuilder pe;
  pe.dll = file.name.ends_with(".dll");
  pe.seed = numberOf(file.name);
  if (form == Specimen::PublishedSize) {
    pe.size = file.size.value_or(9216);
  } else {
    pe.texts = file.texts;
    pe.size = 4096;
  }
  return builtPe(pe);
}

// ---------------------------------------------------------------------------------------------------------- event log

struct Event {
  std::uint32_t id;
  std::string_view source;
  std::vector<std::string> strings;
};

/// One EVENTLOGRECORD.
std::string eventRecord(std::uint32_t number, const Event& event) {
  constexpr std::uint32_t time = 1060844400;  // 2003-08-14 07:00 UTC
  constexpr std::uint32_t header = 0x38;
  std::string names = utf16z(event.source) + utf16z("TARO-PC");
  names.resize((names.size() + 3) / 4 * 4);
  std::string strings;
  for (const std::string& string : event.strings) strings += utf16z(string);
  const auto stringsAt = static_cast<std::uint32_t>(header + names.size());
  const auto dataAt = static_cast<std::uint32_t>(stringsAt + strings.size());
  std::string body = le32(number + 1) + le32(time + number) + le32(time + number) + le32(0x40000000 | event.id) + le16(4) +
                     le16(static_cast<std::uint32_t>(event.strings.size())) + le16(0) + le16(0) + le32(0) + le32(stringsAt) + le32(0) +
                     le32(stringsAt) + le32(0) + le32(dataAt) + names + strings;
  body.resize((body.size() + 3) / 4 * 4);
  const auto length = static_cast<std::uint32_t>(body.size() + 12);
  return le32(length) + "LfLe" + body + le32(length);
}

std::string eventLogBytes(const std::vector<Event>& events) {
  std::string records;
  for (std::uint32_t i = 0; i < events.size(); ++i) records += eventRecord(i, events[i]);
  const auto end = static_cast<std::uint32_t>(0x30 + records.size());
  const auto next = static_cast<std::uint32_t>(events.size() + 1);
  std::string log = le32(0x30) + "LfLe" + le32(1) + le32(1) + le32(0x30) + le32(end) + le32(next) + le32(1) + le32(0x10000) + le32(0) +
                    le32(604800) + le32(0x30) + records;
  log += le32(0x28) + le32(0x11111111) + le32(0x22222222) + le32(0x33333333) + le32(0x44444444) + le32(0x30) + le32(end) + le32(next) +
         le32(1) + le32(0x28);
  log.resize(0x10000);
  return log;
}

// --------------------------------------------------------------------------------------------------------------- host

Status ioFailure(const std::string& path, const std::error_code& code) { return fail(Errc::Io, path, code.message(), code.value()); }

Status setTime(const std::filesystem::path& path, std::int64_t ns) {
  const std::chrono::sys_time<std::chrono::nanoseconds> time{std::chrono::nanoseconds(ns)};
  std::error_code code;
  std::filesystem::last_write_time(path, std::chrono::file_clock::from_sys(time), code);
  if (code) return ioFailure(path.string(), code);
  return {};
}

std::filesystem::path hostPath(const std::string& folder, std::string_view path) {
  std::string below(path);
  std::replace(below.begin(), below.end(), '\\', '/');
  return std::filesystem::path(folder) / below;
}

}  // namespace

std::string_view name(DiskSystem system) { return rowOf(system).name; }

std::string_view name(PatchLevel level) {
  switch (level) {
    case PatchLevel::None: return "none";
    case PatchLevel::KB823980: return "KB823980";
    case PatchLevel::KB824146: return "KB824146";
    case PatchLevel::KB828741: return "KB828741";
  }
  return {};
}

RpcVersions rpcVersions(DiskSystem system, PatchLevel level) {
  const auto at = [level](RpcVersions none, RpcVersions kb823980, RpcVersions kb824146, RpcVersions kb828741) {
    switch (level) {
      case PatchLevel::None: break;
      case PatchLevel::KB823980: return kb823980;
      case PatchLevel::KB824146: return kb824146;
      case PatchLevel::KB828741: return kb828741;
    }
    return none;
  };
  const auto same = [](std::string_view version) { return RpcVersions{version, version, version}; };
  const auto ofItsOwn = same(rowOf(system).ownVersion);
  switch (system) {
    case DiskSystem::Nt4Workstation:
    case DiskSystem::Nt4Server:
      return at(ofItsOwn, {"4.0.1381.7224", "4.0.1381.7219", "4.0.1381.7224"}, same("4.0.1381.7230"),
                {"4.0.1381.7263", "4.0.1381.7230", "4.0.1381.7263"});
    case DiskSystem::Nt4Terminal:
      return at(ofItsOwn, {"4.0.1381.33549", "4.0.1381.33474", "4.0.1381.33549"}, same("4.0.1381.33551"),
                {"4.0.1381.39779", "4.0.1381.39774", "4.0.1381.39779"});
    case DiskSystem::Win2000Sp2:
    case DiskSystem::Win2000Sp4:
      return at(ofItsOwn, {"5.0.2195.6769", "5.0.2195.6753", "5.0.2195.6769"}, {"5.0.2195.6810", "5.0.2195.6802", "5.0.2195.6810"},
                {"5.0.2195.6906", "5.0.2195.6904", "5.0.2195.6906"});
    case DiskSystem::Win2000Sp4Rollup: return {"5.0.2195.7021", "5.0.2195.6904", "5.0.2195.7021"};
    case DiskSystem::Xp:
      return at(ofItsOwn, {"5.1.2600.115", "5.1.2600.109", "5.1.2600.115"}, {"5.1.2600.118", "5.1.2600.109", "5.1.2600.118"},
                {"5.1.2600.136", "5.1.2600.135", "5.1.2600.135"});
    case DiskSystem::XpSp1:
      return at(ofItsOwn, {"5.1.2600.1243", "5.1.2600.1230", "5.1.2600.1243"}, {"5.1.2600.1263", "5.1.2600.1254", "5.1.2600.1263"},
                {"5.1.2600.1362", "5.1.2600.1361", "5.1.2600.1361"});
    case DiskSystem::Server2003:
      return at(ofItsOwn, {"5.2.3790.68", "5.2.3790.59", "5.2.3790.68"}, {"5.2.3790.80", "5.2.3790.76", "5.2.3790.80"},
                {"5.2.3790.138", "5.2.3790.137", "5.2.3790.132"});
    case DiskSystem::XpSp2:
    case DiskSystem::Server2003Sp1: break;
  }
  return ofItsOwn;
}

const std::vector<std::string>& threatIds() {
  static const std::vector<std::string> ids = [] {
    std::vector<std::string> all;
    for (const Specimens& specimen : specimens()) all.push_back(specimen.id);
    return all;
  }();
  return ids;
}

// --------------------------------------------------------------------------------------------------------- DiskBuilder

DiskBuilder::DiskBuilder(DiskOptions options)
    : options_(std::move(options)),
      systemRoot_(rowOf(options_.system).systemRoot),
      system_(machineHiveVersion(options_)),
      software_(machineHiveVersion(options_)),
      default_(3),
      user_(3),
      administrator_(3),
      sam_(3),
      security_(3) {
  addSystemHive();
  addSoftwareHive();
  addUserHives();
  addFiles();
  if (options_.eventLog) addEventLog();
  if (options_.hotfixKeys) addHotfixKeys();
}

std::string DiskBuilder::system32(std::string_view file) const { return systemRoot_ + "\\system32\\" + text(file); }
std::string DiskBuilder::prefetch(std::string_view file) const { return systemRoot_ + "\\Prefetch\\" + text(file); }
std::string DiskBuilder::profile() const {
  return (isNt4(options_) ? systemRoot_ + "\\Profiles\\" : std::string("Documents and Settings\\")) + text(kUser);
}
std::string_view DiskBuilder::userSid() { return kUserSid; }
std::string DiskBuilder::hivePath(std::string_view hive) const { return system32("config\\" + text(hive)); }

DiskBuilder& DiskBuilder::file(std::string_view path, std::string bytes) {
  files_[text(path)] = std::move(bytes);
  return *this;
}
DiskBuilder& DiskBuilder::folder(std::string_view path) {
  folders_.insert(text(path));
  return *this;
}
DiskBuilder& DiskBuilder::without(std::string_view path) {
  without_.insert(text(path));
  return *this;
}

DiskBuilder& DiskBuilder::program(std::string_view path, std::optional<std::uint64_t> size, std::vector<std::string> texts) {
  return file(path, builtPe(PeBuilder{.version = FileVersionNumber::parse(rowOf(options_.system).ownVersion),
                                      .texts = std::move(texts),
                                      .dll = path.ends_with(".dll"),
                                      .size = size,
                                      .seed = numberOf(path)}));
}

DiskBuilder& DiskBuilder::rpcFiles(const RpcVersions& versions) {
  const auto put = [this](std::string_view file, std::string_view version) {
    this->file(system32(file), builtPe(PeBuilder{.version = FileVersionNumber::parse(version), .dll = file.ends_with(".dll")}));
  };
  put("ole32.dll", versions.ole32);
  put("rpcrt4.dll", versions.rpcrt4);
  put(isNt4(options_) ? "rpcss.exe" : "rpcss.dll", versions.rpcss);
  return *this;
}

DiskBuilder& DiskBuilder::run(std::string_view valueName, std::string_view data) {
  software_.sz("Microsoft\\Windows\\CurrentVersion\\Run", valueName, data);
  return *this;
}

DiskBuilder& DiskBuilder::service(std::string_view key, std::string_view imagePath, const std::vector<int>& controlSets) {
  for (const int set : controlSets) {
    const std::string path = "ControlSet00" + std::to_string(set) + "\\Services\\" + text(key);
    system_.dword(path, "Type", 0x10).dword(path, "Start", 2).dword(path, "ErrorControl", 0);
    system_.expandSz(path, "ImagePath", imagePath).sz(path, "DisplayName", key).sz(path, "ObjectName", "LocalSystem");
    // What an undo has to bring back too: a class, a security of its own, and a key below.
    system_.keyClass(path, utf8ToUtf16Le("GenericClass")).security(path, HiveBuilder::descriptor(1));
    system_.raw(path + "\\Security", "Security", RegBinary, HiveBuilder::descriptor(2));
  }
  return *this;
}

DiskBuilder& DiskBuilder::prefetchFile(std::string_view devicePath) {
  const std::string path = upper(devicePath);
  const std::string program(fileNameOf(path));
  const std::uint32_t hash = prefetchHash(path);
  std::string digits = upper(toHex(le32(hash)));
  digits = digits.substr(6, 2) + digits.substr(4, 2) + digits.substr(2, 2) + digits.substr(0, 2);
  const std::string system = "\\DEVICE\\HARDDISKVOLUME1\\" + systemRoot_ + "\\SYSTEM32\\";
  return file(prefetch(program + "-" + digits + ".pf"), prefetchBytes(program, hash, {system + "NTDLL.DLL", system + "KERNEL32.DLL", path}));
}

DiskBuilder& DiskBuilder::threat(std::string_view id, Specimen form, ThreatParts parts) {
  const auto found = std::find_if(specimens().begin(), specimens().end(), [id](const Specimens& s) { return s.id == id; });
  if (found == specimens().end()) return *this;
  const std::string system32Folder = "C:\\" + systemRoot_ + "\\system32";
  for (const SpecimenFile& specimen : found->files) {
    const std::string folder = specimen.folder == "\\" ? "" : systemRoot_ + "\\" + text(specimen.folder) + "\\";
    if (parts.files) file(folder + text(specimen.name), specimenBytes(specimen, form));
    if (parts.prefetch && isXpOrLater(options_) && specimen.name.ends_with(".exe"))
      prefetchFile("\\DEVICE\\HARDDISKVOLUME1\\" + folder + text(specimen.name));
  }
  if (!parts.entries) return *this;
  for (const SpecimenEntry& entry : found->entries) {
    std::string data(entry.data);
    if (data.starts_with("%S%")) data.replace(0, 3, system32Folder);
    switch (entry.place) {
      case EntryPlace::Run: run(entry.name, data); break;
      case EntryPlace::UserRunOnce: user_.sz("Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce", entry.name, data); break;
      case EntryPlace::Service: service(entry.name, data); break;
      case EntryPlace::WinlogonShell: software_.sz("Microsoft\\Windows NT\\CurrentVersion\\Winlogon", entry.name, data); break;
    }
  }
  return *this;
}

std::map<std::string, std::string> DiskBuilder::files() const {
  std::map<std::string, std::string> all = files_;
  const auto hive = [&](const std::string& path, const HiveBuilder& builder) { all.try_emplace(path, builder.build()); };
  hive(hivePath("SYSTEM"), system_);
  hive(hivePath("SOFTWARE"), software_);
  hive(hivePath("DEFAULT"), default_);
  hive(hivePath("SAM"), sam_);
  hive(hivePath("SECURITY"), security_);
  hive(profile() + "\\NTUSER.DAT", user_);
  const std::string profiles = profile().substr(0, profile().rfind('\\') + 1);
  hive(profiles + "Administrator\\NTUSER.DAT", administrator_);
  for (const std::string& path : without_) all.erase(path);
  return all;
}

std::int64_t DiskBuilder::modifiedNs(std::string_view path) {
  constexpr std::int64_t july2003 = 1057017600;
  constexpr std::uint32_t fortyDays = 40 * 24 * 3600;
  const std::uint32_t number = numberOf(path);
  return (july2003 + number % fortyDays) * 1'000'000'000 + std::int64_t{number % 10'000'000} * 100;
}

Status DiskBuilder::writeTo(const std::string& hostFolder) const {
  std::error_code code;
  for (const std::string& path : folders_) {
    std::filesystem::create_directories(hostPath(hostFolder, path), code);
    if (code) return ioFailure(path, code);
  }
  for (const auto& [path, bytes] : files()) {
    const std::filesystem::path host = hostPath(hostFolder, path);
    std::filesystem::create_directories(host.parent_path(), code);
    if (code) return ioFailure(path, code);
    std::ofstream stream(host, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) return fail(Errc::Io, host.string(), "could not be written");
    if (auto done = setTime(host, modifiedNs(path)); !done) return done;
  }
  return {};
}

void DiskBuilder::fill(FakeFiles& volume) const {
  for (const std::string& path : folders_) volume.addFolder("C:\\" + path);
  for (const auto& [path, bytes] : files()) {
    volume.addFile("C:\\" + path, bytes);
    FileMetadata metadata;
    metadata.modifiedNs = metadata.accessedNs = modifiedNs(path);
    metadata.mode = 0644;
    volume.giveMetadata("C:\\" + path, metadata);
  }
}

std::unique_ptr<FakeTarget> DiskBuilder::fakeTarget() const {
  auto volume = std::make_unique<FakeFiles>();
  fill(*volume);
  return std::make_unique<FakeTarget>(std::move(volume), systemRoot());
}

void DiskBuilder::addSystemHive() {
  const SystemRow& row = rowOf(options_.system);
  system_.dword("Select", "Current", 1).dword("Select", "Default", 1).dword("Select", "Failed", 0).dword("Select", "LastKnownGood", 2);
  system_.sz("Setup", "SystemPartition", "\\Device\\HarddiskVolume1");
  for (const std::string set : {"ControlSet001", "ControlSet002"}) {
    const std::string control = set + "\\Control\\";
    system_.sz(control + "ProductOptions", "ProductType", row.productType);
    // Only on NT 4.0 does "Terminal Server" mean the Terminal Server Edition.
    if (options_.system == DiskSystem::Nt4Terminal || isXpOrLater(options_))
      system_.multiSz(control + "ProductOptions", "ProductSuite", {"Terminal Server"});
    system_.sz(control + "Nls\\Language", "InstallLanguage", options_.language).sz(control + "Nls\\Language", "Default", options_.language);
    system_.sz(control + "ComputerName\\ComputerName", "ComputerName", "TARO-PC");
    system_.dword(control + "Windows", "CSDVersion", row.csdVersion).expandSz(control + "Windows", "Directory", "%SystemRoot%");
    system_.multiSz(control + "Session Manager", "BootExecute", {"autocheck autochk *"});
    const std::string services = set + "\\Services\\";
    const auto service = [&](const std::string& key, std::string_view image, std::uint32_t type, std::uint32_t start) {
      system_.dword(services + key, "Type", type).dword(services + key, "Start", start).dword(services + key, "ErrorControl", 1);
      if (!image.empty()) system_.expandSz(services + key, "ImagePath", image);
    };
    const bool hosted = !isNt4(options_);
    service("RpcSs", hosted ? "%SystemRoot%\\system32\\svchost -k rpcss" : "%SystemRoot%\\system32\\RpcSs.exe", 0x20, 2);
    service("RpcLocator", "%SystemRoot%\\System32\\locator.exe", 0x10, 3);
    service("Eventlog", "%SystemRoot%\\system32\\services.exe", 0x20, 2);
    service("Dhcp", "%SystemRoot%\\System32\\services.exe", 0x20, 2);
    service("LanmanServer", "%SystemRoot%\\System32\\services.exe", 0x20, 2);
    service("Tcpip", "System32\\DRIVERS\\tcpip.sys", 1, 1);
    service("Ftdisk", "\\SystemRoot\\System32\\drivers\\ftdisk.sys", 1, 0);
    service("Spooler", "%SystemRoot%\\system32\\spoolsv.exe", 0x110, 2);
    service("SENS", hosted ? "%SystemRoot%\\system32\\svchost.exe -k netsvcs" : "%SystemRoot%\\system32\\sens.exe", 0x20, 2);
    service("SysmonLog", "\"%SystemRoot%\\system32\\smlogsvc.exe\"", 0x10, 3);
    service("Beep", "", 1, 1);
    if (hosted) service("COMSysApp", "C:\\" + systemRoot_ + "\\System32\\dllhost.exe /Processid:{02D4B3F1}", 0x10, 3);
  }
}

void DiskBuilder::addSoftwareHive() {
  const SystemRow& row = rowOf(options_.system);
  const std::string root = "C:\\" + systemRoot_;
  const std::string version = "Microsoft\\Windows NT\\CurrentVersion";
  software_.sz(version, "ProductName", row.product).sz(version, "CurrentVersion", row.version);
  software_.sz(version, "CurrentBuildNumber", row.build).sz(version, "CurrentBuild", row.build);
  if (!row.servicePack.empty()) software_.sz(version, "CSDVersion", row.servicePack);
  software_.sz(version, "SystemRoot", root).sz(version, "PathName", root);
  software_.sz(version, "ProductId", "55274-640-1011873-23081").sz(version, "RegisteredOwner", kUser);
  software_.dword(version, "InstallDate", 1041379200);  // 2003-01-01

  const std::string profiles = isNt4(options_) ? "%SystemRoot%\\Profiles" : "%SystemDrive%\\Documents and Settings";
  if (!isNt4(options_)) software_.expandSz(version + "\\ProfileList", "ProfilesDirectory", profiles);
  const auto profileEntry = [&](std::string_view sid, std::string_view user) {
    software_.expandSz(version + "\\ProfileList\\" + text(sid), "ProfileImagePath", profiles + "\\" + text(user));
  };
  profileEntry(kUserSid, kUser);
  profileEntry(kAdministratorSid, "Administrator");

  const std::string winlogon = version + "\\Winlogon";
  software_.sz(winlogon, "Shell", "Explorer.exe");
  software_.sz(winlogon, "Userinit", isNt4(options_) ? std::string("userinit,nddeagnt.exe") : root + "\\system32\\userinit.exe,");
  software_.sz(version + "\\Windows", "AppInit_DLLs", "");
  run("IMJPMIG8.1", "\"" + root + "\\IME\\imjp8_1\\IMJPMIG.EXE\" /Spoil /RemAdvDef /Migration32");
  software_.key("Microsoft\\Windows\\CurrentVersion\\RunOnce");
  software_.sz("Microsoft\\OLE", "EnableDCOM", "Y");
  if (options_.system == DiskSystem::Win2000Sp4Rollup)
    software_.sz("Microsoft\\Updates\\Windows 2000\\SP5\\Update Rollup 1\\Filelist\\0", "FileName", "fastfat.sys");
}

void DiskBuilder::addUserHives() {
  for (HiveBuilder* hive : {&user_, &administrator_, &default_}) {
    hive->sz("Software\\Microsoft\\Windows\\CurrentVersion\\Run", "ctfmon.exe", "C:\\" + systemRoot_ + "\\system32\\ctfmon.exe");
    hive->sz("Control Panel\\Desktop", "Wallpaper", "");
  }
  sam_.key("SAM\\Domains\\Account");
  security_.key("Policy\\Accounts");
}

void DiskBuilder::addFiles() {
  const SystemRow& row = rowOf(options_.system);
  std::string bootIni = "[boot loader]\r\ntimeout=30\r\ndefault=multi(0)disk(0)rdisk(0)partition(1)\\" + systemRoot_ + "\r\n";
  bootIni += "[operating systems]\r\nmulti(0)disk(0)rdisk(0)partition(1)\\" + systemRoot_ + "=\"" + text(row.product) + "\" /fastdetect\r\n";
  file("boot.ini", bootIni).file("ntldr", "not a boot loader").file("NTDETECT.COM", "not a program");

  rpcFiles(rpcVersions(options_.system, options_.patch));
  for (const char* const programName :
       {"ntdll.dll", "kernel32.dll", "services.exe", "lsass.exe", "winlogon.exe", "userinit.exe", "notepad.exe", "locator.exe", "spoolsv.exe",
        "tftp.exe", "ctfmon.exe", "cmd.exe", "smlogsvc.exe", "msconfig.exe", "mspaint.exe", "drivers\\tcpip.sys", "drivers\\ftdisk.sys",
        "dllcache\\tftp.exe", "dllcache\\notepad.exe"})
    program(system32(programName));
  program(systemRoot_ + "\\explorer.exe").program(systemRoot_ + "\\regedit.exe").program(systemRoot_ + "\\IME\\imjp8_1\\IMJPMIG.EXE");
  program("Program Files\\Internet Explorer\\IEXPLORE.EXE");
  if (!isNt4(options_)) {
    // The real ones; XP's svchost.exe has the very size that is told of Welchia.B's.
    program(system32("dllhost.exe"), 5120).program(system32("dllcache\\dllhost.exe"), 5120).program(system32("svchost.exe"), 12800);
  }
  if (options_.system == DiskSystem::Win2000Sp4Rollup)
    file(system32("drivers\\fastfat.sys"), builtPe(PeBuilder{.version = FileVersionNumber::parse("5.0.2195.7006")}));
  file(system32("drivers\\etc\\hosts"), "127.0.0.1       localhost\r\n");
  file(systemRoot_ + "\\system.ini", "; for 16-bit app support\r\n[drivers]\r\nwave=mmdrv.dll\r\n");
  file(profile() + "\\デスクトップ\\メモ.txt", "8/16 買い物\r\n");
  folder(systemRoot_ + "\\Temp").folder(profile() + "\\スタート メニュー\\プログラム\\スタートアップ").folder(system32("wbem"));
  folder("RECYCLER").folder("System Volume Information");
  if (isXpOrLater(options_)) {
    const std::string device = "\\DEVICE\\HARDDISKVOLUME1\\" + systemRoot_ + "\\";
    prefetchFile(device + "SYSTEM32\\NOTEPAD.EXE").prefetchFile(device + "EXPLORER.EXE").prefetchFile(device + "SYSTEM32\\SVCHOST.EXE");
    prefetchFile(device + "SYSTEM32\\DLLHOST.EXE");
  }
}

void DiskBuilder::addEventLog() {
  std::vector<Event> events = {{6005, "EventLog", {}},
                               {7031, "Service Control Manager", {"Remote Procedure Call (RPC)", "1", "60000", "1", "Reboot the machine"}},
                               {4377, "NtServicePack", {text(rowOf(options_.system).product), "KB329170"}}};
  if (options_.patch != PatchLevel::None)
    events.push_back({4377, "NtServicePack", {text(rowOf(options_.system).product), text(name(options_.patch))}});
  file(hivePath("SysEvent.Evt"), eventLogBytes(events));
}

void DiskBuilder::addHotfixKeys() {
  if (options_.patch == PatchLevel::None) return;
  const SystemRow& row = rowOf(options_.system);
  const std::string kb(name(options_.patch));
  const std::string hotfix = "Microsoft\\Windows NT\\CurrentVersion\\HotFix\\";
  if (row.updates.empty()) {
    // The first two were still named with a Q.
    const bool old = options_.patch != PatchLevel::KB828741;
    software_.dword(hotfix + (old ? "Q" + kb.substr(2) : kb), "Installed", 1);
    if (!old) software_.sz(hotfix + kb + "\\File 1", "New File", "ole32.dll");
    return;
  }
  const std::string key = "Microsoft\\Updates\\" + text(row.updates) + "\\" + kb;
  software_.sz(key, "Description", text(row.product) + " Hotfix - " + kb).sz(key, "InstalledDate", "8/14/2003");
  software_.sz(key + "\\Filelist\\0", "FileName", "ole32.dll");
  software_.dword(hotfix + kb, "Installed", 1);
  software_.sz("Microsoft\\Windows\\CurrentVersion\\Uninstall\\" + kb, "DisplayName", text(row.product) + " Hotfix - " + kb);
}

std::string prefetchBytes(std::string_view program, std::uint32_t pathHash, const std::vector<std::string>& paths) {
  constexpr std::uint32_t listAt = 0x98;
  std::string list;
  for (const std::string& path : paths) list += utf16z(path);
  const auto end = static_cast<std::uint32_t>(listAt + list.size());
  std::string nameField = utf8ToUtf16Le(program).substr(0, 58);
  nameField.resize(60);
  // File header, then the table of contents: metrics, trace chains, path list, volumes; last start and number of starts.
  std::string bytes = le32(17) + "SCCA" + le32(0x0F) + le32(end) + nameField + le32(pathHash) + le32(0);
  bytes += le32(listAt) + le32(0) + le32(listAt) + le32(0) + le32(listAt) + le32(static_cast<std::uint32_t>(list.size()));
  bytes += le32(end) + le32(0) + le32(0) + le32(0x4B5D7C00) + le32(0x01C36000) + std::string(16, '\0') + le32(3) + le32(1);
  bytes.resize(listAt);
  return bytes + list;
}

}  // namespace sankajo::test
