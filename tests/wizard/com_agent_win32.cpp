// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/com_agent_win32.h"

#include <QString>
#include <array>
#include <cstring>

namespace sankajo::test {

namespace {

HRESULT notImplemented() {
  return E_NOTIMPL;
}

/// Where a method stands in its interface: a pointer to a virtual function is its place there, plus one.
template <typename Member>
std::size_t slotOf(Member member) {
  std::ptrdiff_t offset = 0;
  std::memcpy(&offset, &member, sizeof offset);
  return static_cast<std::size_t>(offset - 1) / sizeof(void*);
}

HRESULT give(const QString& words, BSTR* text) {
  *text = SysAllocStringLen(reinterpret_cast<const OLECHAR*>(words.utf16()), static_cast<UINT>(words.size()));
  return S_OK;
}

VARIANT_BOOL yes(bool is) {
  return is ? VARIANT_TRUE : VARIANT_FALSE;
}

}  // namespace

/// An object of one interface, of whose methods those answer that were told how; the interfaces have up to 48, and the agent's user needs few. Any two
/// functions are called alike on 64-bit Windows.
class ComObject {
 public:
  ComObject(ComAgent& owner, const GUID& id) : agent(owner), id_(id) {
    slots_.fill(reinterpret_cast<void*>(&notImplemented));
    slots_[0] = reinterpret_cast<void*>(+[](ComObject* self, REFIID asked, void** object) -> HRESULT {
      const bool ours = IsEqualGUID(asked, self->id_) || IsEqualGUID(asked, __uuidof(IUnknown));
      *object = ours ? self : nullptr;
      if (!ours) return E_NOINTERFACE;
      ++self->agent.references_;
      return S_OK;
    });
    slots_[1] = reinterpret_cast<void*>(+[](ComObject* self) -> ULONG { return static_cast<ULONG>(++self->agent.references_); });
    slots_[2] = reinterpret_cast<void*>(+[](ComObject* self) -> ULONG { return static_cast<ULONG>(--self->agent.references_); });
  }

  template <typename Member, typename Function>
  ComObject& on(Member member, Function function) {
    slots_.at(slotOf(member)) = reinterpret_cast<void*>(+function);
    return *this;
  }
  /// A reference for somebody.
  template <typename Interface>
  HRESULT give(Interface** object) {
    ++agent.references_;
    *object = reinterpret_cast<Interface*>(this);
    return S_OK;
  }

 private:
  void** table_ = slots_.data();  // What COM reads: it must come first.

 public:
  ComAgent& agent;
  std::vector<std::size_t> which;  ///< The updates that it is about.
  int polls = 0;
  bool aborted = false;

 private:
  GUID id_;
  static constexpr std::size_t mostMethods = 64;
  std::array<void*, mostMethods> slots_{};
};

struct ComAgent::Answers {
  static ComObject& session(ComAgent& agent) {
    return agent.make(__uuidof(IUpdateSession))
        .on(&IUpdateSession::put_ClientApplicationID, [](ComObject*, BSTR) -> HRESULT { return S_OK; })
        .on(&IUpdateSession::CreateUpdateSearcher,
            [](ComObject* self, IUpdateSearcher** out) -> HRESULT { return searcher(self->agent).give(out); })
        .on(&IUpdateSession::CreateUpdateDownloader,
            [](ComObject* self, IUpdateDownloader** out) -> HRESULT { return downloader(self->agent).give(out); })
        .on(&IUpdateSession::CreateUpdateInstaller,
            [](ComObject* self, IUpdateInstaller** out) -> HRESULT { return installer(self->agent).give(out); });
  }

  /// The agent calls back, as the real one does, and refuses what it cannot call.
  static HRESULT tell(IUnknown* listener, const GUID& id) {
    if (listener == nullptr) return E_POINTER;
    IUnknown* has = nullptr;
    if (const HRESULT asked = listener->QueryInterface(id, reinterpret_cast<void**>(&has)); FAILED(asked)) return asked;
    // The one method that each of these interfaces has beside those of IUnknown.
    constexpr std::size_t invoke = 3;
    using Invoke = HRESULT (*)(IUnknown*, IUnknown*, IUnknown*);
    const HRESULT told = reinterpret_cast<Invoke>((*reinterpret_cast<void***>(has))[invoke])(has, nullptr, nullptr);
    has->Release();
    return told;
  }

  template <typename Job>
  static ComObject& job(ComAgent& agent) {
    return agent.make(__uuidof(Job))
        .on(&Job::get_IsCompleted,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(self->aborted || (!self->agent.endless && ++self->polls > self->agent.polls));
              return S_OK;
            })
        .on(&Job::RequestAbort, [](ComObject* self) -> HRESULT {
          self->aborted = true;
          self->agent.note("abort");
          return S_OK;
        });
  }

