// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "kiosk/disks.h"
#include "tests/kiosk/mountd_process.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"

using namespace sankajo;
using namespace sankajo::test;
using namespace std::chrono_literals;

namespace {

const QString pack = SANKAJO_SOURCE_DIR "/resources/advisories/blaster";

/// A packet to the helper and its answer, past the client class.
class RawClient {
 public:
  explicit RawClient(const std::string& path) : socket_(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    connected_ = ::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  bool connected() const { return connected_; }
  std::string ask(const std::string& request) {
    if (::send(socket_.number(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return "not sent";
    return hear();
  }
  std::string hear() {
    std::string answer(longestAnswer, '\0');
    const ssize_t length = waitToRead(socket_.number(), 60s) ? recv(socket_.number(), answer.data(), answer.size(), 0) : -1;
    return length < 0 ? "no answer" : answer.substr(0, static_cast<std::size_t>(length));
  }

 private:
  Descriptor socket_;
  bool connected_ = false;
};

const AttachedVolume* volumeIn(const std::vector<AttachedVolume>& volumes, const std::string& id) {
  const auto found = std::ranges::find(volumes, id, &AttachedVolume::id);
  return found == volumes.end() ? nullptr : &*found;
}

}  // namespace

class TestMountd : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void aVolumeIsListedMountedAndReleased();
  void whatIsMountedIsForItsClientAlone();
  void theDriverCanDoNothingElse();
  void aLinkOnTheVolumeLeadsNowhere();
  void aCleanVolumeIsMountedForWriting();
  void anUncleanVolumeIsNotMountedForWriting_data();
  void anUncleanVolumeIsNotMountedForWriting();
  void hibernationOnAnotherPartitionRefusesToo();
  void aDiskThatBelongsToOthersIsNotMountedForWriting_data();
  void aDiskThatBelongsToOthersIsNotMountedForWriting();
  void aVolumeIsReleasedWhenItsClientGoes();
  void aVolumeIsReleasedWhenItsClientsProcessDies();
  void aHelperThatWasKilledLeavesNothingToTheNext();
  void anEndedHelperReleasesEverything();
  void anOpenFileHoldsTheReleaseUp();
  void aClientReleasesOnlyItsOwn();
  void hostileRequestsAreRefused_data();
  void hostileRequestsAreRefused();
  void onlySoManyClientsAreServed();
  void aLabelIsPlainAndShort_data();
  void aLabelIsPlainAndShort();
  void anEncryptedVolumeSaysSo();
  void anAttachedDiskIsSeen_data();
  void anAttachedDiskIsSeen();
  void aDiskThatIsPulledOutLeavesNothing();
  void anotherNamespaceThatKeepsTheMountDoesNotHoldTheReleaseUp();
  void aDamagedVolumeIsAnError();
  void anUnprivilegedCustomerIsTreated();
  void twoHundredCustomersLeaveNothing();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  /// An NTFS image on a loop device.
  QByteArray attach(LoopDevice& loop, const QString& name, const QStringList& options = {}) const {
    const QByteArray trouble = makeNtfs(path(name), 16 << 20, options);
    return trouble.isEmpty() ? loop.attach(path(name)) : trouble;
  }
  /// The same with a hiberfil.sys in it, or with $Volume's dirty flag set.
  QByteArray makeUnclean(const QString& name, const QString& how) const;
  MountClient client() const { return *MountClient::connect(mountd_->socketName()); }

  QTemporaryDir folder_{placeForImages()};
  std::unique_ptr<MountdProcess> mountd_;
};

void TestMountd::initTestCase() {
  const QByteArray lacking = whatMountingLacks();
  QVERIFY2(lacking.isEmpty(), lacking.constData());
  mountd_ = std::make_unique<MountdProcess>(folder_.path());
  QVERIFY_SILENT(mountd_->start().toStdString());
}

void TestMountd::cleanup() {
  // Whatever a test did: the helper is there, and nothing of it is left. A killed client's volume takes a moment.
  if (!mountd_) return;
  QVERIFY(mountd_->runs());
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->leftNothing(), 20'000);
}

void TestMountd::aVolumeIsListedMountedAndReleased() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "plain.img", {"-L", "DATEN"}).toStdString());
  MountClient one = client();
  const auto volumes = one.list();
  QVERIFY_OK(volumes);
  const AttachedVolume* const volume = volumeIn(*volumes, idOf(loop));
  QVERIFY(volume != nullptr);
  QCOMPARE(volume->label, std::string("DATEN"));
  QCOMPARE(volume->bytes, std::uint64_t{16} << 20);
  QCOMPARE(volume->format, VolumeFormat::Ntfs);
  QCOMPARE(volume->bus, std::string("loop"));
  QVERIFY(!volume->trouble && !volume->readOnly && volume->encryption.empty());

