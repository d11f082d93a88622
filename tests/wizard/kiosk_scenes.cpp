// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/kiosk_scenes.h"

#include <QDate>
#include <QTest>

namespace sankajo::test {

namespace {

DiskBuilder infected(DiskOptions options = {.patch = PatchLevel::KB828741}) {
  DiskBuilder disk(std::move(options));
  disk.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
  return disk;
}

DiskBuilder asleep() {
  DiskBuilder disk = infected();
  disk.file("hiberfil.sys", "hibr" + std::string(8000, 'x'));
  return disk;
}

void hirePrinter(KioskCustomer& customer) {
  customer.shop.paper = KioskFinishPage::Paper::Slip;
  customer.shop.print = [](const QByteArray&, QSizeF, const std::function<void(bool)>& told) { told(true); };
}

bool begun(KioskCustomer& customer) {
  customer.open();
  return customer.touch("beginButton") && customer.waitFor("kioskDiskPage");
}

bool checked(KioskCustomer& customer, const DiskBuilder& disk) {
  if (!begun(customer)) return false;
  customer.plugIn(disk);
  return customer.touch("startButton") && customer.waitFor("resultPage");
}

bool planned(KioskCustomer& customer, const DiskBuilder& disk) { return checked(customer, disk) && customer.touch("goOnButton") && customer.waitFor("removePage"); }

bool removed(KioskCustomer& customer, const DiskBuilder& disk) {
  return planned(customer, disk) && customer.touch("removeNowButton") &&
         QTest::qWaitFor([&customer] { return customer.find("goOnButton") != nullptr; }, KioskCustomer::patience);
}

bool unwritten(KioskCustomer& customer) {
  customer.helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  return planned(customer, infected()) && customer.touch("removeNowButton") &&
         QTest::qWaitFor([&customer] { return customer.find("tryAgainButton") != nullptr; }, KioskCustomer::patience);
}

bool finished(KioskCustomer& customer, const DiskBuilder& disk) {
  return removed(customer, disk) && customer.touch("goOnButton") && customer.waitFor("patchPage") && customer.touch("goOnButton") && customer.waitFor("finishPage");
}

bool pulled(KioskCustomer& customer) {
  if (!begun(customer)) return false;
  const std::string id = customer.plugIn(infected());
  if (!customer.touch("startButton") || !customer.waitFor("resultPage") || !customer.touch("goOnButton") || !customer.waitFor("removePage")) return false;
  customer.holdAt("move");
  if (!customer.touch("removeNowButton") || !customer.waitForHold()) return false;
  customer.pullOut(id);
  QCoreApplication::processEvents();
  customer.letGo();
  return customer.waitFor("kioskDiskPage") && QTest::qWaitFor([&customer] { return !customer.session().working() && customer.session().choice().empty(); }, KioskCustomer::patience);
}

bool pinPad(KioskCustomer& customer) {
  hireStaff(customer);
  customer.open();
  touchTheCorner(customer);
  return QTest::qWaitFor([&customer] { return customer.isShown("pinSheet"); }, KioskCustomer::patience);
}

bool staffPage(KioskCustomer& customer) {
  return pinPad(customer) && customer.touch("key2") && customer.touch("key4") && customer.touch("key6") && customer.touch("key8") && customer.touch("keyEnter") &&
         QTest::qWaitFor([&customer] { return customer.isShown("staffSheet"); }, KioskCustomer::patience);
}

}  // namespace

void touchTheCorner(KioskCustomer& customer) {
  constexpr int times = 5;
  for (int i = 0; i < times; ++i) customer.touchAt({20, 20});
}

void hireStaff(KioskCustomer& customer) {
  customer.shop.staff.tryPin = [](const std::string& pin) { return pin == "2468" ? KioskStaff::Pin::Right : KioskStaff::Pin::Wrong; };
  customer.shop.staff.figures = [] {
    std::vector<KioskDay> days;
    constexpr std::array<std::uint64_t, 9> checked = {4, 7, 0, 12, 9, 3, 5, 8, 6};
    KioskDay day;
    for (std::size_t i = 0; i < checked.size(); ++i) {
      day.day = QDate::currentDate().addDays(static_cast<qint64>(i) + 1 - static_cast<qint64>(checked.size())).toString(Qt::ISODate).toStdString();
      day.that = {checked.at(i), checked.at(i) / 2, checked.at(i) / 3, checked.at(i) / 6};
      for (std::size_t k = 0; k < day.that.size(); ++k) day.total.at(k) += day.that.at(k);
      days.push_back(day);
    }
    return Result<std::vector<KioskDay>>(days);
  };
  customer.shop.staff.notes = [] {
    return std::vector<KioskNote>{{QDateTime(QDate(2026, 11, 27), QTime(9, 12)), KioskEvent::Began}, {QDateTime(QDate(2026, 11, 27), QTime(9, 15)), KioskEvent::Infected}};
  };
}

const std::vector<KioskScene>& kioskScenes() {
  static const std::vector<KioskScene> all{
      {"kiosk-attract",
       [](KioskCustomer& customer) {
         customer.open();
         return customer.waitFor("kioskAttractPage");
       }},
      {"kiosk-mistakes",
       [](KioskCustomer& customer) {
         customer.withMistakes = true;
         customer.open();
         return customer.waitFor("kioskAttractPage");
       }},
      {"kiosk-plug-in", begun},
      {"kiosk-one-disk",
       [](KioskCustomer& customer) {
         if (!begun(customer)) return false;
         customer.plugIn(infected());
         return QTest::qWaitFor([&customer] { return customer.find("startButton") != nullptr && customer.find("startButton")->isEnabled(); }, KioskCustomer::patience);
       }},
      {"kiosk-several-disks",
       [](KioskCustomer& customer) {
         if (!begun(customer)) return false;
         customer.plugIn(infected());
         customer.plugIn(DiskBuilder({DiskSystem::Win2000Sp4}));
         return QTest::qWaitFor([&customer] { return customer.session().choice().size() == 2 && !customer.session().working(); }, KioskCustomer::patience);
       }},
      {"kiosk-no-windows",
       [](KioskCustomer& customer) {
         if (!begun(customer)) return false;
         KioskVolume locked;
         locked.model = "Ultra Disk";
         locked.bytes = 500'107'862'016;
         locked.encryption = "BitLocker";
         customer.plugIn(locked);
         KioskVolume photos;
         photos.label = "PHOTOS";
         photos.bytes = 8'000'000'000;
         photos.mayHoldWindows = false;
         customer.plugIn(photos);
         return QTest::qWaitFor([&customer] { return customer.wizard().currentPage()->findChildren<QWidget*>("diskTrouble").size() == 2; }, KioskCustomer::patience);
       }},
      {"kiosk-no-helper",
       [](KioskCustomer& customer) {
         if (!begun(customer)) return false;
         customer.watch().blind();
         return true;
       }},
      {"kiosk-pulled-out", pulled},
      {"kiosk-result", [](KioskCustomer& customer) { return checked(customer, infected()); }},
      {"kiosk-consent", [](KioskCustomer& customer) { return planned(customer, infected()); }},
      {"kiosk-consent-long",
       [](KioskCustomer& customer) {
         DiskBuilder disk({});
         disk.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
         disk.threat("W32.Welchia.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
         return customer.layPatchesBeside() && planned(customer, disk);
       }},
      {"kiosk-refused",
       [](KioskCustomer& customer) { return planned(customer, asleep()); }},
      {"kiosk-removed", [](KioskCustomer& customer) { return removed(customer, infected()); }},
      {"kiosk-patch", [](KioskCustomer& customer) { return removed(customer, infected({})) && customer.touch("goOnButton") && customer.waitFor("patchPage"); }},
      {"kiosk-update",
       [](KioskCustomer& customer) {
         return checked(customer, DiskBuilder({.patch = PatchLevel::KB828741})) && customer.touch("goOnButton") && customer.waitFor("updatePage");
       }},
      {"kiosk-finish",
       [](KioskCustomer& customer) {
         hirePrinter(customer);
         return finished(customer, infected());
       }},
      {"kiosk-finish-staged",
       [](KioskCustomer& customer) { return customer.layPatchesBeside() && finished(customer, infected({})); }},
      {"kiosk-unplug",
       [](KioskCustomer& customer) {
         return finished(customer, infected()) && customer.touch("takeOutButton") && customer.waitFor("kioskLeavePage") &&
                QTest::qWaitFor([&customer] { return customer.find("endButton") != nullptr; }, KioskCustomer::patience);
       }},
      {"kiosk-could-not-write", unwritten},
      {"kiosk-not-written",
       [](KioskCustomer& customer) {
         return unwritten(customer) && customer.touch("stopButton") && customer.touch("deedButton") && customer.waitFor("kioskLeavePage") &&
                QTest::qWaitFor([&customer] { return customer.find("endButton") != nullptr; }, KioskCustomer::patience);
       }},
      {"kiosk-still-there",
       [](KioskCustomer& customer) {
         customer.shop.idle = std::chrono::milliseconds(300);
         return begun(customer) && QTest::qWaitFor([&customer] { return customer.isShown("stillThereSheet"); }, KioskCustomer::patience);
       }},
      {"kiosk-stop-here", [](KioskCustomer& customer) { return planned(customer, infected()) && customer.touch("stopButton") && customer.find("deedButton") != nullptr; }},
      {"kiosk-pin", pinPad},
      {"kiosk-staff", staffPage},
  };
  return all;
}

}  // namespace sankajo::test
