// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows_own.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/text.h"

namespace sankajo {

namespace {

using Names = std::vector<std::string_view>;

// In the volume's root. hiberfil.sys and pagefile.sys hold memory: nobody removes them under a Windows that sleeps.
const Names& rootFiles() {
  static const Names names = {"ntldr",     "ntdetect.com", "boot.ini", "bootsect.dos", "bootfont.bin", "ntbootdd.sys", "io.sys",
                              "msdos.sys", "config.sys",   "bootmgr",  "hiberfil.sys", "pagefile.sys", "autoexec.bat", "command.com"};
  return names;
}

const Names& windowsFolderFiles() {
  static const Names names = {"explorer.exe", "regedit.exe", "notepad.exe", "taskman.exe", "hh.exe",
                              "winhlp32.exe", "system.ini",  "win.ini",     "twain.dll",   "twain_32.dll"};
  return names;
}

const Names& system32Files() {
  static const Names names = {
      // Kernel, hardware layer, session, log-on.
      "ntoskrnl.exe", "ntkrnlpa.exe", "ntkrnlmp.exe", "ntkrpamp.exe", "hal.dll", "bootvid.dll", "kdcom.dll", "ntdll.dll", "smss.exe",
      "csrss.exe", "csrsrv.dll", "basesrv.dll", "winsrv.dll", "winlogon.exe", "msgina.dll", "nddeagnt.exe", "userinit.exe", "logonui.exe",
      "services.exe", "scesrv.dll", "umpnpmgr.dll", "lsass.exe", "lsasrv.dll", "samsrv.dll", "win32k.sys", "autochk.exe", "ntvdm.exe",
      // What every program loads.
      "kernel32.dll", "user32.dll", "gdi32.dll", "advapi32.dll", "shell32.dll", "shlwapi.dll", "comctl32.dll", "comdlg32.dll", "msvcrt.dll",
      "secur32.dll", "ws2_32.dll", "ws2help.dll", "wsock32.dll", "mswsock.dll", "netapi32.dll", "userenv.dll", "version.dll",
      "setupapi.dll", "crypt32.dll", "wininet.dll", "urlmon.dll", "shdocvw.dll", "browseui.dll", "imm32.dll", "uxtheme.dll",
      // RPC and COM, which the hole is in.
      "ole32.dll", "oleaut32.dll", "rpcrt4.dll", "rpcss.dll", "rpcss.exe", "rpcproxy.dll", "locator.exe", "dllhost.exe", "dcomcnfg.exe",
      // Services' hosts.
      "svchost.exe", "spoolsv.exe", "spoolss.exe", "alg.exe", "wuauclt.exe", "wuaueng.dll", "mstask.exe", "regsvc.exe", "msiexec.exe",
      "schedsvc.dll", "eventlog.dll", "wkssvc.dll", "srvsvc.dll", "dnsapi.dll", "dhcpcsvc.dll",
      // What people put things in order with.
      "cmd.exe", "taskmgr.exe", "regedt32.exe", "reg.exe", "net.exe", "net1.exe", "tftp.exe", "ftp.exe", "rundll32.exe", "regsvr32.exe",
      "mmc.exe", "chkdsk.exe", "ntbackup.exe", "control.exe", "ctfmon.exe", "conime.exe", "internat.exe", "rdpclip.exe", "logon.scr",
      "sfc.exe", "sfc.dll", "sfc_os.dll", "sfcfiles.dll", "systray.exe", "wscntfy.exe", "shutdown.exe", "at.exe", "attrib.exe", "config.nt",
      "autoexec.nt", "c_1252.nls", "c_932.nls", "c_437.nls", "l_intl.nls", "unicode.nls", "locale.nls", "sortkey.nls", "sorttbls.nls",
      "ctype.nls",
      // What today's Windows has beside them, where this program runs.
      "winload.exe", "winresume.exe", "wininit.exe", "lsm.exe", "lsaiso.exe", "logoncli.dll", "sihost.exe", "taskhost.exe", "taskhostw.exe",
      "taskeng.exe", "dwm.exe", "conhost.exe", "fontdrvhost.exe", "runtimebroker.exe", "applicationframehost.exe", "searchindexer.exe",
      "searchprotocolhost.exe", "searchfilterhost.exe", "smartscreen.exe", "securityhealthservice.exe", "sgrmbroker.exe", "sppsvc.exe",
      "audiodg.exe", "wudfhost.exe", "unsecapp.exe", "backgroundtaskhost.exe", "useroobebroker.exe", "dashost.exe", "compattelrunner.exe",
      "werfault.exe", "consent.exe", "vssvc.exe", "msdtc.exe", "notepad.exe", "mrt.exe", "mpsigstub.exe", "kernelbase.dll", "ucrtbase.dll",
      "combase.dll", "sechost.dll"};
  return names;
}

const Names& driverFiles() {
  static const Names names = {"acpi.sys",     "acpiec.sys",  "afd.sys",      "aliide.sys",   "atapi.sys",    "beep.sys",     "cdfs.sys",
                              "cdrom.sys",    "class2.sys",  "classpnp.sys", "cmdide.sys",   "disk.sys",     "diskperf.sys", "dmboot.sys",
                              "dmio.sys",     "dmload.sys",  "fastfat.sys",  "fdc.sys",      "flpydisk.sys", "fltmgr.sys",   "fs_rec.sys",
                              "ftdisk.sys",   "http.sys",    "i8042prt.sys", "intelide.sys", "ipsec.sys",    "isapnp.sys",   "kbdclass.sys",
                              "kbdhid.sys",   "ksecdd.sys",  "mouclass.sys", "mouhid.sys",   "mountmgr.sys", "mrxsmb.sys",   "msfs.sys",
                              "mup.sys",      "ndis.sys",    "netbios.sys",  "netbt.sys",    "npfs.sys",     "ntfs.sys",     "null.sys",
                              "partmgr.sys",  "pci.sys",     "pciide.sys",   "pciidex.sys",  "pcmcia.sys",   "rdbss.sys",    "scsiport.sys",
                              "sr.sys",       "srv.sys",     "tcpip.sys",    "tdi.sys",      "toside.sys",   "usbd.sys",     "usbehci.sys",
                              "usbhub.sys",   "usbohci.sys", "usbport.sys",  "usbstor.sys",  "usbuhci.sys",  "vga.sys",      "viaide.sys",
                              "videoprt.sys", "volsnap.sys", "wanarp.sys"};
  return names;
}

const Names& hiveFiles() {
  static const Names names = {"system", "system.alt", "software", "sam", "security", "default", "userdiff"};
  return names;
}

// Started by the boot loader, the kernel or the service controller before anybody can log on, on one of the four systems.
const Names& neededServices() {
  static const Names names = {"abiosdsk", "acpi",         "acpiec",
                              "afd",      "aliide",       "atapi",
                              "atdisk",   "beep",         "cdfs",
                              "cdrom",    "cmdide",       "cpqarray",
                              "cryptsvc", "dcomlaunch",   "dhcp",
                              "disk",     "diskperf",     "dmadmin",
                              "dmboot",   "dmio",         "dmload",
                              "dmserver", "dnscache",     "eventlog",
                              "fastfat",  "fdc",          "flpydisk",
                              "fltmgr",   "fs_rec",       "ftdisk",
                              "i8042prt", "intelide",     "ipsec",
                              "isapnp",   "kbdclass",     "kbdhid",
                              "ksecdd",   "lanmanserver", "lanmanworkstation",
                              "lmhosts",  "mouclass",     "mouhid",
                              "mountmgr", "mrxsmb",       "msfs",
                              "mup",      "ndis",         "netbios",
                              "netbt",    "netlogon",     "npfs",
                              "ntfs",     "null",         "partmgr",
                              "pci",      "pciide",       "pcmcia",
                              "plugplay", "policyagent",  "protectedstorage",
                              "rdbss",    "rpclocator",   "rpcss",
                              "samss",    "schedule",     "scsiport",
                              "sfloppy",  "sharedaccess", "simbad",
                              "spooler",  "sr",           "srservice",
                              "srv",      "tcpip",        "toside",
                              "trkwks",   "usbehci",      "usbhub",
                              "usbohci",  "usbstor",      "usbuhci",
                              "vga",      "vgasave",      "viaide",
                              "videoprt", "volsnap",      "wanarp",
                              "winmgmt",  "wuauserv"};
  return names;
}

bool contains(const Names& names, std::string_view wanted) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return equalNoCase(name, wanted); });
}