  const auto folder = one.mount(volume->id);
  QVERIFY_OK(folder);
  const QStringList mounted = mountd_->mounted();
  QCOMPARE(mounted.size(), 1);
  const QStringList options = mounted.front().section(' ', 5, 5).split(',');
  for (const char* const wanted : {"ro", "nosuid", "nodev", "noexec", "noatime", "nosymfollow"})
    QVERIFY2(options.contains(wanted), qPrintable(mounted.front()));
  QVERIFY2(mounted.front().contains("default_permissions"), qPrintable(mounted.front()));
  QCOMPARE(mounted.front().section(' ', 4, 4).toStdString(), *folder);
  QVERIFY(QFile::exists(QString::fromStdString(*folder)));
  // The same volume is still listed: what we mount does not make a disk the system's own.
  const auto again = one.list();
  QVERIFY(again && volumeIn(*again, volume->id) != nullptr);
  QVERIFY_OK(one.release());
  QVERIFY(mountd_->mounted().isEmpty());
}

void TestMountd::whatIsMountedIsForItsClientAlone() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "private.img").toStdString());
  MountClient one = client();
  const auto folder = one.mount(idOf(loop));
  QVERIFY_OK(folder);
  const Ran other = runAsNobodySpecial({"ls", QString::fromStdString(*folder)});
  QVERIFY2(other.exit != 0 && other.output.contains("Permission denied"), other.output.constData());
  QVERIFY_OK(one.release());
}

void TestMountd::theDriverCanDoNothingElse() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "driver.img").toStdString());
  MountClient one = client();
  QVERIFY_OK(one.mount(idOf(loop)));
  QString driver;
  for (const QString& process : mountd_->children()) {
    QFile name("/proc/" + process + "/comm");
    if (name.open(QIODevice::ReadOnly) && name.readAll() == "ntfs-3g\n") driver = process;
  }
  QVERIFY(!driver.isEmpty());
  QFile file("/proc/" + driver + "/status");
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray status = file.readAll();
  for (const char* const line : {"Uid:\t65534\t65534\t65534\t65534", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000",
                                 "NoNewPrivs:\t1", "Seccomp:\t2", "Groups:\t \n"})
    QVERIFY2(status.contains(line), status.constData());
  // Of all devices it has its own, FUSE's and null.
  QStringList devices = QDir("/proc/" + driver + "/root/dev").entryList(QDir::System | QDir::Files | QDir::Dirs | QDir::NoDotAndDotDot);
  devices.sort();
  QCOMPARE(devices, (QStringList{"fuse", loop.device().section('/', -1), "null", "volume"}));
  QVERIFY_OK(one.release());
}

void TestMountd::aLinkOnTheVolumeLeadsNowhere() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "link.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  const QString link = QString::fromStdString(*folder) + "/link";
  QVERIFY(QFile::link("/etc/passwd", link));
  const Descriptor opened(open(qPrintable(link), O_RDONLY | O_CLOEXEC));
  QVERIFY(!opened);
  QCOMPARE(errno, ELOOP);
  QVERIFY_OK(one.release());
}

void TestMountd::aCleanVolumeIsMountedForWriting() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "clean.img").toStdString());
  MountClient one = client();
  const auto first = one.mount(idOf(loop));
  QVERIFY_OK(first);
  QVERIFY(!makeEmpty(QString::fromStdString(*first) + "/file", 10));
  const auto second = one.mountWritable(idOf(loop));
  QVERIFY_OK(second);
  QVERIFY(makeEmpty(QString::fromStdString(*second) + "/file", 10));
  const auto state = one.state();
  QVERIFY_OK(state);
  QVERIFY(!(*state)->dirty && !(*state)->hibernated && (*state)->format == VolumeFormat::Ntfs);
  QVERIFY_OK(one.release());
  QVERIFY(!one.state());
  // It is on the disk, for whoever reads it next.
  QVERIFY_SILENT(run("ntfsinfo", {"-F", "/file", path("clean.img")}).toStdString());
  QVERIFY_SILENT(run("ntfsfix", {"-n", path("clean.img")}).toStdString());
}

