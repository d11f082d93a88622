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

}  // namespace sankajo
