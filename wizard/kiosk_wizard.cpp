// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/kiosk_wizard.h"

#include <QApplication>
#include <QCloseEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollArea>
#include <QScroller>
#include <QUuid>
#include <QWindow>
#include <algorithm>
#include <utility>

#include "wizard/check_page.h"
#include "wizard/result_page.h"
#include "wizard/sheet.h"

namespace sankajo {

namespace {

constexpr int tickMs = 200;
// The staff's gesture: so many touches in the upper left corner, in so much time.
constexpr int cornerTouches = 5;
constexpr qint64 cornerMs = 5000;

/// Lists are moved by the finger itself.
void followFinger(QScrollArea* area) {
  QScroller::grabGesture(area->viewport(), QScroller::LeftMouseButtonGesture);
  QScrollerProperties properties = QScroller::scroller(area->viewport())->scrollerProperties();
  // Without a swing at the ends: it would look as if something were there.
  for (const auto which : {QScrollerProperties::HorizontalOvershootPolicy, QScrollerProperties::VerticalOvershootPolicy}) {
    properties.setScrollMetric(which, QScrollerProperties::OvershootAlwaysOff);
  }
  QScroller::scroller(area->viewport())->setScrollerProperties(properties);
}

}  // namespace

KioskWizard::KioskWizard(Session& session, LanguageSwitch& language, Shop shop)
    : Wizard(session, language,
             {{KioskAttractPageId, new KioskAttractPage(session, language, shop.mistakes)},
              {StartPageId, new KioskDiskPage(session, *shop.watch, shop.disks)},
              {CheckPageId, new CheckPage(session)},
              {ResultPageId, new ResultPage(session)},
              {RemovePageId, new KioskRemovePage(session)},
              {PatchPageId, new KioskPatchPage(session)},
              {UpdatePageId, new KioskUpdatePage(session)},
              {FinishPageId, new KioskFinishPage(session, *shop.watch, shop.paper, shop.print)},
              {KioskLeavePageId, new KioskLeavePage(session, *shop.watch)}},
             nullptr),
      session_(session),
      language_(language),
      shop_(std::move(shop)),
      customer_(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString()) {
  setStartId(KioskAttractPageId);
  setWindowFlag(Qt::FramelessWindowHint);
  if (shop_.staff.tryPin) {
    pinPad_ = new PinPad(this, shop_.staff);
    staffPage_ = new StaffPage(this, shop_.staff, *shop_.watch, session_);
    connect(pinPad_, &PinPad::opened, this, [this] {
      note(KioskEvent::StaffCame);
      staffPage_->openAnew();
    });
    connect(pinPad_, &PinPad::refused, this, [this] { note(KioskEvent::WrongPin); });
    connect(staffPage_, &StaffPage::figuresWritten, this, [this] { note(KioskEvent::FiguresWritten); });
    connect(staffPage_, &StaffPage::shutDownRequested, this, [this] {
      note(KioskEvent::ShutDown);
      code_ = shutDown;
      endCustomer();
    }, Qt::QueuedConnection);
  }
  connect(shop_.watch.get(), &KioskWatch::changed, this, &KioskWizard::disksChanged);
  connect(&session_, &Session::started, this, [this] { work_ = session_.work(); });
  connect(&session_, &Session::finished, this, &KioskWizard::workEnded);
  connect(static_cast<KioskFinishPage*>(QWizard::page(FinishPageId)), &KioskFinishPage::notPrinted, this, [this] { note(KioskEvent::NotPrinted); });
  connect(leavePage(), &KioskLeavePage::left, this, &KioskWizard::endCustomer);
  tick_.setInterval(tickMs);
  connect(&tick_, &QTimer::timeout, this, &KioskWizard::look);
  tick_.start();
  touched_.start();
  qApp->installEventFilter(this);
  connect(this, &QWizard::currentIdChanged, this, [this](int id) {
    if (id == StartPageId && !begun_) note(KioskEvent::Began);
    begun_ = begun_ || id == StartPageId;
  });
}

KioskWizard::~KioskWizard() { qApp->removeEventFilter(this); }

KioskDiskPage* KioskWizard::diskPage() const { return static_cast<KioskDiskPage*>(QWizard::page(StartPageId)); }
KioskLeavePage* KioskWizard::leavePage() const { return static_cast<KioskLeavePage*>(QWizard::page(KioskLeavePageId)); }

// ------------------------------------------------------------------------------------------------------------------ the disk

void KioskWizard::disksChanged() {
  const int id = currentId();
  if (id == KioskLeavePageId || id == KioskAttractPageId || id == StartPageId || session_.windows() == nullptr) return;
  if (shop_.watch->has(session_.windows()->folder)) return;
  switch (session_.work()) {
    case Session::Work::Treating:
    case Session::Work::Undoing:
      pulled_ = KioskDiskPage::Pulled::Changing;
      break;
    case Session::Work::None:
      // Everything is written and said: the result may still be taken along.
      if (currentId() == FinishPageId && !session_.unwritten()) return;
      return putAside(hasChanged() ? KioskDiskPage::Pulled::Changing : KioskDiskPage::Pulled::Waiting);
    default:
      pulled_ = KioskDiskPage::Pulled::Checking;
  }
  // Whatever is being done fails by itself soon, or comes to its end.
  session_.stop();
}

// Whatever became of it.
bool KioskWizard::hasChanged() const { return session_.lastWork() == Session::Work::Treating || session_.lastWork() == Session::Work::Undoing; }

void KioskWizard::putAside(KioskDiskPage::Pulled pulled) {
  note(KioskEvent::PulledOut);
  session_.forget();
  goBackTo(StartPageId);
  diskPage()->setPulled(pulled);
}

void KioskWizard::workEnded() {
  touched_.start();
  count();
  const bool released = work_ == Session::Work::Releasing;
  // Once, and also of a customer who has gone.
  if (session_.unwritten() ? !released : released && session_.error()) note(KioskEvent::NotWritten);
  if (released && !session_.error() && !ending_) sound(Shop::Sound::MayUnplug);
  if (work_ == Session::Work::Checking || work_ == Session::Work::Treating) sound(Shop::Sound::Result);
  if (work_ == Session::Work::Finding && !session_.choice().empty()) sound(Shop::Sound::DiskFound);
  if (ending_) {
    // What is mounted is released first.
    // The page beneath may have begun to look again.
    if (session_.work() == Session::Work::Finding) session_.stop();
    if (work_ != Session::Work::Releasing) session_.release();
    if (!session_.working()) emit ended(code_);
    return;
  }
  if (!pulled_) return;
  const auto pulled = *pulled_;
  pulled_.reset();
  // Pages that go on by themselves at the end of a work have done so first.
  QMetaObject::invokeMethod(this, [this, pulled] { putAside(pulled); }, Qt::QueuedConnection);
}

// --------------------------------------------------------------------------------------------------------------- the figures

void KioskWizard::note(KioskEvent event) const {
  if (shop_.note) shop_.note(event);
}

void KioskWizard::sound(Shop::Sound sound) const {
  if (shop_.sound) shop_.sound(sound);
}

bool KioskWizard::isInfected(const Report& report) {
  return report.assessment.infection == Infection::Infected || report.assessment.infection == Infection::Suspected;
}

void KioskWizard::count() {
  const bool counts = work_ == Session::Work::Checking || work_ == Session::Work::Treating;
  if (work_ == Session::Work::Undoing && !session_.error()) note(KioskEvent::Undone);
  if (!counts || !session_.report() || session_.error() || session_.windows() == nullptr) return;
  const Report& report = *session_.report();
  // A disk that was pulled out and plugged in again is the same customer's.
  const std::string known = report.evidence.system.id();
  const std::string disk = customer_ + "/" + (known.empty() ? session_.windows()->folder : known);
  const auto once = [this](Shop::Counted what, KioskEvent event, const std::string& place, const std::string& name) {
    if (!counted_.insert(place).second) return;
    note(event);
    if (shop_.count) shop_.count(what, name);
  };
  const Infection infection = report.assessment.infection;
  if (work_ == Session::Work::Checking) {
    // What was begun before was counted when it was begun.
    if (pulled_) return;
    if (!report.interrupted.empty() && shop_.hasBegun && shop_.hasBegun(report.interrupted)) {
      // It was counted then.
      infected_.emplace(disk, report.interrupted);
      counted_.insert(disk);
      return;
    }
    if (infection == Infection::Unknown) {
      if (!counted_.contains(disk)) undecided_.insert(disk);  // It may be checked again.
      return once(Shop::Counted::Undecided, KioskEvent::Undecided, disk, disk);
    }
    if (undecided_.erase(disk) > 0) counted_.erase(disk);
    // A removal that was begun elsewhere: there the worm was found.
    const bool infected = isInfected(report) || !report.interrupted.empty();
    if (infected) infected_.emplace(disk, "");
    return once(infected ? Shop::Counted::Infected : Shop::Counted::NotInfected, infected ? KioskEvent::Infected : KioskEvent::NotInfected, disk, disk);
  }
  // Traces that were cleared away are no treatment of an infected disk.
  const auto was = infected_.find(disk);
  if (was == infected_.end()) return;
  if (infection != Infection::Clean) return note(KioskEvent::NotTreated);
  const std::string& run = was->second.empty() ? report.run : was->second;
  once(Shop::Counted::Treated, KioskEvent::Treated, "treated " + disk, run.empty() ? disk : run);
}

// -------------------------------------------------------------------------------------------------------------------- leaving

QString KioskWizard::closeWords() const { return tr("Stop here", "@action:button"); }

void KioskWizard::askToClose() {
  if (currentId() == KioskAttractPageId || currentId() == KioskLeavePageId) return;
  ask([this] {
    const auto& report = session_.report();
    const bool changed = session_.unwritten() || (report && report->kind == Report::Kind::Treat && !report->run.empty());
    const bool infected = report && report->assessment.infection == Infection::Infected;
    return Question{tr("Stop here?", "@title"),
                    changed    ? tr("What was done stays done, is recorded, and can be undone later.", "@info")
                    : infected ? tr("The worm that was found is still there. Nothing was changed.", "@info")
                               : tr("Nothing was changed. You can begin again at any time.", "@info"),
                    tr("Go on", "@action:button"), tr("Stop and take the disk out", "@action:button")};
  },
      [this] {
        if (session_.windows() == nullptr) return endCustomer();
        takeLeave();
      });
}

void KioskWizard::takeLeave() {
  leaving_ = true;
  page()->goOn();
}

// Whoever closes windows has no say here.
void KioskWizard::closeEvent(QCloseEvent* event) { event->ignore(); }

void KioskWizard::reject() {
  if (currentId() == KioskAttractPageId || currentId() == KioskLeavePageId || session_.work() == Session::Work::Releasing) return;
  Wizard::reject();
}

// The main button of the last page ends here; nothing closes the window.
void KioskWizard::done(int result) {
  if (result == Accepted) validateCurrentPage();
}

void KioskWizard::endCustomer() {
  if (ending_) return;
  ending_ = true;
  tick_.stop();
  // Looking again costs nothing; whatever else is being done comes to its end.
  if (session_.work() == Session::Work::Finding) session_.stop();
  if (session_.working()) return;
  session_.release();
  if (!session_.working()) emit ended(code_);
}

// ---------------------------------------------------------------------------------------------------------- is anybody there?

void KioskWizard::look() {
  const bool out = session_.windows() == nullptr || !shop_.watch->has(session_.windows()->folder);
  if (currentId() == KioskLeavePageId && leavePage()->released() && out) {
    if (!unplugged_.isValid()) unplugged_.start();
    if (unplugged_.elapsed() > shop_.afterUnplugging.count()) return endCustomer();
  }
  // What works is never left, and nobody has to touch anything meanwhile.
  if (session_.working() || ending_) {
    touched_.start();
    return;
  }
  if (still_ != nullptr && still_->isOpen()) {
    const qint64 left = shop_.answer.count() - asked_.elapsed();
    if (left <= 0) {
      note(KioskEvent::NobodyThere);
      return endCustomer();
    }
    still_->text()->setText(tr("Without an answer this ends in %n second(s). The disk is released safely, and nothing more is changed.", "@info",
                               static_cast<int>((left + 999) / 1000)));
    return;
  }
  // Somebody has to be told, and the disk must stay: nobody else begins meanwhile.
  if (currentId() == KioskLeavePageId && leavePage()->failed() && !out) {
    touched_.start();
    return;
  }
  if (touched_.elapsed() < shop_.idle.count()) return;
  if (session_.unwritten() && !out && currentId() != KioskLeavePageId) return takeLeave();
  // Nobody finds the staff's page open.
  if (pinPad_ != nullptr && (pinPad_->isOpen() || staffPage_->isOpen())) {
    touched_.start();
    pinPad_->close();
    staffPage_->close();
    return;
  }
  if (currentId() == KioskAttractPageId) {
    // Nobody has begun: only the language may be somebody else's.
    touched_.start();
    if (language_.language() != shop_.language) language_.set(shop_.language);
    return;
  }
  askWhetherThere();
}

void KioskWizard::askWhetherThere() {
  still_ = new Sheet(this);
  still_->setObjectName("stillThereSheet");
  QPushButton* here = still_->addButton(ButtonKind::Main, true);
  here->setObjectName("stillThereButton");
  QPushButton* end = still_->addButton(ButtonKind::Second, false);
  end->setObjectName("endNowButton");
  const auto say = [sheet = still_, here, end] {
    sheet->heading()->setText(tr("Are you still there?", "@title"));
    here->setText(tr("Yes, go on", "@action:button"));
    end->setText(tr("End now", "@action:button"));
  };
  say();
  connect(&language_, &LanguageSwitch::switched, still_, say);
  connect(end, &QPushButton::clicked, this, &KioskWizard::endCustomer, Qt::QueuedConnection);
  connect(still_, &Sheet::closed, still_, &QObject::deleteLater);
  asked_.start();
  still_->open();
  look();
}

// Whoever touches anything is there. Not in the middle of the press: the sheet is what was pressed.
void KioskWizard::answer(QPoint place) {
  if (still_ == nullptr || !still_->isOpen()) return;
  const auto* end = still_->findChild<QWidget*>("endNowButton");
  if (end->rect().contains(end->mapFrom(this, place))) return;
  QMetaObject::invokeMethod(still_, &Sheet::close, Qt::QueuedConnection);
}

// ------------------------------------------------------------------------------------------------------- a finger, and no more

bool KioskWizard::isInStaffCorner(QPoint place) const {
  const int side = 2 * Theme::current().touchTarget();
  return pinPad_ != nullptr && place.x() < side && place.y() < side;
}

void KioskWizard::touchedAt(QPoint place) {
  if (!isInStaffCorner(place)) {
    cornerTouches_ = 0;
    return;
  }
  if (cornerTouches_ == 0 || cornerSince_.elapsed() > cornerMs) {
    cornerTouches_ = 0;
    cornerSince_.start();
  }
  if (++cornerTouches_ < cornerTouches) return;
  cornerTouches_ = 0;
  const bool open = openSheet() != nullptr || (still_ != nullptr && still_->isOpen());
  if (open || staffPage_->isOpen() || session_.working()) return;
  pinPad_->open();
}

// Of two touches at one place Qt makes a double click, however long the time between them; and the second press of a double click does nothing.
bool KioskWizard::pressInstead(QObject* watched, const QMouseEvent* event) {
  QMouseEvent press(QEvent::MouseButtonPress, event->position(), event->scenePosition(), event->globalPosition(), event->button(), event->buttons(), event->modifiers());
  QCoreApplication::sendEvent(watched, &press);
  return true;
}

bool KioskWizard::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::MouseButtonDblClick:
      if (!watched->isWindowType() && !twice_) return pressInstead(watched, static_cast<QMouseEvent*>(event));
      [[fallthrough]];
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
      touched_.start();
      if (event->type() == QEvent::MouseButtonPress && watched->isWindowType()) {
        twice_ = pressed_.isValid() && pressed_.elapsed() < QApplication::doubleClickInterval();
        pressed_.start();
      }
      if (event->type() == QEvent::MouseButtonPress && watched->isWindowType()) {
        touchedAt(static_cast<QMouseEvent*>(event)->position().toPoint());
        answer(static_cast<QMouseEvent*>(event)->position().toPoint());
      }
      // The staff's gesture does not begin anything.
      if (watched->isWindowType() && currentId() == KioskAttractPageId && isInStaffCorner(static_cast<QMouseEvent*>(event)->position().toPoint())) return true;
      // The other buttons paste, or ask for menus.
      if (static_cast<QMouseEvent*>(event)->button() != Qt::LeftButton) return true;
      break;
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
      touched_.start();
      break;
    case QEvent::Show:
      if (auto* area = qobject_cast<QScrollArea*>(watched); area != nullptr && !QScroller::hasScroller(area->viewport())) followFinger(area);
      break;
    case QEvent::KeyPress:
      if (pinPad_ != nullptr && pinPad_->isOpen() && watched->isWindowType()) {
        touched_.start();
        pinPad_->type(static_cast<QKeyEvent*>(event)->key());
      }
      return true;
    case QEvent::KeyRelease:
    case QEvent::ShortcutOverride:
    case QEvent::Shortcut:
    case QEvent::InputMethod:
    case QEvent::ContextMenu:
    case QEvent::ToolTip:
    case QEvent::WhatsThis:
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::Drop:
      return true;
    default:
      break;
  }
  return Wizard::eventFilter(watched, event);
}

}  // namespace sankajo