  static ComObject& of(IUnknown* object) { return *reinterpret_cast<ComObject*>(object); }

  static ComObject& searcher(ComAgent& agent) {
    return agent.make(__uuidof(IUpdateSearcher))
        .on(&IUpdateSearcher::BeginSearch,
            [](ComObject* self, BSTR criteria, IUnknown* listener, VARIANT, ISearchJob** out) -> HRESULT {
              self->agent.note("search " + QString::fromWCharArray(criteria));
              if (FAILED(self->agent.search)) return self->agent.search;
              constexpr GUID completed = {0x88aee058, 0xd4b0, 0x4725, {0xa2, 0xf1, 0x81, 0x4a, 0x67, 0xae, 0x96, 0x4c}};
              if (const HRESULT told = tell(listener, completed); FAILED(told)) return told;
              return job<ISearchJob>(self->agent).give(out);
            })
        .on(&IUpdateSearcher::EndSearch, [](ComObject* self, ISearchJob* ended, ISearchResult** out) -> HRESULT {
          ComObject& result = self->agent.make(__uuidof(ISearchResult));
          result.aborted = of(ended).aborted;
          return result
              .on(&ISearchResult::get_ResultCode,
                  [](ComObject* one, OperationResultCode* code) -> HRESULT {
                    *code = one->aborted ? orcAborted : FAILED(one->agent.searchWarning) ? orcSucceededWithErrors : orcSucceeded;
                    return S_OK;
                  })
              .on(&ISearchResult::get_Warnings,
                  [](ComObject* one, IUpdateExceptionCollection** warnings) -> HRESULT { return exceptions(one->agent).give(warnings); })
              .on(&ISearchResult::get_Updates,
                  [](ComObject* one, IUpdateCollection** updates) -> HRESULT {
                    std::vector<std::size_t> all(one->agent.updates.size());
                    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
                    return collection(one->agent, all).give(updates);
                  })
              .give(out);
        });
  }

  static ComObject& exceptions(ComAgent& agent) {
    return agent.make(__uuidof(IUpdateExceptionCollection))
        .on(&IUpdateExceptionCollection::get_Count,
            [](ComObject*, LONG* count) -> HRESULT {
              *count = 1;
              return S_OK;
            })
        .on(&IUpdateExceptionCollection::get_Item, [](ComObject* self, LONG, IUpdateException** out) -> HRESULT {
          return self->agent.make(__uuidof(IUpdateException))
              .on(&IUpdateException::get_HResult,
                  [](ComObject* one, LONG* code) -> HRESULT {
                    *code = one->agent.searchWarning;
                    return S_OK;
                  })
              .give(out);
        });
  }

  static ComObject& collection(ComAgent& agent, const std::vector<std::size_t>& which) {
    ComObject& made = agent.make(__uuidof(IUpdateCollection));
    made.which = which;
    return made
        .on(&IUpdateCollection::get_Count,
            [](ComObject* self, LONG* count) -> HRESULT {
              *count = static_cast<LONG>(self->which.size());
              return S_OK;
            })
        .on(&IUpdateCollection::Copy,
            [](ComObject* self, IUpdateCollection** out) -> HRESULT { return collection(self->agent, self->which).give(out); })
        .on(&IUpdateCollection::RemoveAt,
            [](ComObject* self, LONG index) -> HRESULT {
              self->which.erase(self->which.begin() + index);
              return S_OK;
            })
        .on(&IUpdateCollection::get_Item, [](ComObject* self, LONG index, IUpdate** out) -> HRESULT {
          ComObject& one = update(self->agent);
          one.which = {self->which.at(static_cast<std::size_t>(index))};
          return one.give(out);
        });
  }

  static Update& about(ComObject* self) { return self->agent.updates.at(self->which.front()); }