QByteArray TestMountd::makeUnclean(const QString& name, const QString& how) const {
  QByteArray trouble = makeNtfs(path(name), 8 << 20);
  if (!trouble.isEmpty()) return trouble;
  if (how == "dirty") {
    // $Volume's information in record 3: its flags' first bit. ntfsfix sets it after a repair.
    trouble = run("ntfsfix", {path(name)});
    const auto state = volumeStateOfDevice(path(name).toStdString());
    return !trouble.isEmpty() || (state && state->dirty) ? trouble : QByteArray("it is not dirty");
  }
  QFile content(path("content"));
  if (!content.open(QIODevice::WriteOnly) || content.write("hibr" + QByteArray(9000, 'x')) < 0) return "no content";
  content.close();
  return run("ntfscp", {"-q", path(name), path("content"), "hiberfil.sys"});
}

void TestMountd::anUncleanVolumeIsNotMountedForWriting_data() {
  QTest::addColumn<QString>("how");
  QTest::addColumn<QByteArray>("why");
  QTest::newRow("dirty") << "dirty" << QByteArray("not shut down properly: ");
  QTest::newRow("hibernated") << "hibernated" << QByteArray("hibernated: ");
}

void TestMountd::anUncleanVolumeIsNotMountedForWriting() {
  QFETCH(QString, how);
  QFETCH(QByteArray, why);
  QVERIFY_SILENT(makeUnclean("unclean.img", how).toStdString());
  LoopDevice loop;
  QVERIFY_SILENT(loop.attach(path("unclean.img")).toStdString());
  const auto before = volumeStateOfDevice(loop.device().toStdString());
  MountClient one = client();
  // Mounted before or not.
  const auto straight = one.mountWritable(idOf(loop));
  QVERIFY(!straight);
  QCOMPARE(straight.error().code, Errc::Unclean);
  QVERIFY_OK(one.mount(idOf(loop)));
  const auto refused = one.mountWritable(idOf(loop));
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, Errc::Unclean);
  QVERIFY2(refused.error().detail.starts_with(why.toStdString()), refused.error().detail.c_str());
  QCOMPARE(mountd_->mounted().size(), 1);
  QVERIFY(mountd_->mounted().front().section(' ', 5, 5).startsWith("ro,"));
  QVERIFY_OK(one.release());
  const auto after = volumeStateOfDevice(loop.device().toStdString());
  QVERIFY(after->dirty == before->dirty && after->hibernated == before->hibernated);
}

void TestMountd::hibernationOnAnotherPartitionRefusesToo() {
  QVERIFY_SILENT(makeNtfs(path("first.img"), 8 << 20).toStdString());
  QVERIFY_SILENT(makeUnclean("second.img", "hibernated").toStdString());
  constexpr qint64 sector = 512;
  QFile disk(path("disk.img"));
  QVERIFY(disk.open(QIODevice::ReadWrite) && disk.resize((34816 + 2048) * sector));
  for (const auto& [name, start] : {std::pair("first.img", 2048), std::pair("second.img", 18432)}) {
    QFile part(path(name));
    QVERIFY(part.open(QIODevice::ReadOnly) && disk.seek(start * sector));
    QCOMPARE(disk.write(part.readAll()), qint64{8} << 20);
  }
  disk.close();
  LoopDevice loop;
  QVERIFY_SILENT(loop.attach(path("disk.img"), {"-P"}).toStdString());
  for (const QStringList& partition : {QStringList{"1", "2048", "16384"}, QStringList{"2", "18432", "16384"}})
    QVERIFY_SILENT(run("addpart", QStringList{loop.device()} + partition).toStdString());
  if (!QTest::qWaitFor([&] { return QFile::exists(loop.device() + "p2"); }, 3000))
    QSKIP("no device files for the partitions of loop devices here");
  MountClient one = client();
  const auto volumes = one.list();
  QVERIFY_OK(volumes);
  // The disk itself is none: it has partitions.
  QVERIFY(volumeIn(*volumes, idOf(loop)) == nullptr);
  QVERIFY(volumeIn(*volumes, idOf(loop, "p1")) != nullptr && volumeIn(*volumes, idOf(loop, "p2")) != nullptr);
  const auto refused = one.mountWritable(idOf(loop, "p1"));
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, Errc::Unclean);
  QVERIFY2(refused.error().detail.find(loop.device().toStdString() + "p2: hiberfil.sys begins hibr") != std::string::npos,
           refused.error().detail.c_str());
  QVERIFY_OK(one.mount(idOf(loop, "p1")));
  QVERIFY((*one.state())->hibernated);
  QVERIFY_OK(one.release());
}

