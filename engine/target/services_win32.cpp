// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/services_win32.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/target/registry_key_win32.h"
#include "engine/text.h"

namespace sankajo::win32 {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto pause = std::chrono::milliseconds(50);
constexpr auto longestForKey = std::chrono::seconds(5);

/// A handle of the service manager, which CloseHandle does not take.
class ServiceHandle {
 public:
  explicit ServiceHandle(SC_HANDLE handle) : handle_(handle) {}
  ServiceHandle(ServiceHandle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  ServiceHandle& operator=(ServiceHandle&&) = delete;
  ~ServiceHandle() {
    if (handle_ != nullptr) CloseServiceHandle(handle_);
  }
  SC_HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  SC_HANDLE handle_;
};

const RegValue* valueNamed(const RegTree& tree, std::string_view name) {
  const auto found = std::ranges::find_if(tree.values, [name](const RegValue& value) { return equalNoCase(value.name, name); });
  return found == tree.values.end() ? nullptr : &*found;
}

std::string textOf(const RegTree& tree, std::string_view name) {
  const RegValue* value = valueNamed(tree, name);
  return value == nullptr ? std::string() : value->asText();
}

std::optional<DWORD> numberOf(const RegTree& tree, std::string_view name) {
  const RegValue* value = valueNamed(tree, name);
  return value == nullptr ? std::nullopt : value->asDword();
}

// The accounts that have no password.
bool isBuiltInAccount(std::string_view account) {
  if (account.empty() || equalNoCase(account, "LocalSystem") || equalNoCase(account, ".\\LocalSystem")) return true;
  const std::string folded = foldCase(account);
  return folded.starts_with("NT AUTHORITY\\") || folded.starts_with("NT SERVICE\\");
}

// Drivers have the name of an object there, never a password.
constexpr DWORD driverTypes = SERVICE_KERNEL_DRIVER | SERVICE_FILE_SYSTEM_DRIVER | SERVICE_RECOGNIZER_DRIVER;

Result<DWORD> stateOf(SC_HANDLE service, const std::string& subject) {
  SERVICE_STATUS_PROCESS status{};
  DWORD needed = 0;
  if (QueryServiceStatusEx(service, SC_STATUS_PROCESS_INFO, reinterpret_cast<LPBYTE>(&status), sizeof status, &needed) == 0) {
    return tl::unexpected(errorOf(GetLastError(), subject, "asking for the service's state"));
  }
  return status.dwCurrentState;
}

// Asks a service to stop and waits until it has.
Status stop(SC_HANDLE service, const std::string& subject, Clock::time_point until) {
  bool asked = false;
  while (true) {
    auto state = stateOf(service, subject);
    if (!state) return tl::unexpected(state.error());
    if (*state == SERVICE_STOPPED) return {};
    if (!asked && *state != SERVICE_STOP_PENDING) {
      SERVICE_STATUS status{};
      asked = ControlService(service, SERVICE_CONTROL_STOP, &status) != 0;
      if (!asked) {
        const DWORD error = GetLastError();
        if (error == ERROR_SERVICE_NOT_ACTIVE) return {};
        // While it starts it takes no orders; that passes.
        if (error == ERROR_INVALID_SERVICE_CONTROL && *state == SERVICE_RUNNING) return fail(Errc::Busy, subject, "the service takes no order to stop");
        if (error != ERROR_SERVICE_CANNOT_ACCEPT_CTRL && error != ERROR_INVALID_SERVICE_CONTROL && error != ERROR_SERVICE_REQUEST_TIMEOUT &&
            error != ERROR_DEPENDENT_SERVICES_RUNNING) {
          return tl::unexpected(errorOf(error, subject, "stopping the service"));
        }
      }
    }
    if (Clock::now() >= until) return fail(Errc::Busy, subject, "the service does not stop");
    Sleep(static_cast<DWORD>(pause.count()));
  }
}

// Those that cannot run without it: Windows lists them in the order in which they can be stopped.
Status stopDependents(SC_HANDLE manager, SC_HANDLE service, const std::string& subject, Clock::time_point until) {
  std::vector<std::byte> buffer;
  DWORD needed = 0, count = 0;
  for (int tries = 0; tries < 8; ++tries) {
    auto* list = reinterpret_cast<LPENUM_SERVICE_STATUSW>(buffer.data());
    if (EnumDependentServicesW(service, SERVICE_ACTIVE, list, static_cast<DWORD>(buffer.size()), &needed, &count) != 0) break;
    const DWORD error = GetLastError();
    if (error != ERROR_MORE_DATA) return tl::unexpected(errorOf(error, subject, "asking what depends on the service"));
    buffer.resize(needed);
    count = 0;
  }
  const auto* list = reinterpret_cast<const ENUM_SERVICE_STATUSW*>(buffer.data());
  for (DWORD i = 0; i < count; ++i) {
    const std::string name = narrow(list[i].lpServiceName);
    const ServiceHandle dependent(OpenServiceW(manager, list[i].lpServiceName, SERVICE_QUERY_STATUS | SERVICE_STOP));
    if (!dependent) return tl::unexpected(errorOf(GetLastError(), name, "opening a service that depends on " + subject));
    if (auto stopped = stop(dependent.get(), name, until); !stopped) return stopped;
  }
  return {};
}

Status removeAsKey(const RegPath& key) {
  auto handle = openKey(key, changeAccess);
  if (!handle) return tl::unexpected(handle.error());
  if (!*handle) return fail(Errc::Refused, key.text(), "is not there");
  return removeTree(handle->get(), key.text());
}

// The service manager removes the key when the service has stopped and the last handle to it is closed, and not before.
Status waitForKey(const RegPath& key, Clock::time_point until) {
  while (true) {
    auto handle = openKey(key, KEY_READ);
    if (!handle) return tl::unexpected(handle.error());
    if (!*handle) return {};
    *handle = Handle();  // ours would keep it
    if (Clock::now() >= until) break;
    Sleep(static_cast<DWORD>(pause.count()));
  }
  auto marked = isMarkedForDeletion(key);
  if (!marked) return tl::unexpected(marked.error());
  return *marked ? Status() : fail(Errc::Io, key.text(), "was deleted, and is still there");
}

}  // namespace

Result<bool> isMarkedForDeletion(const RegPath& key) {
  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return tl::unexpected(errorOf(GetLastError(), key.text(), "opening the service manager"));
  const ServiceHandle service(OpenServiceW(manager.get(), wide(key.keys.back()).c_str(), SERVICE_CHANGE_CONFIG));
  DWORD error = service ? ERROR_SUCCESS : GetLastError();
  // A change that changes nothing is taken of any other service.
  if (service && ChangeServiceConfigW(service.get(), SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, SERVICE_NO_CHANGE, nullptr, nullptr, nullptr, nullptr, nullptr,
                                      nullptr, nullptr) == 0) {
    error = GetLastError();
  }
  if (error == ERROR_SERVICE_MARKED_FOR_DELETE) return true;
  if (error == ERROR_SUCCESS || error == ERROR_SERVICE_DOES_NOT_EXIST || error == ERROR_INVALID_NAME) return false;
  return tl::unexpected(errorOf(error, key.text(), "asking whether the service was deleted"));
}

Status removeService(const RegPath& key, std::chrono::milliseconds longest) {
  const std::string subject = key.text();
  const std::string& name = key.keys.back();
  const std::wstring wideName = wide(name);
  // The service manager takes no such name; then it is only a key.
  if (name.find('\0') != std::string::npos || name.find('/') != std::string::npos) return removeAsKey(key);

  {
    auto handle = openKey(key, KEY_READ);
    if (!handle) return tl::unexpected(handle.error());
    if (!*handle) return fail(Errc::Refused, subject, "is not there");
    auto account = valueOf(handle->get(), "ObjectName", subject);
    auto type = valueOf(handle->get(), "Type", subject);
    if (!account) return tl::unexpected(account.error());
    if (!type) return tl::unexpected(type.error());
    const bool driver = *type && ((*type)->asDword().value_or(0) & driverTypes) != 0;
    if (!driver && *account && !isBuiltInAccount((*account)->asText())) {
      return fail(Errc::Refused, subject, "runs as a user, and the password could not be put back");
    }
  }

  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT));
  if (!manager) return tl::unexpected(errorOf(GetLastError(), subject, "opening the service manager"));
  {
    const ServiceHandle service(
        OpenServiceW(manager.get(), wideName.c_str(), SERVICE_QUERY_STATUS | SERVICE_STOP | SERVICE_ENUMERATE_DEPENDENTS | DELETE));
    if (!service) {
      const DWORD error = GetLastError();
      if (error == ERROR_SERVICE_DOES_NOT_EXIST || error == ERROR_INVALID_NAME) return removeAsKey(key);
      return tl::unexpected(errorOf(error, subject, "opening the service"));
    }
    const auto until = Clock::now() + longest;
    auto state = stateOf(service.get(), subject);
    if (!state) return tl::unexpected(state.error());
    if (*state != SERVICE_STOPPED) {
      if (auto stopped = stopDependents(manager.get(), service.get(), subject, until); !stopped) return stopped;
      // A worm need not take the order to stop; it is deleted all the same, and its program is ended in a step of its own.
      if (auto stopped = stop(service.get(), subject, until); !stopped && stopped.error().code != Errc::Busy) return stopped;
    }
    if (DeleteService(service.get()) == 0 && GetLastError() != ERROR_SERVICE_MARKED_FOR_DELETE) {
      return tl::unexpected(errorOf(GetLastError(), subject, "deleting the service"));
    }
  }
  return waitForKey(key, Clock::now() + longestForKey);
}

