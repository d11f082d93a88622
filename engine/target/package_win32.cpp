// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "engine/target/package_win32.h"
// After windows.h.
#include <softpub.h>
#include <wincrypt.h>
#include <wintrust.h>

#include <chrono>

#include "engine/target/processes_win32.h"
#include "engine/target/restart_win32.h"
#include "engine/target/system_win32.h"
#include "engine/text.h"

namespace sankajo::win32 {

namespace {

constexpr DWORD tellMs = 1000;
constexpr auto longestRun = std::chrono::hours(2);

/// Windows' own look at a signature, through an open file; what it has found out is let go with this.
class SignatureLook {
 public:
  SignatureLook(HANDLE file, const std::wstring& path) : path_(path) {
    file_.cbStruct = sizeof file_;
    file_.pcwszFilePath = path_.c_str();
    file_.hFile = file;
    data_.cbStruct = sizeof data_;
    data_.dwUIChoice = WTD_UI_NONE;
    // The cable is out: nobody could be asked.
    data_.fdwRevocationChecks = WTD_REVOKE_NONE;
    data_.dwProvFlags = WTD_REVOCATION_CHECK_NONE | WTD_CACHE_ONLY_URL_RETRIEVAL;
    data_.dwUnionChoice = WTD_CHOICE_FILE;
    data_.pFile = &file_;
    data_.dwStateAction = WTD_STATEACTION_VERIFY;
    result_ = WinVerifyTrust(static_cast<HWND>(INVALID_HANDLE_VALUE), &policy_, &data_);
  }
  ~SignatureLook() {
    data_.dwStateAction = WTD_STATEACTION_CLOSE;
    WinVerifyTrust(static_cast<HWND>(INVALID_HANDLE_VALUE), &policy_, &data_);
  }
  SignatureLook(const SignatureLook&) = delete;
  SignatureLook& operator=(const SignatureLook&) = delete;

  LONG result() const { return result_; }
  /// Whether the first signer's chain has come to a root that Windows trusts. Not every Windows refuses one whose issuer it does not have (Wine).
  bool isWhole() const {
    const CRYPT_PROVIDER_SGNR* const signer = firstSigner();
    constexpr DWORD broken = CERT_TRUST_IS_PARTIAL_CHAIN | CERT_TRUST_IS_UNTRUSTED_ROOT;
    return signer != nullptr && signer->pChainContext != nullptr && (signer->pChainContext->TrustStatus.dwErrorStatus & broken) == 0;
  }
  /// The organisation in the first signer's certificate; empty where there is none.
  std::string signer() const {
    CRYPT_PROVIDER_SGNR* const signer = firstSigner();
    CRYPT_PROVIDER_CERT* const certificate = signer != nullptr ? WTHelperGetProvCertFromChain(signer, 0) : nullptr;
    if (certificate == nullptr || certificate->pCert == nullptr) return {};
    std::string organisation = szOID_ORGANIZATION_NAME;
    std::wstring name(256, L'\0');
    const DWORD length =
        CertGetNameStringW(certificate->pCert, CERT_NAME_ATTR_TYPE, 0, organisation.data(), name.data(), static_cast<DWORD>(name.size()));
    // With its NUL; a name that does not fit is cut off, and is nobody's.
    if (length <= 1 || length >= name.size()) return {};
    name.resize(length - 1);
    return narrow(name);
  }

 private:
  CRYPT_PROVIDER_SGNR* firstSigner() const {
    CRYPT_PROVIDER_DATA* const provider = WTHelperProvDataFromStateData(data_.hWVTStateData);
    return provider != nullptr ? WTHelperGetProvSignerFromChain(provider, 0, FALSE, 0) : nullptr;
  }

  std::wstring path_;
  GUID policy_ = WINTRUST_ACTION_GENERIC_VERIFY_V2;
  WINTRUST_FILE_INFO file_{};
  WINTRUST_DATA data_{};
  LONG result_ = 0;
};

Status isSignedBy(HANDLE file, const WinPath& path, const std::string& signer) {
  // From its beginning: its bytes have just been read.
  if (SetFilePointer(file, 0, nullptr, FILE_BEGIN) == INVALID_SET_FILE_POINTER) return tl::unexpected(errorOf(GetLastError(), path.text(), "reading"));
  const SignatureLook look(file, wide(path.text()));
  if (look.result() != ERROR_SUCCESS) return fail(Errc::Refused, path.text(), "its signature is not trusted", static_cast<int>(look.result()));
  if (!look.isWhole()) return fail(Errc::Refused, path.text(), "its signature is not trusted", static_cast<int>(CERT_E_CHAINING));
  const std::string by = look.signer();
  if (signer.empty() || by != signer) return fail(Errc::Refused, path.text(), "is signed by somebody else: " + displayable(by));
  return {};
}

}  // namespace

Result<std::uint32_t> runPackage(Files& files, const WinPath& systemRoot, const PackageRun& package, const std::function<void()>& running) {
  const std::string subject = package.file.text();
  // Nobody else can have put it there, nor can put a library beside it.
  if (auto safe = isProtected(files, systemRoot, package.file); !safe) return tl::unexpected(safe.error());
  auto file = openProgram(package.file);
  if (!file) return tl::unexpected(file.error());
  auto now = sha256Through(file->get(), subject);
  if (!now) return tl::unexpected(now.error());
  if (*now != package.sha256) return fail(Errc::Refused, subject, "is not the package that was chosen");
  if (auto trusted = isSignedBy(file->get(), package.file, package.signer); !trusted) return tl::unexpected(trusted.error());

  std::wstring line = wide("\"" + subject + "\"" + (package.switches.empty() ? "" : " " + package.switches));
  const std::wstring program = wide(subject);
  const std::wstring folder = wide(package.file.parent().text());
  STARTUPINFOW how{};
  how.cb = sizeof how;
  PROCESS_INFORMATION made{};
  if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, FALSE, CREATE_UNICODE_ENVIRONMENT, nullptr, folder.c_str(), &how, &made) == 0) {
    return tl::unexpected(errorOf(GetLastError(), subject, "starting it"));
  }
  const Handle process(made.hProcess);
  const Handle thread(made.hThread);
  const auto begun = std::chrono::steady_clock::now();
  // It is never ended from here: half an installation is worse than a long one.
  while (WaitForSingleObject(process.get(), tellMs) != WAIT_OBJECT_0) {
    if (std::chrono::steady_clock::now() - begun > longestRun) return fail(Errc::Busy, subject, "has not come to its end");
    running();
  }
  DWORD code = 0;
  if (GetExitCodeProcess(process.get(), &code) == 0) return tl::unexpected(errorOf(GetLastError(), subject, "asking what it ended with"));
  return static_cast<std::uint32_t>(code);
}

}  // namespace sankajo::win32
