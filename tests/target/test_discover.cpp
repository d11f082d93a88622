// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <map>

#include "engine/target/discover.h"
#include "engine/text.h"

using namespace sankajo;

namespace {

QByteArray bytesOf(const std::string& text) {
  return QByteArray::fromStdString(text);
}

/// A volume in memory, for what discovery needs: names, kinds, contents. Folders above a file are there by themselves.
class VolumeInMemory : public Files {
 public:
  void add(const std::string& path, FileKind kind = FileKind::File, const std::string& content = {}) {
    const WinPath parsed = WinPath::parse(path).value();
    std::vector<std::string> above;
    for (const std::string& component : parsed.components()) {
      above.push_back(component);
      const bool last = above.size() == parsed.components().size();
      nodes_.emplace(above, last ? Node{kind, content} : Node{FileKind::Folder, {}});
    }
  }
  void denyFinding(const std::string& path) { denied_.push_back(WinPath::parse(path).value()); }
  void denyListing() { listingDenied_ = true; }

  Result<std::vector<FoundFile>> find(const WinPath& path) override {
    for (const WinPath& one : denied_) {
      if (path == one || path.isWithin(one)) return fail(Errc::AccessDenied, path.text(), "not for you");
    }
    std::vector<FoundFile> found;
    for (const auto& [components, node] : nodes_) {
      const WinPath exact = WinPath::of('C', components);
      if (exact == path && !leadsThroughLink(components)) found.push_back({exact, node.kind, node.content.size()});
    }
    return found;
  }
  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool /*withSizes*/) override {
    if (listingDenied_) return fail(Errc::Io, folder.text(), "a bad sector");
    std::vector<FileEntry> entries;
    for (const auto& [components, node] : nodes_) {
      if (WinPath::of('C', components).parent().sameSpelling(folder)) entries.push_back({components.back(), node.kind, 0});
    }
    std::reverse(entries.begin(), entries.end());  // In no order.
    return entries;
  }
  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override {
    const auto node = nodes_.find(file.components());
    if (node == nodes_.end() || node->second.kind != FileKind::File) return fail(Errc::Refused, file.text(), "no file");
    return std::make_unique<Reader>(node->second.content);
  }

  Result<FileMetadata> metadata(const WinPath& path) override { return unsupported(path); }
  Status setMetadata(const WinPath& path, const FileMetadata& /*metadata*/) override { return unsupported(path); }
  Status makeFolder(const WinPath& folder, const FileMetadata& /*metadata*/) override { return unsupported(folder); }
  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& /*metadata*/) override { return unsupported(file); }
  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override { return unsupported(file); }
  Status truncate(const WinPath& file, std::uint64_t /*size*/) override { return unsupported(file); }
  Status move(const WinPath& from, const WinPath& /*to*/) override { return unsupported(from); }
  Status moveBeside(const WinPath& from, const WinPath& /*to*/) override { return unsupported(from); }
  Status replace(const WinPath& from, const WinPath& /*to*/) override { return unsupported(from); }
  Status removeFile(const WinPath& file) override { return unsupported(file); }
  Status removeFolder(const WinPath& emptyFolder) override { return unsupported(emptyFolder); }
  Status syncFolder(const WinPath& folder) override { return unsupported(folder); }

 private:
  struct Node {
    FileKind kind;
    std::string content;
  };
  class Reader : public FileReader {
   public:
    explicit Reader(std::string content) : content_(std::move(content)) {}
    Result<std::string> read(std::uint64_t offset, std::size_t length) override {
      return offset < content_.size() ? content_.substr(static_cast<std::size_t>(offset), length) : std::string();
    }
    Result<std::size_t> readInto(std::uint64_t /*offset*/, char* /*to*/, std::size_t /*length*/) override {
      return fail(Errc::Unsupported, "memory", "not needed");
    }
    std::uint64_t size() const override { return content_.size(); }
    Result<std::string> hostPath() override { return fail(Errc::Unsupported, "memory", "not needed"); }

   private:
    std::string content_;
  };

  static tl::unexpected<Error> unsupported(const WinPath& path) { return fail(Errc::Unsupported, path.text(), "only for looking"); }
  bool leadsThroughLink(std::vector<std::string> components) const {
    for (components.pop_back(); !components.empty(); components.pop_back()) {
      if (nodes_.at(components).kind == FileKind::Link) return true;
    }
    return false;
  }

  std::map<std::vector<std::string>, Node> nodes_;
  std::vector<WinPath> denied_;
  bool listingDenied_ = false;
};

