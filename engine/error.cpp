// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/error.h"

namespace sankajo {

std::string_view name(Errc code) {
  switch (code) {
    case Errc::AccessDenied:
      return "AccessDenied";
    case Errc::Busy:
      return "Busy";
    case Errc::Unsupported:
      return "Unsupported";
    case Errc::Unclean:
      return "Unclean";
    case Errc::Corrupt:
      return "Corrupt";
    case Errc::Refused:
      return "Refused";
    case Errc::BadAdvisory:
      return "BadAdvisory";
    case Errc::Cancelled:
      return "Cancelled";
    case Errc::Io:
      return "Io";
  }
  return "Io";
}

std::string describe(const Error& error) {
  std::string line(name(error.code));
  if (!error.subject.empty()) line += " " + error.subject;
  if (!error.detail.empty()) line += ": " + error.detail;
  if (error.osCode != 0) line += " (" + std::to_string(error.osCode) + ")";
  return line;
}

std::string reason(const Error& error) {
  std::string why(name(error.code));
  if (!error.detail.empty()) why += ": " + error.detail;
  return why;
}

std::optional<Errc> codeOf(std::string_view reason) {
  const std::string_view word = reason.substr(0, reason.find_first_of(": "));
  for (const Errc code : {Errc::AccessDenied, Errc::Busy, Errc::Unsupported, Errc::Unclean, Errc::Corrupt, Errc::Refused, Errc::BadAdvisory,
                          Errc::Cancelled, Errc::Io}) {
    if (word == name(code)) return code;
  }
  return std::nullopt;
}

}  // namespace sankajo
