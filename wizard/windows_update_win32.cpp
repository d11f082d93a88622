// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "wizard/windows_update.h"
// After windows.h.
#include <wuapi.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include "engine/target/com_win32.h"

namespace sankajo {

namespace {

using win32::Apartment;
using win32::Com;
using win32::Text;

constexpr auto pollTime = std::chrono::milliseconds(200);  // A stop is heard, and progress told, so often.
/// Programs only, none of what Windows itself calls optional: a driver or a preview can do harm.
constexpr std::wstring_view criteria = L"IsInstalled=0 and IsHidden=0 and Type='Software' and BrowseOnly=0";

auto fault(HRESULT code) {
  return tl::unexpected(updateFault(static_cast<std::uint32_t>(code)));
}

/// The agent insists on being given objects that it can tell of progress and end; the jobs are asked instead. One object stands for all five
/// interfaces, which differ in nothing but the types of two pointers that nobody looks at. MinGW's wuapi.h has none of them.
class Listener final : IUnknown {
 public:
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  static Com<IUnknown> make() {
    Com<IUnknown> made;
    IUnknown* one = new Listener;
    one->AddRef();
    *made.out() = one;
    return made;
  }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** object) override {
    static constexpr std::array<GUID, 5> ids = {{
        {0x88aee058, 0xd4b0, 0x4725, {0xa2, 0xf1, 0x81, 0x4a, 0x67, 0xae, 0x96, 0x4c}},  // ISearchCompletedCallback
        {0x8c3f1cdd, 0x6173, 0x4591, {0xae, 0xbd, 0xa5, 0x6a, 0x53, 0xca, 0x77, 0xc1}},  // IDownloadProgressChangedCallback
        {0x77254866, 0x9f5b, 0x4c8e, {0xb9, 0xe2, 0xc7, 0x7a, 0x85, 0x30, 0xd6, 0x4b}},  // IDownloadCompletedCallback
        {0xe01402d5, 0xf8da, 0x43ba, {0xa0, 0x12, 0x38, 0x89, 0x4b, 0xd0, 0x48, 0xf1}},  // IInstallationProgressChangedCallback
        {0x45f4f6f3, 0xd602, 0x4f98, {0x9a, 0x8a, 0x3e, 0xfa, 0x15, 0x2a, 0xd2, 0xd3}},  // IInstallationCompletedCallback
    }};
    const bool ours =
        IsEqualGUID(id, __uuidof(IUnknown)) || std::ranges::any_of(ids, [&id](const GUID& one) { return IsEqualGUID(id, one); });
    *object = ours ? static_cast<IUnknown*>(this) : nullptr;
    if (!ours) return E_NOINTERFACE;
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references_; }
  ULONG STDMETHODCALLTYPE Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }
  /// The one call of each of the five.
  virtual HRESULT STDMETHODCALLTYPE Invoke(IUnknown*, IUnknown*) { return S_OK; }

 private:
  Listener() = default;
  ~Listener() = default;

  std::atomic<ULONG> references_ = 0;
};

VARIANT nothing() {
  VARIANT empty;
  VariantInit(&empty);
  return empty;
}

/// Waits for a job of the agent. After a stop it still waits: the job comes back by itself then.
template <typename Job, typename Told>
HRESULT waitFor(Job& job, const std::stop_token& stop, const Told& told) {
  bool asked = false;
  while (true) {
    VARIANT_BOOL done = VARIANT_FALSE;
    if (const HRESULT code = job.get_IsCompleted(&done); FAILED(code)) return code;
    if (done != VARIANT_FALSE) return S_OK;
    if (stop.stop_requested() && !std::exchange(asked, true)) job.RequestAbort();
    told();
    std::this_thread::sleep_for(pollTime);
  }
}

/// How far a download or an installation is.
template <typename Progress, typename Job>
void tellProgress(Job& job, const UpdateProgress& told, LONG& last) {
  Com<Progress> progress;
  LONG percent = 0;
  LONG update = 0;
  if (FAILED(job.GetProgress(progress.out())) || !progress) return;
  if (FAILED(progress->get_PercentComplete(&percent)) || FAILED(progress->get_CurrentUpdateIndex(&update))) return;
  constexpr LONG whole = 100;
  // The same again is no news: how long it has been silent is watched.
  const LONG now = update * (whole + 1) + percent;
  if (std::exchange(last, now) == now) return;
  told(static_cast<double>(percent) / whole, static_cast<std::size_t>(std::max(update, 0L)));
}

