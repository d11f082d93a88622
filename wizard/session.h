// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "engine/fleet.h"
#include "engine/packages.h"
#include "engine/plan.h"
#include "engine/report.h"
#include "engine/report_page.h"
#include "engine/windows_here.h"
#include "engine/wording.h"
#include "wizard/this_pc.h"

namespace sankajo {

/// Everything that the wizard's pages know, in one place, and the one thread that works. Pages read it, ask it for work, and are told
/// by signals; only the working thread touches a Windows.
class Session : public QObject {
  Q_OBJECT

 public:
  enum class Work { None, Finding, Checking, Treating, Undoing, Restarting, SeekingPatch, LookingAtOffice, Releasing };
  /// Which way the person goes: article 2 for an infected Windows, article 3 for one that is not. Open until something was found.
  enum class Course { Open, Infected, NotInfected };

  using OpenWindows = std::function<Result<std::unique_ptr<Target>>(const std::string& folder, const std::optional<std::string>& systemRoot)>;
  using FindWindows = std::function<Result<std::vector<WindowsHere>>(std::vector<Error>& unreadable, const std::stop_token& stop)>;
  /// What the program chooses for it.
  struct Parts {
    std::vector<Advisory> advisories;
    Wording japanese, english;
    OpenWindows open;
    FindWindows find;
    ThisPc here = {};
    std::string patches = {};  ///< Folder of the patches' packages beside the program; empty for none.
  };
  /// What the program was started with after a restart that it had asked for: the run whose end is to be looked at, as thoroughly as before.
  struct Return {
    std::string run;
    Depth depth = Depth::Standard;
  };

  explicit Session(Parts parts, QObject* parent = nullptr);
  ~Session() override;

  // -------------------------------------------------------------------------------------------------------------- language
  const Wording& wording() const { return language_ == "ja" ? parts_.japanese : parts_.english; }
  const std::string& language() const { return language_; }
  /// "ja" or "en". Pages are told by Qt's own LanguageChange.
  void setLanguage(const std::string& language) { language_ = language; }
  const std::vector<Advisory>& advisories() const { return parts_.advisories; }
  /// The threat's name as the pack has it in the language that is shown.
  std::string threatName(const std::string& advisory, const std::string& threat) const;

  // -------------------------------------------------------------------------------------------------------- which Windows
  /// Looks for Windows on the mounted volumes, and in the folders that were named or chosen.
  void find();
  /// Before the first find(): a folder that the program was started with. Its Windows is chosen, or error() says why not.
  void prefer(const std::string& folder) { preferred_ = folder; }
  /// Adds the Windows of a folder to the choice, and chooses the first of them. Its error, if any, stands in error().
  void chooseFolder(const std::string& folder);
  const std::vector<WindowsHere>& choice() const { return choice_; }
  int chosen() const { return chosen_; }
  void choose(int index);
  /// Null while nothing is chosen.
  const WindowsHere* windows() const;

  // --------------------------------------------------------------------------------------------- the Windows that runs here
  /// What was chosen is the Windows that this program runs on.
  bool live() const { return windows() != nullptr && windows()->running; }
  /// The Windows that runs here is seen without an administrator's rights.
  bool lacksRights() const;
  /// Where Windows can be asked for them.
  bool canStartAsAdministrator() const { return static_cast<bool>(parts_.here.startAsAdministrator); }
  /// Windows asks first. When the new one has started, handedOver() is told; else rightsError() says why not.
  void startAsAdministrator();
  const std::optional<Error>& rightsError() const { return rightsError_; }
  /// Which ways into the network are open. None while another Windows than this one is looked at: that is not connected.
  Network network() const;
  /// Whether there is something to unplug before the check.
  bool hasToUnplug() const { return network().connected() && !keptIn_ && !returning(); }
  /// The person says that it cannot be unplugged.
  void keepIn() { keptIn_ = true; }
  bool keptIn() const { return keptIn_; }
  /// It was out, is in again, and should not be: the worm could come in through it.
  bool isPluggedInAgain() const;
  /// No worm was found and the hole is closed: the cable may be in.
  bool mayBePluggedIn() const;
  bool canOpenUpdate() const { return live() && parts_.here.openUpdate; }
  /// Windows' update agent at work; null where another Windows than this one is looked at.
  UpdateWork* updates() const { return live() ? updates_.get() : nullptr; }
  bool openUpdate() { return parts_.here.openUpdate().has_value(); }

