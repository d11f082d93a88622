// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-mountd: mounts a customer's volume for a wizard that has no rights of its own. kiosk/mount_protocol.h says what is spoken on its socket.
// One process waits;
// each client has a process of its own, which ends with it.

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <set>

#include "kiosk/kiosk_config.h"
#include "kiosk/mount_service.h"

namespace sankajo {

namespace {

constexpr std::size_t mostClients = 8;
constexpr timeval timeToListen{5, 0};  // A client that takes nothing for so long has stopped.

Descriptor signalDescriptor(const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : signals) sigaddset(&set, one);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

/// systemd's socket (sd_listen_fds(3)), or one of our own.
Result<Descriptor> listeningSocket(const std::string& path) {
  if (path.empty()) {
    const char* process = std::getenv("LISTEN_PID");
    const char* count = std::getenv("LISTEN_FDS");
    if (process == nullptr || count == nullptr || std::to_string(getpid()) != process || std::string_view(count) != "1")
      return fail(Errc::Unsupported, "socket", "neither --socket nor one from systemd");
    return Descriptor(3);
  }
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return fail(Errc::Unsupported, path, "too long for a socket");
  std::memcpy(address.sun_path, path.data(), path.size());
  Descriptor made(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  unlink(path.c_str());
  if (!made || bind(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(made.number(), 16) != 0)
    return tl::unexpected(systemError(errno, path, "listening"));
  return made;
}

class Mountd {
 public:
  Mountd(MountSettings settings, Descriptor listening)
      : settings_(std::move(settings)), listening_(std::move(listening)), signals_(signalDescriptor({SIGTERM, SIGINT, SIGCHLD})) {}

  int run() {
    // Nobody who opens a client's folder through /proc or a link gets further than this.
    mkdir(settings_.folder.c_str(), 0711);
    chmod(settings_.folder.c_str(), 0711);
    removeMountsBelow(settings_.folder);
    for (;;) {
      std::array<pollfd, 2> waiting{{{signals_.number(), POLLIN, 0}, {listening_.number(), POLLIN, 0}}};
      if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return EXIT_FAILURE;
      signalfd_siginfo signal{};
      while (::read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo != SIGCHLD) return end();
      }
      collect(WNOHANG);
      if (waiting[1].revents != 0) accept();
    }
  }

 private:
  void accept() {
    Descriptor client(accept4(listening_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    setsockopt(client.number(), SOL_SOCKET, SO_SNDTIMEO, &timeToListen, sizeof timeToListen);
    ucred who{};
    socklen_t length = sizeof who;
    if (getsockopt(client.number(), SOL_SOCKET, SO_PEERCRED, &who, &length) != 0) return;
    const pid_t process = clients_.size() < mostClients ? fork() : -1;
    if (process < 0) {
      const std::string sorry = errorAnswer({Errc::Busy, "sankajo-mountd", "too many clients"});
      static_cast<void>(::send(client.number(), sorry.data(), sorry.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
      return;
    }
    if (process > 0) {
      clients_.insert(process);
      return;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    listening_.reset();
    signals_.reset();
    const Descriptor stop = signalDescriptor({SIGTERM, SIGINT});
    // A driver's end is seen by its descriptor.
    if (getppid() == parent_) MountService(settings_, std::move(client), {who.uid, who.gid}, stop.number()).run();
    _exit(EXIT_SUCCESS);
  }

  /// Takes the ended clients' processes, and what one that died left behind.
  void collect(int options) {
    pid_t process = 0;
    while ((process = waitpid(-1, nullptr, options)) > 0 || (process < 0 && errno == EINTR)) {
      if (process < 0) continue;
      clients_.erase(process);
      const std::string folder = settings_.folder + "/" + std::to_string(process);
      removeMountsBelow(folder);
      rmdir(folder.c_str());
    }
  }

  int end() {
    listening_.reset();
    // Each client's process releases its volume first.
    for (const pid_t one : clients_) kill(one, SIGTERM);
    collect(0);
    return EXIT_SUCCESS;
  }

  MountSettings settings_;
  Descriptor listening_, signals_;
  pid_t parent_ = getpid();
  std::set<pid_t> clients_;
};

}  // namespace

}  // namespace sankajo

int main(int argc, char** argv) {
  using namespace sankajo;
  CLI::App app("Mounts a customer's volume for the kiosk's wizard.", "sankajo-mountd");
  std::string socket, folder = "/run/sankajo-mountd", driver = "sankajo-ntfs", config = kioskConfigFile;
  std::string loopImages;
  bool withoutEvents = false;
  app.add_option("--socket", socket, "listens here (without it: on the socket that systemd hands over)");
  app.add_option("--folder", folder, "mounts below this folder")->capture_default_str();
  app.add_option("--driver-user", driver, "the user that ntfs-3g runs as")->capture_default_str();
  app.add_option("--config", config, "reads inside_ports from this file")->capture_default_str();
  app.add_option("--loop-images", loopImages, "for tests: takes loop devices with images below this folder for a customer's disks");
  app.add_flag("--without-events", withoutEvents, "for tests: does not hear the kernel's messages and only looks once a second");
  CLI11_PARSE(app, argc, argv);

  const auto account = accountNamed(driver);
  auto listening = account ? listeningSocket(socket) : Result<Descriptor>(tl::unexpected(account.error()));
  if (!listening) {
    std::cerr << "sankajo-mountd: " << describe(listening.error()) << '\n';
    return EXIT_FAILURE;
  }
  // A mistake in the file is the wizard's to show; what has a default has it here too.
  const KioskConfig settings = readKioskConfig(config).config;
  return Mountd({folder, *account, {settings.insidePorts, loopImages, folder}, !withoutEvents}, std::move(*listening)).run();
}