  static ComObject& update(ComAgent& agent) {
    return agent.make(__uuidof(IUpdate))
        .on(&IUpdate::get_Title, [](ComObject* self, BSTR* title) -> HRESULT { return test::give(about(self).title, title); })
        .on(&IUpdate::get_EulaText, [](ComObject* self, BSTR* text) -> HRESULT { return test::give(about(self).licence, text); })
        .on(&IUpdate::get_EulaAccepted,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(about(self).licence.isNull());
              return S_OK;
            })
        .on(&IUpdate::AcceptEula,
            [](ComObject* self) -> HRESULT {
              self->agent.note("accept " + about(self).title);
              about(self).licence = {};
              return S_OK;
            })
        .on(&IUpdate::get_MaxDownloadSize, [](ComObject* self, DECIMAL* size) -> HRESULT { return VarDecFromR8(about(self).bytes, size); });
  }

  template <typename Progress, typename Job>
  static ComObject& tellingJob(ComAgent& agent) {
    return job<Job>(agent).on(&Job::GetProgress, [](ComObject* self, Progress** out) -> HRESULT {
      ComObject& progress = self->agent.make(__uuidof(Progress));
      progress.polls = self->polls;
      return progress
          .on(&Progress::get_PercentComplete,
              [](ComObject* one, LONG* percent) -> HRESULT {
                *percent = one->polls * 10;
                return S_OK;
              })
          .on(&Progress::get_CurrentUpdateIndex,
              [](ComObject* one, LONG* index) -> HRESULT {
                *index = one->polls - 1;
                return S_OK;
              })
          .give(out);
    });
  }

  /// The result of a download or an installation, and of each update in it.
  template <typename All, typename One>
  static ComObject& results(ComAgent& agent, const std::vector<std::size_t>& which, bool aborted) {
    ComObject& made = agent.make(__uuidof(All));
    made.which = which;
    made.aborted = aborted;
    return made.on(&All::GetUpdateResult, [](ComObject* self, LONG index, One** out) -> HRESULT {
      ComObject& one = self->agent.make(__uuidof(One));
      one.which = {self->which.at(static_cast<std::size_t>(index))};
      // What was at hand is brought to its end; the rest is left.
      one.aborted = self->aborted && index > 0;
      return one
          .on(&One::get_ResultCode,
              [](ComObject* update, OperationResultCode* code) -> HRESULT {
                *code = update->aborted ? orcAborted : FAILED(how<One>(update)) ? orcFailed : orcSucceeded;
                return S_OK;
              })
          .on(&One::get_HResult,
              [](ComObject* update, LONG* code) -> HRESULT {
                *code = how<One>(update);
                return S_OK;
              })
          .give(out);
    });
  }
  template <typename One>
  static HRESULT how(ComObject* update) {
    return std::is_same_v<One, IUpdateDownloadResult> ? about(update).download : about(update).install;
  }

  static HRESULT noteAll(ComObject* self, const char* deed) {
    for (const std::size_t i : self->which) self->agent.note(deed + self->agent.updates.at(i).title);
    return S_OK;
  }

  static ComObject& downloader(ComAgent& agent) {
    return agent.make(__uuidof(IUpdateDownloader))
        .on(&IUpdateDownloader::put_Updates,
            [](ComObject* self, IUpdateCollection* updates) -> HRESULT {
              self->which = of(updates).which;
              return S_OK;
            })
        .on(&IUpdateDownloader::BeginDownload,
            [](ComObject* self, IUnknown* progressed, IUnknown* ended, VARIANT, IDownloadJob** out) -> HRESULT {
              if (FAILED(self->agent.beginDownload)) return self->agent.beginDownload;
              constexpr GUID progress = {0x8c3f1cdd, 0x6173, 0x4591, {0xae, 0xbd, 0xa5, 0x6a, 0x53, 0xca, 0x77, 0xc1}};
              constexpr GUID completed = {0x77254866, 0x9f5b, 0x4c8e, {0xb9, 0xe2, 0xc7, 0x7a, 0x85, 0x30, 0xd6, 0x4b}};
              if (FAILED(tell(progressed, progress)) || FAILED(tell(ended, completed))) return E_NOINTERFACE;
              noteAll(self, "download ");
              return tellingJob<IDownloadProgress, IDownloadJob>(self->agent).give(out);
            })
        .on(&IUpdateDownloader::EndDownload, [](ComObject* self, IDownloadJob* ended, IDownloadResult** out) -> HRESULT {
          return results<IDownloadResult, IUpdateDownloadResult>(self->agent, self->which, of(ended).aborted).give(out);
        });
  }

  static ComObject& installer(ComAgent& agent) {
    return agent.make(__uuidof(IUpdateInstaller))
        .on(&IUpdateInstaller::get_RebootRequiredBeforeInstallation,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(self->agent.restartBefore);
              return S_OK;
            })
        .on(&IUpdateInstaller::get_IsBusy,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(self->agent.busy);
              return S_OK;
            })
        .on(&IUpdateInstaller::put_Updates,
            [](ComObject* self, IUpdateCollection* updates) -> HRESULT {
              self->which = of(updates).which;
              return S_OK;
            })
        .on(&IUpdateInstaller::BeginInstall,
            [](ComObject* self, IUnknown* progressed, IUnknown* ended, VARIANT, IInstallationJob** out) -> HRESULT {
              if (FAILED(self->agent.beginInstall)) return self->agent.beginInstall;
              constexpr GUID progress = {0xe01402d5, 0xf8da, 0x43ba, {0xa0, 0x12, 0x38, 0x89, 0x4b, 0xd0, 0x48, 0xf1}};
              constexpr GUID completed = {0x45f4f6f3, 0xd602, 0x4f98, {0x9a, 0x8a, 0x3e, 0xfa, 0x15, 0x2a, 0xd2, 0xd3}};
              if (FAILED(tell(progressed, progress)) || FAILED(tell(ended, completed))) return E_NOINTERFACE;
              noteAll(self, "install ");
              return tellingJob<IInstallationProgress, IInstallationJob>(self->agent).give(out);
            })
        .on(&IUpdateInstaller::EndInstall, [](ComObject* self, IInstallationJob* ended, IInstallationResult** out) -> HRESULT {
          ComObject& all = results<IInstallationResult, IUpdateInstallationResult>(self->agent, self->which, of(ended).aborted);
          return all
              .on(&IInstallationResult::get_RebootRequired,
                  [](ComObject* one, VARIANT_BOOL* restart) -> HRESULT {
                    *restart = yes(one->agent.restart);
                    return S_OK;
                  })
              .give(out);
        });
  }

  static ComObject& automatic(ComAgent& agent) {
    return agent.make(__uuidof(IAutomaticUpdates))
        .on(&IAutomaticUpdates::get_ServiceEnabled,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(self->agent.service);
              return S_OK;
            })
        .on(&IAutomaticUpdates::EnableService,
            [](ComObject* self) -> HRESULT {
              self->agent.note("enable");
              if (self->agent.takesSettings) self->agent.service = true;
              return S_OK;
            })
        .on(&IAutomaticUpdates::get_Settings,
            [](ComObject* self, IAutomaticUpdatesSettings** out) -> HRESULT { return settings(self->agent).give(out); });
  }

  static ComObject& settings(ComAgent& agent) {
    return agent.make(__uuidof(IAutomaticUpdatesSettings))
        .on(&IAutomaticUpdatesSettings::get_NotificationLevel,
            [](ComObject* self, AutomaticUpdatesNotificationLevel* level) -> HRESULT {
              *level = self->agent.level;
              return S_OK;
            })
        .on(&IAutomaticUpdatesSettings::put_NotificationLevel,
            [](ComObject* self, AutomaticUpdatesNotificationLevel level) -> HRESULT {
              if (self->agent.takesSettings) self->agent.level = level;
              return S_OK;
            })
        .on(&IAutomaticUpdatesSettings::get_ReadOnly,
            [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
              *out = yes(self->agent.readOnly);
              return S_OK;
            })
        .on(&IAutomaticUpdatesSettings::Save, [](ComObject* self) -> HRESULT {
          self->agent.note("save");
          return S_OK;
        });
  }

  static ComObject& system(ComAgent& agent) {
    return agent.make(__uuidof(ISystemInformation))
        .on(&ISystemInformation::get_RebootRequired, [](ComObject* self, VARIANT_BOOL* out) -> HRESULT {
          *out = yes(self->agent.restartBefore);
          return S_OK;
        });
  }

  /// Gives objects of a class.
  template <ComObject& (*make)(ComAgent&)>
  static ComObject& factory(ComAgent& agent) {
    return agent.make(__uuidof(IClassFactory))
        .on(&IClassFactory::LockServer, [](ComObject*, BOOL) -> HRESULT { return S_OK; })
        .on(&IClassFactory::CreateInstance,
            [](ComObject* self, IUnknown*, REFIID, void** out) -> HRESULT { return make(self->agent).give(out); });
  }
};