Status addService(const RegPath& services, const RegTree& tree) {
  const RegPath key = services / tree.name;
  const std::string subject = key.text();
  {
    auto there = openKey(key, KEY_READ);
    if (!there) return tl::unexpected(there.error());
    if (*there) return fail(Errc::Refused, subject, "is there already");
  }
  const auto asKey = [&]() -> Status {
    auto parent = openKey(services, KEY_READ | KEY_CREATE_SUB_KEY);
    if (!parent) return tl::unexpected(parent.error());
    if (!*parent) return fail(Errc::Refused, services.text(), "is not there");
    return makeTree(parent->get(), tree, subject);
  };
  const auto type = numberOf(tree, "Type");
  const auto start = numberOf(tree, "Start");
  const std::string program = textOf(tree, "ImagePath");
  const std::string account = textOf(tree, "ObjectName");
  const bool driver = type && (*type & driverTypes) != 0;
  if (!type || !start || program.empty() || tree.name.find('\0') != std::string::npos || tree.name.find('/') != std::string::npos)
    return asKey();
  if (!driver && !isBuiltInAccount(account)) return fail(Errc::Refused, subject, "runs as a user, whose password is not known");

  const ServiceHandle manager(OpenSCManagerW(nullptr, nullptr, SC_MANAGER_CONNECT | SC_MANAGER_CREATE_SERVICE));
  if (!manager) return tl::unexpected(errorOf(GetLastError(), subject, "opening the service manager"));
  const std::wstring name = wide(tree.name);
  const std::wstring shown = wide(textOf(tree, "DisplayName"));
  const std::wstring path = wide(program);
  const std::wstring runsAs = wide(account);
  // Group, tag and dependencies are written with all the other values: the service manager would look for what they name.
  const ServiceHandle service(CreateServiceW(manager.get(), name.c_str(), shown.empty() ? nullptr : shown.c_str(), DELETE | WRITE_DAC,
                                             *type, *start, numberOf(tree, "ErrorControl").value_or(SERVICE_ERROR_IGNORE), path.c_str(),
                                             nullptr, nullptr, nullptr, driver || runsAs.empty() ? nullptr : runsAs.c_str(), nullptr));
  if (!service) {
    const DWORD error = GetLastError();
    // What it would not take may still stand in the registry, where it finds it at the next start.
    if (error == ERROR_INVALID_PARAMETER || error == ERROR_INVALID_NAME || error == ERROR_DUPLICATE_SERVICE_NAME) return asKey();
    if (error == ERROR_SERVICE_MARKED_FOR_DELETE) return fail(Errc::Busy, subject, "is still marked for deletion", static_cast<int>(error));
    return tl::unexpected(errorOf(error, subject, "making the service"));
  }
  const auto exactly = [&]() -> Status {
    auto handle = openKey(key, changeAccess);
    if (!handle) return tl::unexpected(handle.error());
    if (!*handle) return fail(Errc::Io, subject, "the service manager has made no key");
    if (auto made = makeAlike(handle->get(), tree, subject); !made) return made;
    // Who may do what with the service stands in a sub-key, which is read when Windows starts; until then the service manager has to be told.
    const auto security = std::ranges::find_if(tree.keys, [](const RegTree& one) { return equalNoCase(one.name, "Security"); });
    const RegValue* descriptor = security == tree.keys.end() ? nullptr : valueNamed(*security, "Security");
    if (descriptor == nullptr) return {};
    std::string bytes = descriptor->data;
    // One that is none the service manager would not take at a start either, and the key is what it was.
    if (RtlValidRelativeSecurityDescriptor(bytes.data(), static_cast<ULONG>(bytes.size()), 0) == 0) return {};
    if (SetServiceObjectSecurity(service.get(), DACL_SECURITY_INFORMATION, bytes.data()) == 0) {
      return tl::unexpected(errorOf(GetLastError(), subject, "setting the service's security"));
    }
    // It writes what it was told into the key, in its own form.
    return makeAlike(handle->get(), tree, subject);
  };
  Status done = exactly();
  if (!done) DeleteService(service.get());
  return done;
}

}  // namespace sankajo::win32
