// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <thread>

// What the host's terminal and signals need (console_posix.cpp, console_win32.cpp).

namespace sankajo {

/// To be called first: a standard stream that was closed is opened on nothing, so that no other file takes its place, and a reader of our
/// output that goes away does not end us in the middle of a treatment.
void prepareStandardStreams();

bool standardErrorIsTerminal();

/// One line of standard input without its end; empty where the input has ended or a stop was requested.
std::optional<std::string> readLine(const std::stop_token& stop);

/// While it lives, the first request to end this program (Ctrl+C, SIGTERM) becomes a stop request; a second one ends the program as usual.
/// One at a time.
class StopOnSignal {
 public:
  explicit StopOnSignal(std::stop_source& source);
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

 private:
  std::jthread waiter_;
};

}  // namespace sankajo