void TestMountd::aDiskThatBelongsToOthersIsNotMountedForWriting_data() {
  QTest::addColumn<QString>("how");
  QTest::addColumn<QByteArray>("why");
  QTest::newRow("the other half of a mirror is attached too") << "twin" << QByteArray("has the same serial number");
  QTest::newRow("a RAID of the firmware's") << "raid" << QByteArray("isw_raid_member");
  QTest::newRow("a dynamic disk") << "dynamic" << QByteArray("a dynamic disk of Windows");
}

void TestMountd::aDiskThatBelongsToOthersIsNotMountedForWriting() {
  QFETCH(QString, how);
  QFETCH(QByteArray, why);
  constexpr qint64 sector = 512, start = 2048, length = 16384;
  QVERIFY_SILENT(makeNtfs(path("half.img"), length * sector).toStdString());
  QString disk = path("half.img");
  if (how == "raid") {
    // Intel's, in the last sector but one.
    QFile file(disk);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.resize((length + 16) * sector) && file.seek((length + 14) * sector));
    QVERIFY(file.write("Intel Raid ISM Cfg Sig. 1.3.00") > 0);
  } else if (how == "dynamic") {
    disk = path("dynamic.img");
    QFile volume(path("half.img")), file(disk);
    QVERIFY(volume.open(QIODevice::ReadOnly) && file.open(QIODevice::ReadWrite) && file.resize((start + length + 4096) * sector));
    // The partition table's first entry: of type 42h.
    const QByteArray entry("\x80\xfe\xff\xff\x42\xfe\xff\xff\x00\x08\x00\x00\x00\x40\x00\x00", 16);
    QVERIFY(file.seek(446) && file.write(entry) == 16 && file.seek(510) && file.write("\x55\xaa") == 2);
    QVERIFY(file.seek(start * sector) && file.write(volume.readAll()) == length * sector);
  }
  LoopDevice loop, other;
  QVERIFY_SILENT(loop.attach(disk, how == "dynamic" ? QStringList{"-P"} : QStringList()).toStdString());
  QString partition;
  if (how == "dynamic") {
    // Where the kernel has not found it by itself.
    static_cast<void>(run("addpart", {loop.device(), "1", QString::number(start), QString::number(length)}));
    if (!QTest::qWaitFor([&] { return QFile::exists(loop.device() + "p1"); }, 3000)) QSKIP("no device files for the partitions of loop devices here");
    partition = "p1";
  }
  MountClient one = client();
  if (how == "twin") {
    // Alone it may be written.
    QVERIFY_OK(one.mountWritable(idOf(loop)));
    QVERIFY_OK(one.release());
    QVERIFY(QFile::copy(disk, path("twin.img")));
    QVERIFY_SILENT(other.attach(path("twin.img")).toStdString());
  }
  // To look at it changes nothing.
  QVERIFY_OK(one.mount(idOf(loop, partition)));
  const auto refused = one.mountWritable(idOf(loop, partition));
  QVERIFY(!refused);
  QVERIFY2(isOneOfSeveralDisks(refused.error()) && refused.error().detail.find(why.toStdString()) != std::string::npos, describe(refused.error()).c_str());
  QCOMPARE(mountd_->mounted().size(), 1);
  QVERIFY(mountd_->mounted().front().section(' ', 5, 5).startsWith("ro,"));
  QVERIFY_OK(one.release());
}

void TestMountd::aVolumeIsReleasedWhenItsClientGoes() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "gone.img").toStdString());
  QProcess customer;
  customer.start(SANKAJO_KIOSK_CUSTOMER, {mountd_->socketPath(), QString::fromStdString(idOf(loop)), "hold", pack});
  QVERIFY(customer.waitForReadyRead(20'000));
  const QString folder = customer.readLine().trimmed();
  QVERIFY2(makeEmpty(folder + "/file", 10), qPrintable(folder));
  customer.kill();
  customer.waitForFinished();
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->leftNothing(), 5000);
  QVERIFY_SILENT(run("ntfsinfo", {"-F", "/file", path("gone.img")}).toStdString());
}

