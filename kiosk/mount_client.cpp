// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/mount_client.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace sankajo {

namespace {

using namespace std::chrono_literals;

// The helper's own longest: a driver that ends, after one that begins, and a look at a failing disk.
constexpr auto timeToAnswer = 150s;

tl::unexpected<Error> gone(const std::string& what) {
  return fail(Errc::Io, "sankajo-mountd", what);
}

}  // namespace

Result<MountClient> MountClient::connect(const std::string& socket) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket.size() >= sizeof address.sun_path) return fail(Errc::Io, socket, "too long for a socket");
  std::memcpy(address.sun_path, socket.data(), socket.size());
  Descriptor made(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!made || ::connect(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return tl::unexpected(systemError(errno, socket, "connecting"));
  return MountClient(std::move(made));
}

Result<MountAnswer> MountClient::receive() {
  std::string packet(longestAnswer, '\0');
  const ssize_t length = recv(socket_.number(), packet.data(), packet.size(), 0);
  if (length < 0) return tl::unexpected(systemError(errno, "sankajo-mountd", "hearing its answer"));
  if (length == 0) return gone("it is gone");
  return parseAnswer(std::string_view(packet).substr(0, static_cast<std::size_t>(length)));
}

Status MountClient::request(const std::string& request) {
  if (!socket_) return gone("not connected");
  if (send(socket_.number(), request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) return {};
  socket_.reset();
  lost_ = true;
  return gone("it is gone");
}

Result<MountAnswer> MountClient::ask(const std::string& request, const std::stop_token& stop) {
  if (const Status sent = this->request(request); !sent) return tl::unexpected(sent.error());
  const auto end = std::chrono::steady_clock::now() + timeToAnswer;
  constexpr auto look = 100ms;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    if (!waitToRead(socket_.number(), std::min(left, std::chrono::milliseconds(look)))) {
      if (left > look && !stop.stop_requested()) continue;
      // A late answer would be taken for the next one's.
      socket_.reset();
      return stop.stop_requested() ? fail(Errc::Cancelled, "sankajo-mountd", request) : gone("it does not answer");
    }
    auto answer = receive();
    if (!answer) {
      socket_.reset();
      lost_ = true;
      return answer;
    }
    if (answer->event) {
      change_ = std::move(answer->volumes);
      continue;
    }
    if (answer->error) return tl::unexpected(*answer->error);
    return answer;
  }
}

Result<std::vector<AttachedVolume>> MountClient::list(const std::stop_token& stop) {
  return ask("list", stop).map([](MountAnswer&& answer) { return std::move(answer.volumes); });
}
Result<std::string> MountClient::mount(const std::string& id, const std::stop_token& stop) {
  return ask("mount " + id, stop).map([](MountAnswer&& answer) { return std::move(answer.folder); });
}
Result<std::string> MountClient::mountWritable(const std::string& id) {
  return ask("mount-writable " + id).map([](MountAnswer&& answer) { return std::move(answer.folder); });
}
Result<std::optional<VolumeState>> MountClient::state(const std::string&) {
  return ask("state").and_then([](MountAnswer&& answer) -> Result<std::optional<VolumeState>> {
    if (!answer.state) return fail(Errc::Corrupt, "sankajo-mountd", "an answer without a state");
    return std::move(answer.state);
  });
}
Status MountClient::release() {
  return ask("release").map([](MountAnswer&&) {});
}
Status MountClient::watch() { return request("watch"); }

Result<std::optional<std::vector<AttachedVolume>>> MountClient::nextChange(std::chrono::milliseconds time) {
  if (!socket_) return gone("not connected");
  while (waitToRead(socket_.number(), change_ ? 0ms : time)) {
    auto answer = receive();
    if (!answer) {
      socket_.reset();
      return tl::unexpected(answer.error());
    }
    if (answer->error) return tl::unexpected(*answer->error);
    change_ = std::move(answer->volumes);
  }
  return std::exchange(change_, std::nullopt);
}

}  // namespace sankajo