/// A hive, or the log or copy that Windows keeps beside it.
bool isHiveFile(std::string_view name) {
  for (const std::string_view ending : {".log", ".sav"}) {
    if (name.size() > ending.size() && equalNoCase(name.substr(name.size() - ending.size()), ending)) {
      name.remove_suffix(ending.size());
      break;
    }
  }
  return contains(hiveFiles(), name);
}

bool equalKeys(const std::vector<std::string>& keys, std::initializer_list<std::string_view> wanted) {
  return std::equal(keys.begin(), keys.end(), wanted.begin(), wanted.end(),
                    [](const std::string& a, std::string_view b) { return equalNoCase(a, b); });
}

bool isControlSet(std::string_view key) {
  if (equalNoCase(key, "CurrentControlSet") || equalNoCase(key, "Clone")) return true;
  constexpr std::string_view prefix = "ControlSet";
  return key.size() > prefix.size() && equalNoCase(key.substr(0, prefix.size()), prefix);
}

bool isWinlogon(const RegPath& key) {
  return key.hive == RegPath::Hive::Software && equalKeys(key.keys, {"Microsoft", "Windows NT", "CurrentVersion", "Winlogon"});
}

// The one that 32-bit programs on a 64-bit Windows see.
bool isWow64Winlogon(const RegPath& key) {
  return key.hive == RegPath::Hive::Software && equalKeys(key.keys, {"Wow6432Node", "Microsoft", "Windows NT", "CurrentVersion", "Winlogon"});
}

}  // namespace

