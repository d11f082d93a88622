// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/confined.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pwd.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>

namespace sankajo {

namespace {

/// Leaves only standard input, output and error, and these.
void closeAllBut(std::vector<int> kept) {
  std::ranges::sort(kept);
  unsigned next = 3;
  for (const int number : kept) {
    if (number < static_cast<int>(next)) continue;
    if (static_cast<unsigned>(number) > next) syscall(SYS_close_range, next, static_cast<unsigned>(number) - 1, 0);
    next = static_cast<unsigned>(number) + 1;
  }
  syscall(SYS_close_range, next, ~0U, 0);
}

}  // namespace

Result<Account> accountNamed(const std::string& name) {
  // Not the reentrant form: this is asked once, before anything else runs.
  const passwd* entry = getpwnam(name.c_str());
  if (entry == nullptr) return fail(Errc::Unsupported, name, "no such user");
  if (entry->pw_uid == 0 || entry->pw_gid == 0) return fail(Errc::Unsupported, name, "is root, or of root's group");
  return Account{entry->pw_uid, entry->pw_gid};
}

bool becomeAccount(const Account& account) {
  const rlimit noCore{0, 0};
  if (setgroups(0, nullptr) != 0 || setresgid(account.group, account.group, account.group) != 0 ||
      setresuid(account.user, account.user, account.user) != 0 || setrlimit(RLIMIT_CORE, &noCore) != 0 ||
      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    return false;
  }
  // Changing the user forgets this, so it comes last.
  return prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getuid() == account.user && geteuid() == account.user;
}

Result<int> restrictCalls(bool askForMounts) {
  const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_ALLOW), seccomp_release);
  if (!filter) return fail(Errc::Unsupported, "seccomp", "no filter");
  bool made = true;
  for (const int call : {SCMP_SYS(umount2), SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
                         SCMP_SYS(process_vm_writev), SCMP_SYS(unshare), SCMP_SYS(setns), SCMP_SYS(bpf), SCMP_SYS(add_key),
                         SCMP_SYS(keyctl), SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open),
                         SCMP_SYS(io_uring_setup), SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(move_mount), SCMP_SYS(open_tree)}) {
    made = made && seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) == 0;
  }
  made = made && seccomp_rule_add(filter.get(), askForMounts ? SCMP_ACT_NOTIFY : SCMP_ACT_ERRNO(EPERM), SCMP_SYS(mount), 0) == 0;
  if (!made || seccomp_load(filter.get()) != 0) return fail(Errc::Unsupported, "seccomp", "the filter is not taken");
  if (!askForMounts) return -1;
  const int listener = seccomp_notify_fd(filter.get());
  if (listener < 0) return fail(Errc::Unsupported, "seccomp", "calls can't be put to another process");
  return listener;
}

Descriptor processDescriptor(pid_t process) {
  return Descriptor(static_cast<int>(syscall(SYS_pidfd_open, process, 0)));
}

Result<std::string> runConfined(const Account& account, const std::vector<int>& descriptors, const std::function<std::string()>& work,
                                std::chrono::milliseconds time, std::size_t most) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return tl::unexpected(systemError(errno, "pipe", "making"));
  const Descriptor reading(ends[0]);
  Descriptor writing(ends[1]);
  const pid_t child = fork();
  if (child < 0) return tl::unexpected(systemError(errno, "process", "making"));
  if (child == 0) {
    std::vector<int> kept = descriptors;
    kept.push_back(writing.number());
    closeAllBut(kept);
    constexpr rlim_t memory = 512U << 20;
    const rlimit bounds{memory, memory};
    setrlimit(RLIMIT_AS, &bounds);
    if (!becomeAccount(account) || !restrictCalls(false)) _exit(1);
    _exit(writeAll(writing, work(), "pipe") ? 0 : 1);
  }
  writing.reset();
  const auto end = std::chrono::steady_clock::now() + time;
  std::string answer;
  bool whole = false;
  std::array<char, 65536> part{};
  while (answer.size() <= most &&
         waitToRead(reading.number(), std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()))) {
    const ssize_t count = ::read(reading.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    whole = count == 0;
    if (count <= 0) break;
    answer.append(part.data(), static_cast<std::size_t>(count));
  }
  if (!whole) kill(child, SIGKILL);
  int status = 0;
  // One that hangs in a read of a failing disk ends when the kernel gives the read up; nobody waits for it.
  if (!whole) {
    waitpid(child, &status, WNOHANG);
    return fail(Errc::Io, "", "looking at the disk took too long");
  }
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(Errc::Io, "", "looking at the disk ended badly");
  return answer;
}

}  // namespace sankajo