UpdateResult resultOf(OperationResultCode code, LONG why) {
  switch (code) {
    case orcSucceeded:
      return {Outcome::Done, {}};
    case orcAborted:
    case orcNotStarted:
    case orcInProgress:
      return {Outcome::Skipped, UpdateFault{UpdateFault::Kind::Cancelled}};
    case orcSucceededWithErrors:  // Not all of it is there.
    case orcFailed:
      break;
  }
  return {Outcome::Failed, updateFault(static_cast<std::uint32_t>(why))};
}

/// The outcome of each update of a download or an installation.
template <typename One, typename All>
std::vector<UpdateResult> resultsOf(All& all, std::size_t count) {
  std::vector<UpdateResult> results;
  for (std::size_t i = 0; i < count; ++i) {
    Com<One> one;
    OperationResultCode code = orcFailed;
    LONG why = 0;
    HRESULT got = all.GetUpdateResult(static_cast<LONG>(i), one.out());
    if (SUCCEEDED(got)) got = one->get_ResultCode(&code);
    if (SUCCEEDED(got)) got = one->get_HResult(&why);
    UpdateResult result = FAILED(got) ? UpdateResult{Outcome::Failed, updateFault(static_cast<std::uint32_t>(got))} : resultOf(code, why);
    if constexpr (requires { one->get_RebootRequired(nullptr); }) {
      VARIANT_BOOL restart = VARIANT_FALSE;
      if (result.outcome == Outcome::Done && SUCCEEDED(one->get_RebootRequired(&restart)) && restart != VARIANT_FALSE)
        result.outcome = Outcome::PendingRestart;
    }
    results.push_back(result);
  }
  return results;
}

class WindowsAgent : public UpdateAgent {
 public:
  HRESULT open() {
    if (FAILED(apartment_.result())) return apartment_.result();
    const HRESULT code = CoCreateInstance(__uuidof(UpdateSession), nullptr, CLSCTX_INPROC_SERVER, __uuidof(IUpdateSession),
                                          reinterpret_cast<void**>(session_.out()));
    // Stands in Windows' own history of updates. An agent that does not take it works without.
    if (SUCCEEDED(code)) session_->put_ClientApplicationID(Text(L"Sankajo").get());
    return code;
  }

  UpdateAnswer<AutomaticUpdates> automaticUpdates() override {
    Com<IAutomaticUpdates> automatic;
    Com<IAutomaticUpdatesSettings> settings;
    return read(automatic, settings);
  }

  UpdateAnswer<AutomaticUpdates> turnOnAutomaticUpdates() override {
    Com<IAutomaticUpdates> automatic;
    Com<IAutomaticUpdatesSettings> settings;
    const auto before = read(automatic, settings);
    if (!before || *before != AutomaticUpdates::Off) return before;
    if (const HRESULT code = automatic->EnableService(); FAILED(code)) return fault(code);
    AutomaticUpdatesNotificationLevel level = aunlNotConfigured;
    if (const HRESULT code = settings->get_NotificationLevel(&level); FAILED(code)) return fault(code);
    if (level == aunlDisabled) {
      if (const HRESULT code = settings->put_NotificationLevel(aunlScheduledInstallation); FAILED(code)) return fault(code);
      if (const HRESULT code = settings->Save(); FAILED(code)) return fault(code);
    }
    return automaticUpdates();
  }

  UpdateAnswer<OfferedUpdates> search(const std::stop_token& stop) override {
    Com<IUpdateSearcher> searcher;
    if (const HRESULT code = session_->CreateUpdateSearcher(searcher.out()); FAILED(code)) return fault(code);
    const Com<IUnknown> told = Listener::make();
    Com<ISearchJob> job;
    if (const HRESULT code = searcher->BeginSearch(Text(criteria).get(), told.get(), nothing(), job.out()); FAILED(code))
      return fault(code);
    if (const HRESULT code = waitFor(*job.get(), stop, [] {}); FAILED(code)) return fault(code);
    Com<ISearchResult> result;
    if (const HRESULT code = searcher->EndSearch(job.get(), result.out()); FAILED(code)) return fault(code);
    OperationResultCode how = orcFailed;
    if (const HRESULT code = result->get_ResultCode(&how); FAILED(code)) return fault(code);
    if (how == orcAborted) return tl::unexpected(UpdateFault{UpdateFault::Kind::Cancelled});
    // What was found in spite of errors is not all: nobody may take it for that.
    if (how != orcSucceeded) return fault(warningOf(*result.get()));
    if (const HRESULT code = result->get_Updates(found_.out()); FAILED(code)) return fault(code);
    return describe();
  }