void TestMountd::aVolumeIsReleasedWhenItsClientsProcessDies() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "died.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  QVERIFY(makeEmpty(QString::fromStdString(*folder) + "/file", 10));
  // The first of the helper's children that has children of its own serves us.
  const QStringList children = mountd_->children();
  QVERIFY(children.size() >= 2);
  ::kill(children.front().toInt(), SIGKILL);
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->leftNothing(), 20'000);
  const auto state = one.state();
  QVERIFY(!state);
  QCOMPARE(state.error().code, Errc::Io);
  // Its driver ended as it should, and the volume is clean.
  QTRY_VERIFY_WITH_TIMEOUT(run("ntfsinfo", {"-F", "/file", path("died.img")}).isEmpty(), 10'000);
  QVERIFY_SILENT(run("ntfsfix", {"-n", path("died.img")}).toStdString());
}

void TestMountd::aHelperThatWasKilledLeavesNothingToTheNext() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "killed.img").toStdString());
  MountClient one = client();
  QVERIFY_OK(one.mountWritable(idOf(loop)));
  mountd_->kill();
  QVERIFY_SILENT(mountd_->start().toStdString());
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->mounted().isEmpty(), 20'000);
  // The volume can be had again.
  MountClient two = client();
  Result<std::string> again = fail(Errc::Io, "", "");
  QVERIFY2(QTest::qWaitFor([&] { return (again = two.mountWritable(idOf(loop))).has_value(); }, 20'000), failureOf(again).c_str());
  QVERIFY_OK(two.release());
}

void TestMountd::anEndedHelperReleasesEverything() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "ended.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  QVERIFY(makeEmpty(QString::fromStdString(*folder) + "/file", 10));
  mountd_->stop();
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(run("ntfsinfo", {"-F", "/file", path("ended.img")}).toStdString());
  QVERIFY_SILENT(mountd_->start().toStdString());
}

void TestMountd::anOpenFileHoldsTheReleaseUp() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "busy.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  QFile file(QString::fromStdString(*folder) + "/file");
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write("all of it") == 9 && file.flush());
  const Status busy = one.release();
  QVERIFY(!busy);
  QCOMPARE(busy.error().code, Errc::Busy);
  QCOMPARE(mountd_->mounted().size(), 1);
  file.close();
  QVERIFY_OK(one.release());
}

void TestMountd::aClientReleasesOnlyItsOwn() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "own.img").toStdString());
  MountClient one = client(), two = client();
  QVERIFY_OK(one.mount(idOf(loop)));
  QCOMPARE(two.release().error().code, Errc::Refused);
  QCOMPARE(two.mount(idOf(loop)).error().code, Errc::Busy);
  QCOMPARE(two.mountWritable(idOf(loop)).error().code, Errc::Busy);
  QCOMPARE(two.state().error().code, Errc::Refused);
  // Its own stays as it is, whatever it is asked for.
  const auto again = one.mount(idOf(loop)), writable = one.mountWritable(idOf(loop)), still = one.mount(idOf(loop));
  QVERIFY(again && writable && still);
  QCOMPARE(*still, *writable);
  QVERIFY(QFile(QString::fromStdString(*still) + "/file").open(QIODevice::WriteOnly));
  QCOMPARE(mountd_->mounted().size(), 1);
  QVERIFY_OK(one.release());
  QVERIFY_OK(two.mount(idOf(loop)));
  QVERIFY_OK(two.release());
}