/// `C:\WINNT C:\WINDOWS*`: the folders found, a star for those that boot.ini names.
QByteArray told(const Result<std::vector<Installation>>& found) {
  if (!found) return bytesOf(describe(found.error()));
  QByteArray text;
  for (const Installation& one : *found) text += (text.isEmpty() ? "" : " ") + bytesOf(one.systemRoot.text()) + (one.named ? "*" : "");
  return text;
}

}  // namespace

class TestDiscover : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  QString path(const QString& name) const { return folder_.filePath(name); }

 private slots:
  void initTestCase() { QVERIFY(folder_.isValid()); }

  void bootIniNamesFolders_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("folders");  // Divided by a bar.
    const QByteArray usual =
        "[boot loader]\r\ntimeout=30\r\ndefault=multi(0)disk(0)rdisk(0)partition(1)\\WINDOWS\r\n[operating systems]\r\n"
        "multi(0)disk(0)rdisk(0)partition(1)\\WINDOWS=\"Microsoft Windows XP Home Edition\" /fastdetect\r\n";
    QTest::newRow("XP") << usual << QByteArray("\\WINDOWS");
    QTest::newRow("bare line ends") << QByteArray(usual).replace("\r\n", "\n") << QByteArray("\\WINDOWS");
    QTest::newRow("bare returns") << QByteArray(usual).replace("\r\n", "\r") << QByteArray("\\WINDOWS");
    QTest::newRow("capitals") << usual.toUpper() << QByteArray("\\WINDOWS");
    QTest::newRow("blanks") << QByteArray(" [ operating systems ] \r\n  multi(0)disk(0)rdisk(0)partition(1)\\WINNT  = \"NT\"\r\n")
                            << QByteArray("\\WINNT");
    QTest::newRow("two systems") << usual + "multi(0)disk(0)rdisk(0)partition(2)\\WINNT=\"Windows 2000\"\r\n"
                                 << QByteArray("\\WINDOWS|\\WINNT");
    QTest::newRow("NT 4.0 and its VGA mode")
        << QByteArray(
               "[boot loader]\ndefault=scsi(0)disk(0)rdisk(0)partition(1)\\WINNT\n[operating systems]\n"
               "scsi(0)disk(0)rdisk(0)partition(1)\\WINNT=\"Windows NT 4.00\"\nscsi(0)disk(0)rdisk(0)partition(1)\\WINNT=\"[VGA]\" "
               "/basevideo /sos\n")
        << QByteArray("\\WINNT");
    QTest::newRow("signature") << QByteArray("[operating systems]\nsignature(8b467c12)disk(1)rdisk(0)partition(2)\\WinNT=\"x\"\n")
                               << QByteArray("\\WinNT");
    QTest::newRow("default elsewhere") << QByteArray("[boot loader]\ndefault = multi(0)disk(0)rdisk(0)partition(1)\\WTSRV\n")
                                       << QByteArray("\\WTSRV");
    QTest::newRow("deeper") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)\\OS\\NT\\=\"x\"\n")
                            << QByteArray("\\OS\\NT");
    QTest::newRow("a blank in the name") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)\\WIN NT=\"x\"\n")
                                         << QByteArray("\\WIN NT");
    QTest::newRow("quoted path") << QByteArray("[operating systems]\n\"multi(0)disk(0)rdisk(0)partition(1)\\WINNT\"=\"x\"\n")
                                 << QByteArray("\\WINNT");
    QTest::newRow("no description") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)\\WINNT\n")
                                    << QByteArray("\\WINNT");
    QTest::newRow("no last line end") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)\\WINNT=x")
                                      << QByteArray("\\WINNT");
    QTest::newRow("Shift_JIS, with a 5C inside")
        << QByteArray("[operating systems]\r\nmulti(0)disk(0)rdisk(0)partition(1)\\WINDOWS=\"\x83\x5C\x95\x5C = \x81\x5C\"\r\n")
        << QByteArray("\\WINDOWS");
    QTest::newRow("boot sectors")
        << QByteArray("[operating systems]\nC:\\=\"Microsoft Windows 98\"\nC:\\CMDCONS\\BOOTSECT.DAT=\"Recovery Console\" /cmdcons\n")
        << QByteArray();
    QTest::newRow("a comment") << QByteArray("[operating systems]\n;multi(0)disk(0)rdisk(0)partition(1)\\WINNT=\"x\"\n") << QByteArray();
    QTest::newRow("another section") << QByteArray("[other]\nmulti(0)disk(0)rdisk(0)partition(1)\\WINNT=\"x\"\n") << QByteArray();
    QTest::newRow("the root") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)\\=\"x\"\n") << QByteArray();
    QTest::newRow("no folder") << QByteArray("[operating systems]\nmulti(0)disk(0)rdisk(0)partition(1)=\"x\"\n") << QByteArray();
    QTest::newRow("broken") << QByteArray("[\n]\n=\n\"\n\"=\n[operating systems\n\\\n(\\\n") << QByteArray();
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("beyond 64 KiB") << QByteArray("[operating systems]\n") + QByteArray(65536, '\n') +
                                          "multi(0)disk(0)rdisk(0)partition(1)\\WINNT=x\n"
                                   << QByteArray();
  }
  void bootIniNamesFolders() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, folders);
    QByteArray found;
    for (const std::string& folder : bootIniFolders(text.toStdString())) found += (found.isEmpty() ? "" : "|") + bytesOf(folder);
    QCOMPARE(found, folders);
  }

  void windowsFoldersAreFound_data() {
    QTest::addColumn<QStringList>("files");  // "path", or "path>" for a link, "path\" for a folder
    QTest::addColumn<QByteArray>("bootIni");
    QTest::addColumn<QByteArray>("found");
    const QByteArray partition = "multi(0)disk(0)rdisk(0)partition(1)";
    const QByteArray names = "[operating systems]\r\n" + partition + "\\WINNT=\"Windows 2000\"\r\n";
    QTest::newRow("nothing") << QStringList{"C:\\autoexec.bat"} << QByteArray() << QByteArray();
    QTest::newRow("XP") << QStringList{"C:\\WINDOWS\\system32\\config\\SYSTEM", "C:\\WINDOWS\\system32\\config\\software"} << QByteArray()
                        << QByteArray("C:\\WINDOWS");
    QTest::newRow("any case") << QStringList{"C:\\windows\\System32\\CONFIG\\system"} << QByteArray() << QByteArray("C:\\windows");
    QTest::newRow("NT, named") << QStringList{"C:\\WINNT\\system32\\config\\SYSTEM"} << names << QByteArray("C:\\WINNT*");
    QTest::newRow("named in another case") << QStringList{"C:\\WinNT\\system32\\config\\SYSTEM"} << names << QByteArray("C:\\WinNT*");
    QTest::newRow("Terminal Server") << QStringList{"C:\\WTSRV\\system32\\config\\SYSTEM"} << QByteArray() << QByteArray("C:\\WTSRV");
    QTest::newRow("another name") << QStringList{"C:\\NT40\\system32\\config\\SOFTWARE"} << QByteArray() << QByteArray("C:\\NT40");
    QTest::newRow("several, sorted") << QStringList{"C:\\winnt\\system32\\config\\SYSTEM", "C:\\WINDOWS\\system32\\config\\SYSTEM",
                                                    "C:\\a\\system32\\config\\SYSTEM"}
                                     << names << QByteArray("C:\\a C:\\WINDOWS C:\\winnt*");
    QTest::newRow("two spellings") << QStringList{"C:\\WINDOWS\\system32\\config\\SYSTEM", "C:\\Windows\\system32\\config\\SYSTEM"}
                                   << QByteArray() << QByteArray("C:\\WINDOWS C:\\Windows");
    QTest::newRow("two spellings, one of them no Windows")
        << QStringList{"C:\\WINDOWS\\system32\\config\\SYSTEM", "C:\\Windows\\temp\\a"} << QByteArray() << QByteArray("C:\\WINDOWS");
    QTest::newRow("hives are gone") << QStringList{"C:\\WINDOWS\\system32\\config\\"} << QByteArray() << QByteArray("C:\\WINDOWS");
    QTest::newRow("config is gone") << QStringList{"C:\\WINNT\\system32\\ntoskrnl.exe"} << QByteArray() << QByteArray("C:\\WINNT");
    QTest::newRow("another name, hives are gone") << QStringList{"C:\\NT40\\system32\\config\\"} << QByteArray() << QByteArray();
    QTest::newRow("named, hives are gone") << QStringList{"C:\\NT40\\system32\\config\\"} << QByteArray(names).replace("WINNT", "NT40")
                                           << QByteArray("C:\\NT40*");
    QTest::newRow("named, config is gone") << QStringList{"C:\\NT40\\System32\\NTOSKRNL.EXE"} << QByteArray(names).replace("WINNT", "NT40")
                                           << QByteArray("C:\\NT40*");
    QTest::newRow("named, and empty") << QStringList{"C:\\NT40\\temp\\a"} << QByteArray(names).replace("WINNT", "NT40") << QByteArray();
    QTest::newRow("named, and not there") << QStringList{"C:\\temp\\a"} << names << QByteArray();
    QTest::newRow("named, deeper") << QStringList{"C:\\OS\\NT\\system32\\config\\SYSTEM"} << QByteArray(names).replace("WINNT", "OS\\NT")
                                   << QByteArray("C:\\OS\\NT*");
    QTest::newRow("named, with dots") << QStringList{"C:\\WINNT\\temp\\a"} << QByteArray(names).replace("WINNT", "OS\\..\\WINNT")
                                      << QByteArray();
    QTest::newRow("a hive that is a folder") << QStringList{"C:\\NT40\\system32\\config\\SYSTEM\\"} << QByteArray() << QByteArray();
    QTest::newRow("a file called WINDOWS") << QStringList{"C:\\WINDOWS"} << QByteArray() << QByteArray();
    QTest::newRow("WINDOWS without system32") << QStringList{"C:\\WINDOWS\\win.ini", "C:\\WINDOWS\\system\\a"} << QByteArray()
                                              << QByteArray();
    QTest::newRow("system32 is a link") << QStringList{"C:\\WINDOWS\\system32>"} << QByteArray() << QByteArray();
    QTest::newRow("WINDOWS is a link") << QStringList{"C:\\WINDOWS>", "C:\\real\\system32\\config\\SYSTEM"} << QByteArray()
                                       << QByteArray("C:\\real");
    QTest::newRow("named, a link") << QStringList{"C:\\WINNT>"} << names << QByteArray();
  }
  void windowsFoldersAreFound() {
    QFETCH(QStringList, files);
    QFETCH(QByteArray, bootIni);
    QFETCH(QByteArray, found);
    VolumeInMemory volume;
    for (QString file : files) {
      const FileKind kind = file.endsWith('>') ? FileKind::Link : file.endsWith('\\') ? FileKind::Folder : FileKind::File;
      if (kind != FileKind::File) file.chop(1);
      volume.add(file.toStdString(), kind);
    }
    if (!bootIni.isEmpty()) volume.add("C:\\Boot.ini", FileKind::File, bootIni.toStdString());
    QCOMPARE(told(installations(volume)), found);
  }

  void whatCannotBeLookedAtMattersOnlyWhereNoWindowsIsFound() {
    VolumeInMemory volume;
    volume.add("C:\\WINDOWS\\system32\\config\\SYSTEM");
    volume.add("C:\\other\\a");
    volume.denyFinding("C:\\other");
    volume.denyFinding("C:\\boot.ini");
    QCOMPARE(told(installations(volume)), QByteArray("C:\\WINDOWS"));
    volume.denyFinding("C:\\WINDOWS");
    QVERIFY(!installations(volume));
    QCOMPARE(installations(volume).error().code, Errc::AccessDenied);
    VolumeInMemory unreadable;
    unreadable.denyListing();
    QCOMPARE(installations(unreadable).error().code, Errc::Io);
  }

  void mountInfoIsParsed_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("mounts");  // folder|type|source|device|root|ro
    QTest::newRow("ntfs-3g") << QByteArray("41 26 7:0 / /mnt/c rw,relatime - fuseblk /dev/sdb1 rw,user_id=0,allow_other\n")
                             << QByteArray("/mnt/c|fuseblk|/dev/sdb1|7:0|/|rw");
    QTest::newRow("optional fields") << QByteArray(
                                            "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue\n")
                                     << QByteArray("/mnt2|ext3|/dev/root|98:0|/mnt1|rw");
    QTest::newRow("read-only mount") << QByteArray("1 2 8:1 / /a ro,relatime - vfat /dev/sda1 rw\n")
                                     << QByteArray("/a|vfat|/dev/sda1|8:1|/|ro");
    QTest::newRow("read-only volume") << QByteArray("1 2 8:1 / /a rw - ntfs3 /dev/sda1 ro,uid=0\n")
                                      << QByteArray("/a|ntfs3|/dev/sda1|8:1|/|ro");
    QTest::newRow("an option that only begins so")
        << QByteArray("1 2 8:1 / /a rw - ntfs3 /dev/sda1 rootcontext=x\n") << QByteArray("/a|ntfs3|/dev/sda1|8:1|/|rw");
    QTest::newRow("escapes") << QByteArray("1 2 8:1 /\\134x /media/My\\040Disk\\011\\012 rw - vfat /dev/disk/by-label/A\\040B rw\n")
                             << QByteArray("/media/My Disk\t\n|vfat|/dev/disk/by-label/A B|8:1|/\\x|rw");
    QTest::newRow("no escapes") << QByteArray("1 2 8:1 / /a\\04 rw - vfat \\999\\ rw\n") << QByteArray("/a\\04|vfat|\\999\\|8:1|/|rw");
    QTest::newRow("a folder called dash") << QByteArray("1 2 8:1 - - - - - vfat src rw\n") << QByteArray("-|-|vfat|8:1|-|rw");
    QTest::newRow("two, and what is none")
        << QByteArray("1 2 0:5 / / rw - tmpfs none rw\nhello\n\n1 2 3\n1 2 8:1 / /a rw shared:1 vfat x\n1 2 8:2 / /b rw - vfat /dev/b")
        << QByteArray("/|tmpfs|none|0:5|/|rw /b|vfat|/dev/b|8:2|/|rw");
    QTest::newRow("empty") << QByteArray() << QByteArray();
  }
  void mountInfoIsParsed() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, mounts);
    QByteArray found;
    for (const Mount& mount : parseMountInfo(text.toStdString())) {
      if (!found.isEmpty()) found += " ";
      found += bytesOf(mount.folder + "|" + mount.type + "|" + mount.source + "|" + mount.device + "|" + mount.root +
                       (mount.readOnly ? "|ro" : "|rw"));
    }
    QCOMPARE(found, mounts);
  }

  void theMountThatHoldsAPathIsFound_data() {
    QTest::addColumn<QByteArray>("device");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("source");
    QTest::newRow("root") << QByteArray("8:1") << QByteArray("/etc") << QByteArray("root");
    QTest::newRow("its own folder") << QByteArray("8:2") << QByteArray("/mnt/c") << QByteArray("c");
    QTest::newRow("below") << QByteArray("8:2") << QByteArray("/mnt/c/WINDOWS") << QByteArray("c");
    QTest::newRow("a longer name") << QByteArray("8:1") << QByteArray("/mnt/cd") << QByteArray("root");
    QTest::newRow("mounted within") << QByteArray("8:3") << QByteArray("/mnt/c/in/x") << QByteArray("in");
    QTest::newRow("mounted over") << QByteArray("8:5") << QByteArray("/mnt/over/x") << QByteArray("above");
    QTest::newRow("the number decides") << QByteArray("8:4") << QByteArray("/mnt/over/x") << QByteArray("beneath");
    QTest::newRow("an unknown number") << QByteArray("0:99") << QByteArray("/mnt/c/x") << QByteArray("c");
  }
  void theMountThatHoldsAPathIsFound() {
    QFETCH(QByteArray, device);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, source);
    const auto mounts = parseMountInfo(
        "1 1 8:1 / / rw - ext4 root rw\n2 1 8:2 / /mnt/c rw - fuseblk c rw\n3 1 8:3 / /mnt/c/in rw - vfat in rw\n"
        "4 1 8:4 / /mnt/over rw - vfat beneath rw\n5 1 8:5 / /mnt/over rw - vfat above rw\n");
    const auto mount = mountHolding(mounts, device.toStdString(), path.toStdString());
    QVERIFY(mount);
    QCOMPARE(bytesOf(mount->source), source);
    QVERIFY(!mountHolding({}, device.toStdString(), path.toStdString()));
  }

  void theTypesOfWindowsVolumes() {
    for (const char* type : {"ntfs", "ntfs3", "fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.dislocker", "vfat", "msdos", "exfat"})
      QVERIFY2(mayHoldWindows(type), type);
    for (const char* type : {"ext4", "tmpfs", "iso9660", "udf", "overlay", "fuse.sshfs", "fusectl", "nfs", "cifs"})
      QVERIFY2(!mayHoldWindows(type), type);
    for (const Mount& mount : mountsThatMayHoldWindows()) QVERIFY(mayHoldWindows(mount.type));
  }

  void aFolderThatIsNotThereIsUnclean() {
    QVERIFY(!mountOf(path("nowhere").toStdString()));
    const auto state = volumeStateOf(path("nowhere").toStdString());
    QVERIFY(!state);
    QCOMPARE(state.error().code, Errc::Unclean);
  }
};

QTEST_APPLESS_MAIN(TestDiscover)
#include "test_discover.moc"