  /// Before the first find(): the program has come back after a restart. The Windows that runs here is chosen.
  void comeBack(Return back) {
    depth_ = back.depth;
    return_ = std::move(back);
    wasOut_ = true;  // It was asked to be left out.
  }
  /// It has come back, and the check is still to be made.
  bool returning() const { return return_.has_value(); }
  /// The last check was the one after the restart that a removal had asked for: report() is about that run.
  bool cameBack() const { return cameBack_; }
  /// Steps wait for a restart of the Windows that runs here.
  bool waitsForRestart() const;
  /// It comes back by itself after it.
  bool comesBack() const { return comesBack_; }
  /// Updates of Windows itself do; nothing of ours comes back for those.
  bool updatesWaitForRestart() const { return updates() != nullptr && updates()->waitsForRestart(); }
  bool canRestart() const { return (waitsForRestart() || updatesWaitForRestart()) && parts_.here.restart; }
  /// Sees to it that it comes back, where steps wait, and asks Windows to restart; error() says why it could not be.
  void restart();
  /// Windows was asked to restart, and ends this program soon.
  bool restarting() const { return restarting_; }

  // -------------------------------------------------------------------------------------------------------- a rescue system
  /// The wizard is all that this system is for: it does not close.
  bool endsWithThePc() const { return static_cast<bool>(parts_.here.leave); }
  /// Restarts the PC or turns it off; why not, where that fails.
  Status leavePc(ThisPc::Leave how) { return parts_.here.leave(how); }

  // --------------------------------------------------------------------------------------------- an office with several PCs
  struct Office {
    std::string folder, listFile;  ///< As they were chosen; empty where nothing was.
    std::optional<std::vector<ListedPc>> list;
    std::optional<FleetSummary> summary;          ///< Of `folder`; empty where it could not be read.
    std::optional<Error> folderError, listError;  ///< Cancelled where it was stopped.
  };
  const Office& office() const { return office_; }
  /// Reads the list of PCs, and the reports of the folder; either may be empty.
  void lookAtOffice(const std::string& folder, const std::string& listFile);

  // ------------------------------------------------------------------------------------------------------------------ work
  void check(Depth depth);
  /// Does the groups of plan() that were consented to, then checks again. Where the Windows has changed since the check, nothing is done and
  /// planChanged() is true: the new plan has to be looked at first.
  void treat(const ConsentGiven& given);
  /// Looks for the patch's package in a folder that a person names, from now on there.
  void seekPatch(const std::string& folder);
  /// There is a package that could be installed, or put ready on a Windows that does not run.
  bool hasPatch() const { return patch_.has_value(); }
  /// A patch has been installed on the Windows that runs, and closes the hole with the restart.
  bool patchWaitsForRestart() const;
  /// The folder of packages that was looked at last, as it was named, and why it has no usable list: Corrupt, AccessDenied ..., Refused where there is none.
  const std::string& patchFolder() const { return parts_.patches; }
  const std::optional<Error>& patchError() const { return patchError_; }
  /// Installs the package or puts it ready, and nothing else; what the treatment before did stays in report().
  void putPatchIn() { treat({.patch = true}); }
  /// Brings a run that stopped halfway to its end, and checks.
  void finishInterrupted() { treat({}); }
  void undo();
  /// Of a kiosk: when this has ended without an error(), everything is written and the disk may be unplugged.
  void release();
  /// Asks the work to end. It does within 200 ms, or after the step that is being taken.
  void stop();

  Work work() const { return work_; }
  bool working() const { return work_ != Work::None; }
  /// The kind of work that ended last.
  Work lastWork() const { return lastWork_; }
  /// Why the last work has no result, when it has none. Cancelled when it was stopped.
  const std::optional<Error>& error() const { return error_; }
  bool planChanged() const { return planChanged_; }

  enum class Phase {
    Looking,
    Acting,        ///< The operations are being done.
    LookingAgain,  ///< The check after them.
  };
  /// How far the work is: a copy of what it last told.
  struct Now {
    Phase phase = Phase::Looking;
    std::string where;
    std::uint64_t filesSeen = 0;
    double share = -1;  ///< Of this phase, 0 to 1; negative while unknown.
    std::size_t found = 0, notRead = 0;
    qint64 phaseMs = 0;  ///< Since this phase began.
    qint64 silentMs = 0;  ///< Since the work last told anything.
  };
  Now now() const;
  qint64 elapsedMs() const { return clock_.isValid() ? clock_.elapsed() : 0; }
  /// Seconds that are left, by what has passed; negative while it cannot be told.
  double secondsLeft() const;
  /// What was found so far, judged as far as it goes, in the language that is shown.
  std::vector<ReportPage::Line> foundSoFar() const;