void TestMountd::hostileRequestsAreRefused_data() {
  QTest::addColumn<QByteArray>("request");
  const auto row = [](const char* name, const QByteArray& request) { QTest::newRow(name) << request; };
  row("no verb", " ");
  row("another verb", "unmount /");
  row("no volume", "mount");
  row("no volume, blank", "mount ");
  row("a path", "mount ../../etc");
  row("a device", "mount /dev/vda");
  row("the system's own disk", "mount vda:1");
  row("a name without its number", "mount loop0");
  row("another number", "mount-writable loop0:99999999999999999999");
  row("options", "mount loop0,dev,suid:1");
  row("more than there is to say", "list all");
  row("a blank after it", "release ");
  row("a line end", "list\n");
  row("bytes that are no text", QByteArray("mount \xff\xfe\x00\x01\x1b[2J", 14));
  row("upper case", "LIST");
  row("128 bytes", "mount " + QByteArray(122, 'a'));
  row("129 bytes", "mount " + QByteArray(123, 'a'));
  row("a long one", QByteArray(60'000, 'm'));
  row("JSON", R"({"verb":"mount"})");
}

void TestMountd::hostileRequestsAreRefused() {
  QFETCH(QByteArray, request);
  RawClient one(mountd_->socketName());
  QVERIFY(one.connected());
  const auto answer = parseAnswer(one.ask(request.toStdString()));
  QVERIFY_OK(answer);
  QVERIFY(answer->error);
  QCOMPARE(answer->error->code, Errc::Refused);
  QVERIFY(mountd_->mounted().isEmpty());
  // It goes on.
  QVERIFY(parseAnswer(one.ask("list")) && !parseAnswer(one.ask("list"))->error);
}

void TestMountd::onlySoManyClientsAreServed() {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<RawClient>(mountd_->socketName()));
    QVERIFY(!parseAnswer(clients.back()->ask("list"))->error);
  }
  RawClient ninth(mountd_->socketName());
  const auto answer = parseAnswer(ninth.hear());
  QVERIFY(answer && answer->error);
  QCOMPARE(answer->error->code, Errc::Busy);
  clients.clear();
  QTRY_VERIFY_WITH_TIMEOUT(MountClient::connect(mountd_->socketName())->list().has_value(), 5000);
}

void TestMountd::aLabelIsPlainAndShort_data() {
  QTest::addColumn<QString>("label");
  QTest::addColumn<QString>("shown");
  QTest::newRow("markup") << "<b>a</b> &amp; <img src=x>"
                          << "<b>a</b> &amp; <img src=x>";
  QTest::newRow("right to left") << QString("disk") + QChar(0x202E) + "gpj.exe"
                                 << "disk<U+202E>gpj.exe";
  QTest::newRow("as long as a label can be") << QString(128, QChar(0x3042)) << QString(60, QChar(0x3042));
  QTest::newRow("Japanese") << QString("お父さんの PC") << QString("お父さんの PC");
  QTest::newRow("none") << ""
                        << "";
}

void TestMountd::aLabelIsPlainAndShort() {
  QFETCH(QString, label);
  QFETCH(QString, shown);
  LoopDevice loop;
  qputenv("LC_ALL", "C.UTF-8");
  QVERIFY_SILENT(attach(loop, "label.img", label.isEmpty() ? QStringList() : QStringList{"-L", label}).toStdString());
  const auto volumes = client().list();
  QVERIFY_OK(volumes);
  const AttachedVolume* const volume = volumeIn(*volumes, idOf(loop));
  QVERIFY(volume != nullptr);
  QCOMPARE(QString::fromStdString(volume->label), shown);
}

void TestMountd::anEncryptedVolumeSaysSo() {
  QFile image(path("locked.img"));
  QVERIFY(image.open(QIODevice::ReadWrite) && image.resize(1 << 20) && image.write(QByteArray("\xEB\x58\x90-FVE-FS-")) > 0);
  image.close();
  LoopDevice loop;
  QVERIFY_SILENT(loop.attach(path("locked.img")).toStdString());
  MountClient one = client();
  const auto volumes = one.list();
  QVERIFY_OK(volumes);
  QCOMPARE(volumeIn(*volumes, idOf(loop))->encryption, std::string("BitLocker"));
  const auto refused = one.mount(idOf(loop));
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, Errc::Unsupported);
  QCOMPARE(refused.error().detail, std::string("encrypted: BitLocker"));
}

void TestMountd::anAttachedDiskIsSeen_data() {
  QTest::addColumn<bool>("events");
  QTest::newRow("by the kernel's messages") << true;
  QTest::newRow("by looking") << false;
}