bool isWindowsOwnFile(const WinPath& file, const WinPath& systemRoot) {
  if (file.isRoot()) return false;
  // A user's settings, in whichever profile.
  if (equalNoCase(file.name(), "ntuser.dat") || equalNoCase(file.name(), "usrclass.dat")) return true;
  const WinPath folder = wow64Name(file.parent().onDrive(systemRoot.drive()), systemRoot);
  const std::string& name = file.name();
  if (folder.isRoot()) return contains(rootFiles(), name);
  if (folder == systemRoot) return contains(windowsFolderFiles(), name);
  const WinPath system32 = systemRoot / "system32";
  if (folder == system32) return contains(system32Files(), name);
  if (folder == system32 / "drivers") return contains(driverFiles(), name);
  if (folder == system32 / "config") return isHiveFile(name);
  // Windows' file protection puts its files back from here.
  if (folder == system32 / "dllcache") return contains(system32Files(), name) || contains(windowsFolderFiles(), name);
  return false;
}

bool isWindowsOwnName(std::string_view fileName) {
  return contains(system32Files(), fileName) || contains(windowsFolderFiles(), fileName) || contains(rootFiles(), fileName) ||
         contains(driverFiles(), fileName);
}

std::optional<RegValue> windowsDefault(const RegPath& key, std::string_view valueName, const WinPath& systemRoot, SystemFamily system) {
  if (!isWinlogon(key) && !isWow64Winlogon(key)) return std::nullopt;
  if (equalNoCase(valueName, "Shell")) return RegValue::ofText("Shell", "Explorer.exe");
  if (!equalNoCase(valueName, "Userinit") || isWow64Winlogon(key)) return std::nullopt;
  switch (system) {
    case SystemFamily::Nt4Workstation:
    case SystemFamily::Nt4Server:
      // Microsoft KB142905, which does not speak of the Terminal Server Edition.
      return RegValue::ofText("Userinit", "USERINIT,NDDEAGNT.EXE");
    case SystemFamily::Windows2000:
    case SystemFamily::WindowsXp:
    case SystemFamily::WindowsServer2003:
      // The comma ends the list of programs; Windows itself writes it.
      return RegValue::ofText("Userinit", (systemRoot / "system32" / "userinit.exe").text() + ",");
    case SystemFamily::Nt4Terminal:
    case SystemFamily::Other:
      break;
  }
  return std::nullopt;
}

bool isProtectedKey(const RegPath& key) {
  const std::vector<std::string>& keys = key.keys;
  if (keys.empty()) return true;
  switch (key.hive) {
    case RegPath::Hive::User:
      return false;
    case RegPath::Hive::Software:
      return isWinlogon(key) || isWow64Winlogon(key) || equalKeys(keys, {"Wow6432Node"}) || equalKeys(keys, {"Microsoft"}) || equalKeys(keys, {"Classes"}) ||
             equalKeys(keys, {"Microsoft", "Windows"}) || equalKeys(keys, {"Microsoft", "Windows NT"}) ||
             equalKeys(keys, {"Microsoft", "Windows", "CurrentVersion"}) || equalKeys(keys, {"Microsoft", "Windows NT", "CurrentVersion"});
    case RegPath::Hive::System:
      break;
  }
  // Select, Setup, MountedDevices ...
  if (!isControlSet(keys.front())) return true;
  if (keys.size() == 1) return true;
  if (equalNoCase(keys[1], "Control")) return true;
  if (!equalNoCase(keys[1], "Services")) return keys.size() == 2;
  return keys.size() == 2 || contains(neededServices(), keys[2]);
}

}  // namespace sankajo
