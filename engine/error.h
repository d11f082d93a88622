// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace sankajo {

/// Why something could not be looked at or done. Absence is never an error: it is an empty std::optional.
enum class Errc {
  AccessDenied,  ///< Opening was not permitted.
  Busy,          ///< Something else is using it just now.
  Unsupported,   ///< A kind that Sankajo cannot read: an encrypted volume, a newer format, no Windows.
  Unclean,       ///< That Windows is hibernated or was not shut down properly.
  Corrupt,       ///< The content is not as its format says.
  Refused,       ///< Sankajo itself held back.
  BadAdvisory,   ///< An advisory pack is faulty.
  Cancelled,     ///< Stopped on request.
  Io,            ///< Reading or writing failed.
};

/// The code's own name, for logs and JSON.
std::string_view name(Errc code);

struct Error {
  Errc code;
  std::string subject;  ///< What it is about: a Windows path, a key, a file of a pack.
  std::string detail;   ///< English, for the log.
  int osCode = 0;       ///< errno or GetLastError(), 0 where none.
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Errc code, std::string subject, std::string detail, int osCode = 0) {
  return tl::unexpected<Error>(Error{code, std::move(subject), std::move(detail), osCode});
}

/// One line for the log: code, subject, detail and the system's number.
std::string describe(const Error& error);

/// Code and detail alone, where the subject stands beside it.
std::string reason(const Error& error);

/// The code that such words begin with; empty where they begin with none.
std::optional<Errc> codeOf(std::string_view reason);

}  // namespace sankajo