void TestMountd::anAttachedDiskIsSeen() {
  QFETCH(bool, events);
  mountd_->stop();
  QVERIFY_SILENT(mountd_->start(events ? QStringList() : QStringList{"--without-events"}).toStdString());
  {
    MountClient one = client();
    QVERIFY_OK(one.watch());
    LoopDevice loop;
    QVERIFY_SILENT(makeNtfs(path("watch.img"), 16 << 20).toStdString());
    const auto seen = [&one](const std::string& id, bool there) {
      for (QElapsedTimer time; !time.isValid() || time.elapsed() < 10'000;) {
        if (!time.isValid()) time.start();
        const auto change = one.nextChange(100ms);
        if (change && *change && (volumeIn(**change, id) != nullptr) == there) return time.elapsed();
      }
      return qint64{-1};
    };
    QVERIFY_SILENT(loop.attach(path("watch.img")).toStdString());
    const std::string id = idOf(loop);
    const qint64 came = seen(id, true);
    QVERIFY(came >= 0);
    QVERIFY_SILENT(run("losetup", {"-d", loop.device()}).toStdString());
    const qint64 went = seen(id, false);
    QVERIFY(went >= 0);
    qInfo("seen after %lld ms, gone after %lld ms", came, went);
    // The same name again is another disk.
    QVERIFY_SILENT(run("losetup", {loop.device(), path("watch.img")}).toStdString());
    QVERIFY(idOf(loop) != id);
    QCOMPARE(one.mount(id).error().code, Errc::Refused);
  }
  mountd_->stop();
  QVERIFY_SILENT(mountd_->start().toStdString());
}