ComAgent::ComAgent() {
  const auto offer = [this](const GUID& id, ComObject& factory) {
    DWORD token = 0;
    const HRESULT done = CoRegisterClassObject(id, reinterpret_cast<IUnknown*>(&factory), CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE, &token);
    if (FAILED(done)) qFatal("the class cannot be registered: %lx", static_cast<unsigned long>(done));
    registered_.push_back(token);
  };
  offer(__uuidof(UpdateSession), Answers::factory<Answers::session>(*this));
  offer(__uuidof(AutomaticUpdates), Answers::factory<Answers::automatic>(*this));
  offer(__uuidof(SystemInformation), Answers::factory<Answers::system>(*this));
  references_ = 0;  // Those that stand for being registered.
}

ComAgent::~ComAgent() {
  for (const DWORD token : registered_) CoRevokeClassObject(token);
}

ComObject& ComAgent::make(const GUID& id) {
  const std::scoped_lock lock(mutex_);
  objects_.push_back(std::make_unique<ComObject>(*this, id));
  return *objects_.back();
}

void ComAgent::note(const QString& what) {
  const std::scoped_lock lock(mutex_);
  asked_ << what;
}

QStringList ComAgent::asked() {
  const std::scoped_lock lock(mutex_);
  return asked_;
}

}  // namespace sankajo::test
