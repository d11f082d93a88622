// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace sankajo {

namespace {

/// A handler may do little more than write a byte; a thread waits at the other end.
std::array<int, 2> wakeUp{-1, -1};
constexpr char stopRequested = 's';
constexpr char programEnds = 'e';

void send(char what) {
  const int before = errno;
  // A full pipe means that a byte is waiting already.
  [[maybe_unused]] const auto written = write(wakeUp[1], &what, 1);
  errno = before;
}

extern "C" void onSignal(int /*signal*/) { send(stopRequested); }

}  // namespace

void prepareStandardStreams() {
  // open() gives the lowest number that is free.
  int stream = open("/dev/null", O_RDWR);
  while (stream >= 0 && stream <= STDERR_FILENO) stream = open("/dev/null", O_RDWR);
  if (stream >= 0) close(stream);
  std::signal(SIGPIPE, SIG_IGN);
}

bool standardErrorIsTerminal() { return isatty(STDERR_FILENO) == 1; }

std::optional<std::string> readLine(const std::stop_token& stop) {
  std::string line;
  while (!stop.stop_requested()) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    const int ready = poll(&input, 1, 100);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char byte = 0;
    const auto length = ready < 0 ? -1 : read(STDIN_FILENO, &byte, 1);
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return std::nullopt;
    if (byte == '\n') return line;
    if (line.size() < 1000) line += byte;
  }
  return std::nullopt;
}

StopOnSignal::StopOnSignal(std::stop_source& source) {
  if (pipe2(wakeUp.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  waiter_ = std::jthread([&source] {
    for (;;) {
      pollfd end{wakeUp[0], POLLIN, 0};
      if (poll(&end, 1, -1) < 0 && errno == EINTR) continue;
      char what = 0;
      if (read(wakeUp[0], &what, 1) != 1) continue;
      if (what == programEnds) return;
      source.request_stop();
    }
  });
  struct sigaction action{};
  action.sa_handler = onSignal;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (const int signal : {SIGINT, SIGTERM}) sigaction(signal, &action, nullptr);
}

StopOnSignal::~StopOnSignal() {
  if (!waiter_.joinable()) return;
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, SIG_DFL);
  send(programEnds);
  waiter_.join();
  for (const int end : wakeUp) close(end);
}

}  // namespace sankajo