  UpdateAnswer<std::vector<UpdateResult>> download(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                                   const std::stop_token& stop) override {
    auto updates = only(which);
    if (!updates) return tl::unexpected(updates.error());
    if (const HRESULT code = acceptLicences(*updates->get()); FAILED(code)) return fault(code);
    Com<IUpdateDownloader> downloader;
    if (const HRESULT code = session_->CreateUpdateDownloader(downloader.out()); FAILED(code)) return fault(code);
    if (const HRESULT code = downloader->put_Updates(updates->get()); FAILED(code)) return fault(code);
    const Com<IUnknown> progressed = Listener::make();
    const Com<IUnknown> ended = Listener::make();
    Com<IDownloadJob> job;
    if (const HRESULT code = downloader->BeginDownload(progressed.get(), ended.get(), nothing(), job.out()); FAILED(code))
      return fault(code);
    LONG last = -1;
    if (const HRESULT code = waitFor(*job.get(), stop, [&] { tellProgress<IDownloadProgress>(*job.get(), told, last); }); FAILED(code))
      return fault(code);
    Com<IDownloadResult> result;
    if (const HRESULT code = downloader->EndDownload(job.get(), result.out()); FAILED(code)) return fault(code);
    return resultsOf<IUpdateDownloadResult>(*result.get(), which.size());
  }

  UpdateAnswer<InstalledUpdates> install(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                         const std::stop_token& stop) override {
    auto updates = only(which);
    if (!updates) return tl::unexpected(updates.error());
    Com<IUpdateInstaller> installer;
    if (const HRESULT code = session_->CreateUpdateInstaller(installer.out()); FAILED(code)) return fault(code);
    VARIANT_BOOL yes = VARIANT_FALSE;
    if (SUCCEEDED(installer->get_RebootRequiredBeforeInstallation(&yes)) && yes != VARIANT_FALSE)
      return tl::unexpected(UpdateFault{UpdateFault::Kind::RestartFirst});
    if (SUCCEEDED(installer->get_IsBusy(&yes)) && yes != VARIANT_FALSE) return tl::unexpected(UpdateFault{UpdateFault::Kind::Busy});
    // Nobody is asked for a CD in the middle of it: such an update fails, and is told.
    installer->put_AllowSourcePrompts(VARIANT_FALSE);
    if (const HRESULT code = installer->put_Updates(updates->get()); FAILED(code)) return fault(code);
    const Com<IUnknown> progressed = Listener::make();
    const Com<IUnknown> ended = Listener::make();
    Com<IInstallationJob> job;
    if (const HRESULT code = installer->BeginInstall(progressed.get(), ended.get(), nothing(), job.out()); FAILED(code)) return fault(code);
    LONG last = -1;
    if (const HRESULT code = waitFor(*job.get(), stop, [&] { tellProgress<IInstallationProgress>(*job.get(), told, last); }); FAILED(code))
      return fault(code);
    Com<IInstallationResult> result;
    if (const HRESULT code = installer->EndInstall(job.get(), result.out()); FAILED(code)) return fault(code);
    VARIANT_BOOL restart = VARIANT_FALSE;
    if (FAILED(result->get_RebootRequired(&restart))) restart = VARIANT_FALSE;
    return InstalledUpdates{resultsOf<IUpdateInstallationResult>(*result.get(), which.size()), restart != VARIANT_FALSE};
  }

 private:
  static UpdateAnswer<AutomaticUpdates> read(Com<IAutomaticUpdates>& automatic, Com<IAutomaticUpdatesSettings>& settings) {
    HRESULT code = CoCreateInstance(__uuidof(::AutomaticUpdates), nullptr, CLSCTX_INPROC_SERVER, __uuidof(IAutomaticUpdates),
                                    reinterpret_cast<void**>(automatic.out()));
    if (SUCCEEDED(code)) code = automatic->get_Settings(settings.out());
    if (FAILED(code)) return fault(code);
    AutomaticUpdatesNotificationLevel level = aunlNotConfigured;
    VARIANT_BOOL service = VARIANT_FALSE;
    VARIANT_BOOL fixed = VARIANT_FALSE;
    code = settings->get_NotificationLevel(&level);
    if (SUCCEEDED(code)) code = settings->get_ReadOnly(&fixed);
    if (SUCCEEDED(code)) code = automatic->get_ServiceEnabled(&service);
    if (FAILED(code)) return fault(code);
    if (service != VARIANT_FALSE && level != aunlDisabled) return AutomaticUpdates::On;
    return fixed != VARIANT_FALSE ? AutomaticUpdates::OffByOrganisation : AutomaticUpdates::Off;
  }

