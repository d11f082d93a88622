// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/windows_own.h"

using namespace sankajo;

class TestWindowsOwn : public QObject {
  Q_OBJECT

 private slots:
  void filesAtTheirOwnPlaceAreWindowsOwn_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("systemRoot");
    QTest::addColumn<bool>("own");
    const auto row = [](const char* path, bool own, const char* systemRoot = R"(C:\WINDOWS)") {
      QTest::newRow(path) << path << systemRoot << own;
    };
    for (const char* const name :
         {"svchost.exe", "dllhost.exe", "services.exe", "lsass.exe", "winlogon.exe", "csrss.exe", "smss.exe", "spoolsv.exe", "ntoskrnl.exe",
          "ole32.dll", "rpcrt4.dll", "rpcss.dll", "rpcss.exe", "userinit.exe", "tftp.exe", "cmd.exe"}) {
      QTest::newRow(name) << R"(C:\WINDOWS\system32\)" + QString(name) << R"(C:\WINDOWS)" << true;
    }
    row(R"(C:\WINDOWS\System32\SVCHOST.EXE)", true);
    row(R"(D:\WINNT\system32\svchost.exe)", true, R"(D:\WINNT)");
    row(R"(C:\WINNT\system32\lsass.exe)", true, R"(D:\WINNT)");  // the letter does not count
    row(R"(C:\WINDOWS\explorer.exe)", true);
    row(R"(C:\WINDOWS\regedit.exe)", true);
    row(R"(C:\ntldr)", true);
    row(R"(C:\NTDETECT.COM)", true);
    row(R"(C:\boot.ini)", true);
    row(R"(C:\WINDOWS\system32\config\system)", true);
    row(R"(C:\WINDOWS\system32\config\SYSTEM.ALT)", true);
    row(R"(C:\WINDOWS\system32\config\software.LOG)", true);
    row(R"(C:\WINDOWS\system32\drivers\ntfs.sys)", true);
    row(R"(C:\WINDOWS\system32\dllcache\tftp.exe)", true);
    row(R"(C:\Documents and Settings\Taro\NTUSER.DAT)", true);

    row(R"(C:\WINDOWS\system32\wins\svchost.exe)", false);
    row(R"(C:\WINDOWS\system32\wins\dllhost.exe)", false);
    row(R"(C:\WINDOWS\system32\drivers\svchost.exe)", false);
    row(R"(C:\WINDOWS\svchost.exe)", false);
    row(R"(C:\svchost.exe)", false);
    row(R"(C:\WINDOWS\system32\explorer.exe)", false);
    row(R"(C:\WINDOWS\system32\msblast.exe)", false);
    row(R"(C:\WINDOWS\system32\config\msblast.exe)", false);
    row(R"(C:\WINNT\system32\svchost.exe)", false);  // another Windows' folder
    row(R"(C:\)", false);
  }
  void filesAtTheirOwnPlaceAreWindowsOwn() {
    QFETCH(QString, path);
    QFETCH(QString, systemRoot);
    QFETCH(bool, own);
    QCOMPARE(isWindowsOwnFile(*WinPath::parse(path.toStdString()), *WinPath::parse(systemRoot.toStdString())), own);
  }

  void keysThatWindowsNeedsAreProtected_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("isProtected");
    const auto row = [](const char* key, bool isProtected) { QTest::newRow(key) << key << isProtected; };
    row(R"(HKLM\SYSTEM)", true);
    row(R"(HKLM\SYSTEM\Select)", true);
    row(R"(HKLM\SYSTEM\ControlSet001)", true);
    row(R"(HKLM\SYSTEM\ControlSet002\Control)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Control\Session Manager)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Control\Session Manager\SubSystems)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Services)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Services\RpcSs)", true);
    row(R"(HKLM\SYSTEM\controlset003\SERVICES\atapi)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Services\Ntfs\Enum)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Services\Eventlog\System)", true);
    row(R"(HKLM\SYSTEM\ControlSet001\Enum)", true);
    row(R"(HKLM\SOFTWARE)", true);
    row(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)", true);
    row(R"(HKLM\SOFTWARE\microsoft\windows\currentversion)", true);
    row(R"(HKU\S-1-5-21-1)", true);

    row(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)", false);
    row(R"(HKLM\SYSTEM\ControlSet002\Services\RpcTftpd)", false);
    row(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch\Security)", false);
    row(R"(HKLM\SYSTEM\ControlSet001\Enum\Root\LEGACY_RPCPATCH)", false);
    row(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run)", false);
    row(R"(HKU\S-1-5-21-1\Software\Microsoft\Windows\CurrentVersion\Run)", false);
  }
  void keysThatWindowsNeedsAreProtected() {
    QFETCH(QString, key);
    QFETCH(bool, isProtected);
    const std::optional<RegPath> path = RegPath::parse(key.toStdString());
    QVERIFY(path.has_value());
    QCOMPARE(isProtectedKey(*path), isProtected);
  }

  void winlogonsDefaultsAreThoseOfThisWindows() {
    const RegPath winlogon = *RegPath::parse(R"(HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon)");
    const WinPath root = *WinPath::parse(R"(D:\WINNT)");
    using enum SystemFamily;
    for (const SystemFamily system : {Nt4Workstation, Nt4Server, Nt4Terminal, Windows2000, WindowsXp, WindowsServer2003, Other}) {
      const auto shell = windowsDefault(winlogon, "shell", root, system);
      QVERIFY(shell.has_value());
      QCOMPARE(shell->asText(), std::string("Explorer.exe"));
      QCOMPARE(static_cast<std::uint32_t>(shell->type), static_cast<std::uint32_t>(RegSz));
      QVERIFY(!windowsDefault(winlogon, "GinaDLL", root, system));
      QVERIFY(!windowsDefault(winlogon.parent(), "Shell", root, system));
    }
    for (const SystemFamily system : {Windows2000, WindowsXp, WindowsServer2003})
      QCOMPARE(windowsDefault(winlogon, "Userinit", root, system)->asText(), std::string(R"(D:\WINNT\system32\userinit.exe,)"));
    // NT 4.0 starts a second program; what the Terminal Server Edition has nobody wrote down.
    for (const SystemFamily system : {Nt4Workstation, Nt4Server})
      QCOMPARE(windowsDefault(winlogon, "userinit", root, system)->asText(), std::string("USERINIT,NDDEAGNT.EXE"));
    for (const SystemFamily system : {Nt4Terminal, Other}) QVERIFY(!windowsDefault(winlogon, "Userinit", root, system));
  }
};

QTEST_APPLESS_MAIN(TestWindowsOwn)
#include "test_windows_own.moc"
