// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/mount_protocol.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/text.h"

namespace sankajo {

namespace {

using nlohmann::json;

constexpr std::array<std::pair<VolumeFormat, std::string_view>, 7> formats{{{VolumeFormat::Ntfs, "ntfs"},
                                                                            {VolumeFormat::Fat, "fat"},
                                                                            {VolumeFormat::ExFat, "exfat"},
                                                                            {VolumeFormat::BitLocker, "bitlocker"},
                                                                            {VolumeFormat::Luks, "luks"},
                                                                            {VolumeFormat::OtherEncrypted, "encrypted"},
                                                                            {VolumeFormat::Unknown, "unknown"}}};

std::string written(const json& object) {
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

json jsonOf(const Error& error) {
  return {{"code", name(error.code)}, {"subject", error.subject}, {"detail", error.detail}, {"number", error.osCode}};
}

json jsonOf(const VolumeState& state) {
  return {{"format", name(state.format)},       {"encryption", state.encryption},
          {"sectors", state.sectors},           {"dirty", state.dirty},
          {"boot_byte", state.onlyFatBootByte}, {"journal_emptied", state.journalEmptied},
          {"hibernated", state.hibernated},     {"why", state.why}};
}

json jsonOf(const std::vector<AttachedVolume>& volumes) {
  json list = json::array();
  for (const AttachedVolume& one : volumes) {
    json volume = {{"id", one.id},
                   {"disk", one.disk},
                   {"bus", one.bus},
                   {"model", one.model},
                   {"label", one.label},
                   {"bytes", one.bytes},
                   {"read_only", one.readOnly},
                   {"format", name(one.format)},
                   {"encryption", one.encryption}};
    if (one.trouble) volume["trouble"] = jsonOf(*one.trouble);
    list.push_back(std::move(volume));
  }
  return list;
}

VolumeFormat formatOf(const json& object) {
  const std::string word = object.at("format").get<std::string>();
  for (const auto& [format, text] : formats) {
    if (text == word) return format;
  }
  return VolumeFormat::Unknown;
}

Error errorOf(const json& object) {
  return {codeOf(object.at("code").get<std::string>()).value_or(Errc::Io), object.at("subject").get<std::string>(),
          object.at("detail").get<std::string>(), object.at("number").get<int>()};
}

VolumeState stateOf(const json& object) {
  VolumeState state;
  state.format = formatOf(object);
  state.encryption = object.at("encryption").get<std::string>();
  state.sectors = object.at("sectors").get<std::uint64_t>();
  state.dirty = object.at("dirty").get<bool>();
  state.onlyFatBootByte = object.at("boot_byte").get<bool>();
  state.journalEmptied = object.at("journal_emptied").get<bool>();
  state.hibernated = object.at("hibernated").get<bool>();
  state.why = object.at("why").get<std::string>();
  return state;
}

std::vector<AttachedVolume> volumesOf(const json& list) {
  std::vector<AttachedVolume> volumes;
  for (const json& one : list) {
    AttachedVolume volume;
    volume.id = one.at("id").get<std::string>();
    volume.disk = one.at("disk").get<std::string>();
    volume.bus = one.at("bus").get<std::string>();
    volume.model = one.at("model").get<std::string>();
    volume.label = one.at("label").get<std::string>();
    volume.bytes = one.at("bytes").get<std::uint64_t>();
    volume.readOnly = one.at("read_only").get<bool>();
    volume.format = formatOf(one);
    volume.encryption = one.at("encryption").get<std::string>();
    if (one.contains("trouble")) volume.trouble = errorOf(one.at("trouble"));
    volumes.push_back(std::move(volume));
  }
  return volumes;
}

/// No exception of the JSON library goes further than this.
template <class Value, class Read>
Result<Value> parsed(std::string_view text, Read read) {
  try {
    return read(json::parse(text));
  } catch (const json::exception& wrong) {
    return fail(Errc::Corrupt, "sankajo-mountd", wrong.what());
  }
}

}  // namespace

bool AttachedVolume::operator==(const AttachedVolume& other) const {
  return written(jsonOf({*this})) == written(jsonOf({other}));
}

std::string_view name(VolumeFormat format) {
  for (const auto& [one, text] : formats) {
    if (one == format) return text;
  }
  return "unknown";
}

std::string listAnswer(const std::vector<AttachedVolume>& volumes, bool event) {
  return written(event ? json{{"event", "volumes"}, {"volumes", jsonOf(volumes)}} : json{{"ok", true}, {"volumes", jsonOf(volumes)}});
}
std::string folderAnswer(const std::string& folder) {
  return written({{"ok", true}, {"folder", folder}});
}
std::string stateAnswer(const VolumeState& state) {
  return written({{"ok", true}, {"state", jsonOf(state)}});
}
std::string plainAnswer() {
  return written({{"ok", true}});
}
std::string errorAnswer(const Error& error) {
  return written({{"ok", false}, {"error", jsonOf(error)}});
}

Result<MountAnswer> parseAnswer(std::string_view packet) {
  return parsed<MountAnswer>(packet, [](const json& object) {
    MountAnswer answer;
    answer.event = object.contains("event");
    if (!answer.event && !object.at("ok").get<bool>()) answer.error = errorOf(object.at("error"));
    if (object.contains("volumes")) answer.volumes = volumesOf(object.at("volumes"));
    if (object.contains("folder")) answer.folder = object.at("folder").get<std::string>();
    if (object.contains("state")) answer.state = stateOf(object.at("state"));
    return answer;
  });
}

std::string lookText(const VolumeLook& look) {
  json object = {{"label", look.label}, {"serial", look.serial}, {"belongs", look.belongs}};
  if (look.state)
    object["state"] = jsonOf(*look.state);
  else
    object["error"] = jsonOf(look.state.error());
  return written(object);
}

Result<VolumeLook> parseLook(std::string_view text) {
  return parsed<VolumeLook>(text, [](const json& object) {
    Result<VolumeState> state;
    if (object.contains("state"))
      state = stateOf(object.at("state"));
    else
      state = tl::unexpected(errorOf(object.at("error")));
    return VolumeLook{std::move(state), object.at("label").get<std::string>(), object.at("serial").get<std::string>(),
                      object.at("belongs").get<std::string>()};
  });
}

}  // namespace sankajo