  static HRESULT warningOf(ISearchResult& result) {
    Com<IUpdateExceptionCollection> warnings;
    Com<IUpdateException> first;
    LONG count = 0;
    LONG code = 0;
    if (FAILED(result.get_Warnings(warnings.out())) || FAILED(warnings->get_Count(&count)) || count == 0) return E_FAIL;
    if (FAILED(warnings->get_Item(0, first.out())) || FAILED(first->get_HResult(&code))) return E_FAIL;
    return code;
  }

  UpdateAnswer<OfferedUpdates> describe() {
    OfferedUpdates offered;
    LONG count = 0;
    if (const HRESULT code = found_->get_Count(&count); FAILED(code)) return fault(code);
    for (LONG i = 0; i < count; ++i) {
      Com<IUpdate> update;
      Text title;
      Text licence;
      DECIMAL size = {};
      double bytes = 0;
      VARIANT_BOOL accepted = VARIANT_FALSE;
      HRESULT code = found_->get_Item(i, update.out());
      if (SUCCEEDED(code)) code = update->get_Title(title.out());
      if (SUCCEEDED(code)) code = update->get_EulaAccepted(&accepted);
      if (SUCCEEDED(code) && accepted == VARIANT_FALSE) code = update->get_EulaText(licence.out());
      if (FAILED(code)) return fault(code);
      if (FAILED(update->get_MaxDownloadSize(&size)) || FAILED(VarR8FromDec(&size, &bytes))) bytes = 0;
      offered.all.push_back({title.utf8(), static_cast<std::uint64_t>(std::max(bytes, 0.)),
                             accepted == VARIANT_FALSE ? std::optional(licence.utf8()) : std::nullopt});
    }
    Com<ISystemInformation> system;
    VARIANT_BOOL restart = VARIANT_FALSE;
    const bool told = SUCCEEDED(CoCreateInstance(__uuidof(SystemInformation), nullptr, CLSCTX_INPROC_SERVER, __uuidof(ISystemInformation),
                                                 reinterpret_cast<void**>(system.out()))) &&
                      SUCCEEDED(system->get_RebootRequired(&restart));
    offered.restartFirst = told && restart != VARIANT_FALSE;
    return offered;
  }

  /// A collection of those that are asked for, in their order.
  UpdateAnswer<Com<IUpdateCollection>> only(const std::vector<std::size_t>& which) {
    Com<IUpdateCollection> updates;
    LONG count = 0;
    if (!found_) return fault(E_FAIL);
    if (const HRESULT code = found_->Copy(updates.out()); FAILED(code)) return fault(code);
    if (const HRESULT code = updates->get_Count(&count); FAILED(code)) return fault(code);
    for (LONG i = count - 1; i >= 0; --i) {
      if (std::ranges::find(which, static_cast<std::size_t>(i)) != which.end()) continue;
      if (const HRESULT code = updates->RemoveAt(i); FAILED(code)) return fault(code);
    }
    return updates;
  }

  static HRESULT acceptLicences(IUpdateCollection& updates) {
    LONG count = 0;
    HRESULT code = updates.get_Count(&count);
    for (LONG i = 0; SUCCEEDED(code) && i < count; ++i) {
      Com<IUpdate> update;
      VARIANT_BOOL accepted = VARIANT_FALSE;
      code = updates.get_Item(i, update.out());
      if (SUCCEEDED(code)) code = update->get_EulaAccepted(&accepted);
      if (SUCCEEDED(code) && accepted == VARIANT_FALSE) code = update->AcceptEula();
    }
    return code;
  }

  Apartment apartment_;  // First made and last gone: all else lives in it.
  Com<IUpdateSession> session_;
  Com<IUpdateCollection> found_;
};

}  // namespace

OpenUpdateAgent windowsUpdateAgent() {
  return []() -> UpdateAnswer<std::unique_ptr<UpdateAgent>> {
    auto agent = std::make_unique<WindowsAgent>();
    if (const HRESULT code = agent->open(); FAILED(code)) return fault(code);
    return agent;
  };
}

}  // namespace sankajo