void TestMountd::aDiskThatIsPulledOutLeavesNothing() {
  // An image on another volume, whose driver is killed: there is nothing behind the device any more.
  LoopDevice outer, loop;
  QVERIFY_SILENT(makeNtfs(path("outer.img"), 48 << 20).toStdString());
  QVERIFY_SILENT(outer.attach(path("outer.img")).toStdString());
  QVERIFY_SILENT(outer.mount("", path("outer")).toStdString());
  QVERIFY_SILENT(attach(loop, "outer/pulled.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  QVERIFY(makeEmpty(QString::fromStdString(*folder) + "/file", 10));
  QByteArray process;
  QVERIFY_SILENT(run("pgrep", {"-f", "^ntfs-3g " + outer.device() + " "}, &process).toStdString());
  ::kill(process.trimmed().toInt(), SIGKILL);
  QFile file(QString::fromStdString(*folder) + "/another");
  if (file.open(QIODevice::WriteOnly)) file.write(QByteArray(1 << 20, 'x'));
  file.close();
  const Status released = one.release();
  QVERIFY(!released);
  QCOMPARE(released.error().code, Errc::Io);
  QVERIFY(mountd_->mounted().isEmpty());
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->children().size() <= 1, 10'000);
  // The next customer comes.
  LoopDevice next;
  QVERIFY_SILENT(attach(next, "next.img").toStdString());
  QVERIFY_OK(one.mount(idOf(next)));
  QVERIFY_OK(one.release());
}

void TestMountd::anotherNamespaceThatKeepsTheMountDoesNotHoldTheReleaseUp() {
  LoopDevice loop;
  QVERIFY_SILENT(attach(loop, "kept.img").toStdString());
  MountClient one = client();
  const auto folder = one.mountWritable(idOf(loop));
  QVERIFY_OK(folder);
  QVERIFY(makeEmpty(QString::fromStdString(*folder) + "/file", 10));
  QProcess other;
  other.start("unshare", {"--mount", "--propagation", "private", "sh", "-c", "echo; exec sleep 60"});
  QVERIFY(other.waitForReadyRead(5000));
  QElapsedTimer time;
  time.start();
  const Status released = one.release();
  const qint64 took = time.elapsed();
  other.kill();
  other.waitForFinished();
  QVERIFY_OK(released);
  QVERIFY2(took < 10'000, qPrintable(QString::number(took)));
  QVERIFY_SILENT(run("ntfsinfo", {"-F", "/file", path("kept.img")}).toStdString());
  QVERIFY_SILENT(run("ntfsfix", {"-n", path("kept.img")}).toStdString());
}

void TestMountd::aDamagedVolumeIsAnError() {
  QVERIFY_SILENT(makeNtfs(path("damaged.img"), 16 << 20).toStdString());
  QFile image(path("damaged.img"));
  QVERIFY(image.open(QIODevice::ReadWrite) && image.seek(512) && image.write(QByteArray(15 << 20, '\x5a')) > 0);
  image.close();
  LoopDevice loop;
  QVERIFY_SILENT(loop.attach(path("damaged.img")).toStdString());
  MountClient one = client();
  const auto volumes = one.list();
  QVERIFY_OK(volumes);
  QVERIFY(volumeIn(*volumes, idOf(loop))->trouble);
  QVERIFY(!one.mount(idOf(loop)));
  QVERIFY(!one.mountWritable(idOf(loop)));
}

void TestMountd::anUnprivilegedCustomerIsTreated() {
  LoopDevice loop;
  QVERIFY_SILENT(makeNtfs(path("infected.img"), 48 << 20).toStdString());
  QVERIFY_SILENT(loop.attach(path("infected.img")).toStdString());
  QVERIFY_SILENT(loop.mount("", path("making")).toStdString());
  DiskBuilder disk({.system = DiskSystem::XpSp1});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize).threat("W32.Welchia.A", Specimen::PublishedSize);
  QVERIFY_OK(disk.writeTo(path("making").toStdString()));
  QVERIFY_SILENT(loop.unmount().toStdString());
  // Of that user nothing opens the device.
  QVERIFY(runAsNobodySpecial({"dd", "if=" + loop.device(), "count=1", "of=/dev/null"}).exit != 0);
  const Ran customer =
      runAsNobodySpecial({SANKAJO_KIOSK_CUSTOMER, mountd_->socketPath(), QString::fromStdString(idOf(loop)), "treat", pack});
  QVERIFY2(customer.exit == 0, customer.output.constData());
  const QList<QByteArray> lines = customer.output.trimmed().split('\n');
  QCOMPARE(lines.size(), 4);
  QCOMPARE(lines[1], QByteArray("infected, open, remove_and_patch, exit 10"));
  QCOMPARE(lines[2], QByteArray("clean, open, patch, exit 11"));
  QCOMPARE(lines[3], QByteArray("clean"));
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(run("ntfsfix", {"-n", path("infected.img")}).toStdString());
  const auto state = volumeStateOfDevice(loop.device().toStdString());
  QVERIFY(state && !state->dirty && !state->hibernated);
}

void TestMountd::twoHundredCustomersLeaveNothing() {
  LoopDevice loop;
  QVERIFY_SILENT(makeNtfs(path("many.img"), 48 << 20).toStdString());
  QVERIFY_SILENT(loop.attach(path("many.img")).toStdString());
  QVERIFY_SILENT(loop.mount("", path("making")).toStdString());
  DiskBuilder disk({.system = DiskSystem::XpSp1});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  QVERIFY_OK(disk.writeTo(path("making").toStdString()));
  QVERIFY_SILENT(loop.unmount().toStdString());

  const QString process = "/proc/" + QString::number(mountd_->number());
  const auto descriptors = [&] { return QDir(process + "/fd").entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size(); };
  const auto kilobytes = [&] {
    QFile status(process + "/status");
    const QByteArray text = status.open(QIODevice::ReadOnly) ? status.readAll() : QByteArray();
    const qsizetype at = text.indexOf("VmRSS:");
    return text.mid(at + 6, text.indexOf("kB", at) - at - 6).trimmed().toLongLong();
  };
  const QString cli = SANKAJO_CLI;
  qsizetype descriptorsBefore = 0;
  qint64 memoryBefore = 0;
  for (int customer = 0; customer < 200; ++customer) {
    MountClient one = client();
    const auto folder = one.mount(idOf(loop));
    QVERIFY_OK(folder);
    const QByteArray trouble = run(cli, {"check", "--target", QString::fromStdString(*folder), "--depth", "quick", "--quiet"});
    QVERIFY2(trouble.contains("ended with 10"), trouble.constData());
    QVERIFY_OK(one.release());
    if (customer == 9) {
      QTRY_VERIFY(mountd_->children().size() <= 1);
      descriptorsBefore = descriptors();
      memoryBefore = kilobytes();
    }
  }
  QTRY_VERIFY_WITH_TIMEOUT(mountd_->leftNothing(), 10'000);
  QCOMPARE(descriptors(), descriptorsBefore);
  QVERIFY(memoryBefore > 0);
  QVERIFY2(kilobytes() < memoryBefore + 1024, qPrintable(QString::number(kilobytes() - memoryBefore)));
}

QTEST_GUILESS_MAIN(TestMountd)
#include "test_mountd_posix.moc"
