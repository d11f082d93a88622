// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <algorithm>
#include <string>

#include "engine/target/volume_state.h"

// A volume's bytes in memory.

namespace sankajo::test {

template <class T>
T number(const QByteArray& bytes, qsizetype offset) {
  T value = 0;
  for (qsizetype i = sizeof(T); i-- > 0;)
    value = static_cast<T>((static_cast<quint64>(value) << 8) | static_cast<quint8>(bytes[offset + i]));
  return value;
}
template <class T>
void put(QByteArray& bytes, qsizetype offset, T value) {
  for (qsizetype i = 0; i < qsizetype(sizeof(T)); ++i) bytes[offset + i] = static_cast<char>(static_cast<quint64>(value) >> (8 * i));
}

/// What readVolumeState says of an image, and how much it read for that.
struct Reading {
  Result<VolumeState> state;
  std::uint64_t bytesRead = 0;
};
inline Reading readImage(const QByteArray& image, std::uint64_t claimedSize) {
  std::uint64_t count = 0;
  const ReadAt readAt = [&](std::uint64_t offset, std::size_t length) -> Result<std::string> {
    if (offset >= std::uint64_t(image.size())) return std::string();
    const auto piece = image.mid(qsizetype(offset), qsizetype(std::min<std::uint64_t>(length, std::uint64_t(image.size()))));
    count += std::uint64_t(piece.size());
    return piece.toStdString();
  };
  auto state = readVolumeState(readAt, claimedSize, "image");
  return {std::move(state), count};
}
inline Result<VolumeState> stateOf(const QByteArray& image) {
  return readImage(image, std::uint64_t(image.size())).state;
}

inline QByteArray told(const Result<VolumeState>& state) {
  if (!state) return QByteArray::fromStdString(describe(state.error()));
  return QByteArray("format ") + QByteArray::number(int(state->format)) + (state->dirty ? " dirty" : "") +
         (state->hibernated ? " hibernated" : "") + " (" + QByteArray::fromStdString(state->why) + ")";
}

inline QByteArray exFatBootSector() {
  QByteArray bytes(10 << 20, '\0');
  bytes.replace(0, 11,
                QByteArray("\xEB\x76\x90"
                           "EXFAT   "));
  put<quint64>(bytes, 0x48, 20480);
  put<quint32>(bytes, 0x50, 2048);
  put<quint32>(bytes, 0x54, 40);
  put<quint32>(bytes, 0x58, 4096);
  put<quint32>(bytes, 0x5C, 2048);
  put<quint32>(bytes, 0x60, 5);
  put<quint16>(bytes, 0x68, 0x0100);
  put<quint8>(bytes, 0x6C, 9);
  put<quint8>(bytes, 0x6D, 3);
  put<quint8>(bytes, 0x6E, 1);
  put<quint16>(bytes, 510, 0xAA55);
  return bytes;
}

}  // namespace sankajo::test