  // ---------------------------------------------------------------------------------------------------------------- result
  /// Of the last check, treatment or undo that came to an end.
  const std::optional<Report>& report() const { return report_; }
  /// What could be done about report(); numbered as shown.
  const Plan& plan() const { return plan_; }
  /// How each operation of the plan that is being done stands: empty while it waits.
  const std::vector<std::pair<Operation, std::optional<OperationResult>>>& operations() const { return operations_; }
  /// The operation that is being done, -1 for none.
  int operationNow() const { return operationNow_; }
  Depth depth() const { return depth_; }
  Course course() const { return course_; }
  /// The person goes on to article 2 although the infection is not certain (suspected, traces).
  void take(Course course) { course_ = course; }
  /// An earlier run stopped halfway: go on with it (treat), undo it, or leave it.
  bool interrupted() const { return report_ && !report_->interrupted.empty(); }
  /// A treatment is on record that was not undone.
  bool canUndo() const { return canUndo_; }
  /// What undo() takes back is a patch that was put ready, and no removal.
  bool undoesPatchOnly() const { return undoesPatchOnly_; }
  /// The last treatment or undo ended without everything being written: nobody knows what the Windows is like now, until it is checked or changed again.
  bool unwritten() const { return unwritten_; }
  /// The report in words, in the language that is shown; none while unwritten().
  std::optional<ReportPage> page() const;
  /// Windows Update has nothing left, or the person says so.
  bool isUpToDate() const { return saidUpToDate_ || (updates() != nullptr && updates()->isUpToDate()); }
  /// The person says that this Windows is up to date; Sankajo cannot see it.
  bool saidUpToDate() const { return saidUpToDate_; }
  void sayUpToDate(bool said) { saidUpToDate_ = said; }
  /// Starts from the beginning: forgets the report and the course.
  void forget();

 signals:
  void choiceChanged();
  void started();
  /// At most ten times a second while something runs.
  void progressed();
  void operationsChanged();
  /// The work has ended: result in report() or reason in error().
  void finished();
  /// updates() is at another stage; or, at most ten times a second, further.
  void updatesChanged();
  void updatesProgressed();
  /// A cable or Wi-Fi went in or out.
  void networkChanged();
  /// Another one of this program goes on instead; this one has to end without asking.
  void handedOver();

 private:
  struct Shared;
  using Job = std::function<void(const std::stop_token&)>;
  void begin(Work work, Job job);
  /// To be called in the worker: every Windows of a folder; none, and why.
  std::vector<WindowsHere> windowsIn(const std::string& folder, const std::stop_token& stop, std::optional<Error>& why) const;
  /// What stands in the way of a change, but for a volume that can be made writable when the time has come.
  void forgetReadOnly(std::optional<Error>& whyNotChanged) const {
    if (parts_.here.allowWriting && isOnlyReadOnly(whyNotChanged)) whyNotChanged.reset();
  }
  /// To be called in the worker, before a Windows is opened to be changed.
  Result<std::unique_ptr<ThisPc::Writing>> allowWriting(const WindowsHere& windows) const {
    if (!parts_.here.allowWriting) return nullptr;
    return parts_.here.allowWriting(windows);
  }
  /// What stands where a change could not all be written.
  struct Before {
    std::optional<Report> report;
    Plan plan;
    std::optional<PackageToStage> patch;
    bool canUndo = false;
  };
  Before before() const { return {report_, plan_, patch_, canUndo_}; }
  /// To be called in the worker, with nothing of the Windows open: what could not all be written is no result.
  void endWriting(ThisPc::Writing* writing, Before before);
  /// To be called in the worker: runs in the window's thread.
  void post(std::function<void()> call);
  /// To be called in the worker: takes the work's result, and asks what can be undone and which patch is at hand.
  void accept(Target* target, Result<Report> result, const std::stop_token& stop);
  ProgressCallback progressCallback();
  /// To be called in the worker.
  void openPorts(Target& target, Report& report) const;
  /// To be called in the worker: has the program come back after the next restart, and says whether it will.
  Status arrangeReturn(Target& target, const std::string& run, const std::string& language, Depth depth);
  /// Takes over what was found since the last time, and judges it.
  void judgeSoFar();
  /// Told of an operation, of `count` in all; 0 while that is not known.
  OperationCallback operationCallback(std::size_t count);

  Parts parts_;
  std::unique_ptr<UpdateWork> updates_;
  std::string language_ = "en";
  std::vector<WindowsHere> choice_;
  std::set<std::string> chosenFolders_;
  std::string preferred_;
  int chosen_ = -1;
  Work work_ = Work::None, lastWork_ = Work::None;
  std::optional<Error> error_;
  bool planChanged_ = false;
  std::optional<Report> report_;
  Plan plan_;
  std::optional<PackageToStage> patch_;
  std::optional<Error> patchError_;
  bool patchNamed_ = false;
  std::vector<std::pair<Operation, std::optional<OperationResult>>> operations_;
  int operationNow_ = -1;
  Depth depth_ = Depth::Standard;
  Course course_ = Course::Open;
  bool canUndo_ = false, undoesPatchOnly_ = false, saidUpToDate_ = false, unwritten_ = false;
  bool wasOut_ = false, keptIn_ = false;
  std::optional<Return> return_;
  bool cameBack_ = false, comesBack_ = false, restarting_ = false;
  std::optional<Error> rightsError_;
  Office office_;

  std::shared_ptr<Shared> shared_;
  /// A report of nothing but the observations that were told, judged as far as they go, and how long ago.
  Report soFar_;
  Phase soFarPhase_ = Phase::Looking;
  QElapsedTimer judged_;
  QElapsedTimer clock_;
  QTimer tick_;
  std::stop_source stop_;
  std::thread worker_;
};

}  // namespace sankajo
