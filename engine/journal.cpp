// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/hash.h"
#include "engine/text.h"

namespace sankajo {

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestJournal = 64U << 20U;
constexpr std::size_t mostOperations = 4096;
constexpr std::size_t mostRules = 4;
constexpr std::size_t mostPorts = 65536;
constexpr int deepestTree = 64;
// Each key of a tree is an object in an array; around them stand the line, the way back and a value's own object.
constexpr int deepestJson = 2 * deepestTree + 8;

std::string sumOf(const std::string& before, const std::string& line) { return sha256Of(before + line).substr(0, 16); }

// Thrown and caught within this file only, so that reading a line can be written straight down.
struct Broken {
  std::string why;
};

// ------------------------------------------------------------------------------------------------------------------ writing

Json bytesJson(const std::optional<std::string>& bytes) { return bytes ? Json(toBase64(*bytes)) : Json(nullptr); }

Json toJson(const FileMetadata& metadata) {
  return {{"modified", metadata.modifiedNs},
          {"accessed", metadata.accessedNs},
          {"mode", metadata.mode},
          {"user", metadata.user},
          {"group", metadata.group},
          {"security", bytesJson(metadata.security)},
          {"attributes", bytesJson(metadata.attributes)},
          {"times", bytesJson(metadata.times)},
          {"short_name", bytesJson(metadata.shortName)}};
}

Json toJson(const RegValue& value) { return {{"name", value.name}, {"type", value.type}, {"data", toBase64(value.data)}}; }

Json toJson(const RegTree& tree) {
  Json values = Json::array();
  for (const RegValue& value : tree.values) values.push_back(toJson(value));
  Json keys = Json::array();
  for (const RegTree& key : tree.keys) keys.push_back(toJson(key));
  return {{"name", tree.name},   {"class", toBase64(tree.keyClass)}, {"security", toBase64(tree.security)}, {"written", tree.lastWritten},
          {"flags", tree.flags}, {"values", std::move(values)},      {"keys", std::move(keys)}};
}

Json toJson(const PutValue& put) {
  return {{"key", put.key.text()},
          {"before", put.before ? toJson(*put.before) : Json(nullptr)},
          {"after", toJson(put.after)},
          {"staged", put.staged.text()}};
}

Json toJson(const StagedPackage& package) {
  return {{"patch", package.patch}, {"file", package.file}, {"sha256", package.sha256}, {"size", package.size}, {"switches", package.switches}};
}

Json toJson(const FirewallRule& rule) {
  return {{"name", rule.name}, {"inbound", rule.inbound}, {"protocol", rule.protocol}, {"ports", rule.ports}};
}

Json toJson(const WayBack& back) {
  struct Visit {
    Json operator()(const FileBack& file) const {
      return {{"path", file.path.text()},
              {"size", file.size},
              {"sha256", file.sha256},
              {"metadata", toJson(file.metadata)},
              {"kept", file.kept}};
    }
    Json operator()(const ValueBack& value) const {
      return {{"key", value.key.text()}, {"value", toJson(value.value)}, {"after", value.after ? toJson(*value.after) : Json(nullptr)}};
    }
    Json operator()(const KeyBack& key) const { return {{"parent", key.parent.text()}, {"tree", toJson(key.tree)}}; }
    Json operator()(const ProcessBack& one) const {
      return {{"process", one.process}, {"started", one.started}, {"image", one.image.text()}, {"sha256", one.sha256}};
    }
    Json operator()(const StagedBack& one) const {
      Json json = toJson(one.stage.package);
      json["folder"] = one.stage.folder.text();
      json["protection"] = one.stage.protection ? toJson(*one.stage.protection) : Json(nullptr);
      return json;
    }
    Json operator()(const PutBack& one) const { return toJson(one.put); }
    Json operator()(const ClosedBack& one) const {
      Json rules = Json::array();
      for (const FirewallRule& rule : one.close.rules) rules.push_back(toJson(rule));
      return {{"rules", std::move(rules)}};
    }
    Json operator()(const InstalledBack& one) const {
      Json json = toJson(one.install.package);
      json["folder"] = one.install.folder.text();
      json["signer"] = one.install.signer;
      return json;
    }
  };
  return std::visit(Visit(), back);
}

// ------------------------------------------------------------------------------------------------------------------ reading

// One object of foreign JSON: every key is asked for, and none may be left over.
class Fields {
 public:
  explicit Fields(const Json& json) : json_(json) {
    if (!json.is_object()) throw Broken{"not an object"};
  }
  const Json& get(const char* key) {
    const auto found = json_.find(key);
    if (found == json_.end()) throw Broken{std::string("without ") + key};
    ++asked_;
    return *found;
  }
  std::string text(const char* key, std::size_t longest = 32767) {
    const Json& value = get(key);
    if (!value.is_string() || value.get_ref<const std::string&>().size() > longest) throw Broken{std::string("wrong ") + key};
    return value.get<std::string>();
  }
  std::string bytes(const char* key) {
    const std::string digits = text(key, largestJournal);
    if (!isBase64(digits)) throw Broken{std::string("wrong ") + key};
    return fromBase64(digits);
  }
  std::optional<std::string> maybeBytes(const char* key) {
    if (json_.contains(key) && json_.at(key).is_null()) {
      ++asked_;
      return std::nullopt;
    }
    return bytes(key);
  }
  std::uint64_t number(const char* key, std::uint64_t largest) {
    const Json& value = get(key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest) throw Broken{std::string("wrong ") + key};
    return value.get<std::uint64_t>();
  }
  std::int64_t integer(const char* key) {
    const Json& value = get(key);
    if (!value.is_number_integer()) throw Broken{std::string("wrong ") + key};
    return value.get<std::int64_t>();
  }
  bool truth(const char* key) {
    const Json& value = get(key);
    if (!value.is_boolean()) throw Broken{std::string("wrong ") + key};
    return value.get<bool>();
  }
  void end() const {
    if (asked_ != json_.size()) throw Broken{"with unknown keys"};
  }

 private:
  const Json& json_;
  std::size_t asked_ = 0;
};

std::string hexText(Fields& fields, const char* key) {
  std::string text = fields.text(key, 64);
  if (text.size() != 64 || text.find_first_not_of("0123456789abcdef") != std::string::npos) throw Broken{std::string("wrong ") + key};
  return text;
}

// A name within the run's folder: nothing that could lead out of it.
std::string plainName(Fields& fields, const char* key) {
  std::string text = fields.text(key, 64);
  const bool plain = !text.empty() && text[0] != '.' && text.find("..") == std::string::npos &&
                     text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_~") == std::string::npos;
  if (!plain) throw Broken{std::string("wrong ") + key};
  return text;
}

WinPath path(Fields& fields, const char* key) {
  auto parsed = WinPath::parse(fields.text(key));
  if (!parsed || parsed->isRoot()) throw Broken{std::string("wrong ") + key};
  return *parsed;
}

RegPath regPath(Fields& fields, const char* key) {
  auto parsed = RegPath::parse(fields.text(key));
  if (!parsed) throw Broken{std::string("wrong ") + key};
  return *parsed;
}

FileMetadata metadataFrom(const Json& json) {
  Fields fields(json);
  FileMetadata metadata;
  metadata.modifiedNs = fields.integer("modified");
  metadata.accessedNs = fields.integer("accessed");
  metadata.mode = static_cast<std::uint32_t>(fields.number("mode", 07777));
  metadata.user = static_cast<std::uint32_t>(fields.number("user", 0xFFFFFFFF));
  metadata.group = static_cast<std::uint32_t>(fields.number("group", 0xFFFFFFFF));
  metadata.security = fields.maybeBytes("security");
  metadata.attributes = fields.maybeBytes("attributes");
  metadata.times = fields.maybeBytes("times");
  metadata.shortName = fields.maybeBytes("short_name");
  fields.end();
  return metadata;
}

RegValue valueFrom(const Json& json) {
  Fields fields(json);
  RegValue value;
  value.name = fields.text("name");
  value.type = static_cast<std::uint32_t>(fields.number("type", 0xFFFFFFFF));
  value.data = fields.bytes("data");
  fields.end();
  return value;
}

RegTree treeFrom(const Json& json, int depth) {
  if (depth > deepestTree) throw Broken{"too deep a tree"};
  Fields fields(json);
  RegTree tree;
  tree.name = fields.text("name", 1024);
  tree.keyClass = fields.bytes("class");
  tree.security = fields.bytes("security");
  tree.lastWritten = fields.number("written", ~std::uint64_t{0});
  tree.flags = static_cast<std::uint16_t>(fields.number("flags", 0xFFFF));
  const Json& values = fields.get("values");
  const Json& keys = fields.get("keys");
  if (!values.is_array() || !keys.is_array() || values.size() > mostOperations || keys.size() > mostOperations) throw Broken{"wrong tree"};
  for (const Json& value : values) tree.values.push_back(valueFrom(value));
  for (const Json& key : keys) tree.keys.push_back(treeFrom(key, depth + 1));
  fields.end();
  return tree;
}

PutValue putFrom(const Json& json) {
  Fields fields(json);
  PutValue put;
  put.key = regPath(fields, "key");
  if (const Json& before = fields.get("before"); !before.is_null()) put.before = valueFrom(before);
  put.after = valueFrom(fields.get("after"));
  put.staged = path(fields, "staged");
  fields.end();
  return put;
}

StagedPackage packageFrom(Fields& fields) {
  StagedPackage package;
  package.patch = fields.text("patch", 32);
  package.file = plainName(fields, "file");
  package.sha256 = hexText(fields, "sha256");
  package.size = fields.number("size", ~std::uint64_t{0} >> 1U);
  package.switches = fields.text("switches", 128);
  return package;
}

FirewallRule ruleFrom(const Json& json) {
  Fields fields(json);
  FirewallRule rule;
  rule.name = fields.text("name", 256);
  rule.inbound = fields.truth("inbound");
  rule.protocol = fields.text("protocol", 3);
  const Json& ports = fields.get("ports");
  if (!ports.is_array() || ports.size() > mostPorts) throw Broken{"wrong ports"};
  for (const Json& port : ports) {
    if (!port.is_number_unsigned() || port.get<std::uint64_t>() > UINT16_MAX) throw Broken{"wrong port"};
    rule.ports.push_back(port.get<std::uint16_t>());
  }
  fields.end();
  return rule;
}

WayBack wayBackFrom(const std::string& action, const Json& json) {
  Fields fields(json);
  if (action == "remove_file") {
    FileBack back;
    back.path = path(fields, "path");
    back.size = fields.number("size", ~std::uint64_t{0} >> 1U);
    back.sha256 = hexText(fields, "sha256");
    back.metadata = metadataFrom(fields.get("metadata"));
    back.kept = plainName(fields, "kept");
    fields.end();
    return back;
  }
  if (action == "remove_value" || action == "set_value") {
    ValueBack back;
    back.key = regPath(fields, "key");
    back.value = valueFrom(fields.get("value"));
    if (const Json& after = fields.get("after"); !after.is_null()) back.after = valueFrom(after);
    fields.end();
    if (back.after.has_value() != (action == "set_value")) throw Broken{"wrong after"};
    return back;
  }
  if (action == "remove_service") {
    KeyBack back;
    back.parent = regPath(fields, "parent");
    back.tree = treeFrom(fields.get("tree"), 0);
    fields.end();
    return back;
  }
  if (action == "end_process") {
    ProcessBack back;
    back.process = static_cast<std::uint32_t>(fields.number("process", 0xFFFFFFFF));
    back.started = fields.number("started", ~std::uint64_t{0});
    back.image = path(fields, "image");
    back.sha256 = hexText(fields, "sha256");
    fields.end();
    return back;
  }
  if (action == "stage_package") {
    StagedBack back;
    back.stage.folder = path(fields, "folder");
    back.stage.package = packageFrom(fields);
    if (const Json& protection = fields.get("protection"); !protection.is_null()) back.stage.protection = putFrom(protection);
    fields.end();
    return back;
  }
  if (action == "put_value") return PutBack{putFrom(json)};
  if (action == "close_ports") {
    ClosedBack back;
    const Json& rules = fields.get("rules");
    if (!rules.is_array() || rules.size() > mostRules) throw Broken{"wrong rules"};
    for (const Json& rule : rules) back.close.rules.push_back(ruleFrom(rule));
    fields.end();
    return back;
  }
  if (action == "install_package") {
    InstalledBack back;
    back.install.folder = path(fields, "folder");
    back.install.package = packageFrom(fields);
    back.install.signer = fields.text("signer", 128);
    fields.end();
    return back;
  }
  throw Broken{"an unknown action"};
}

Consent consentFrom(const std::string& text) {
  for (const Consent consent : {Consent::Certain, Consent::Traces, Consent::Possible, Consent::Patch}) {
    if (name(consent) == text) return consent;
  }
  throw Broken{"wrong consent"};
}

JournalOperation& operationOf(Journal& journal, Fields& fields) {
  const std::string id = fields.text("op", 16);
  const auto found = std::ranges::find_if(journal.operations, [&id](const JournalOperation& one) { return one.operation.id == id; });
  if (found == journal.operations.end()) throw Broken{"a line for an operation that was not begun"};
  return *found;
}

void readLine(Journal& journal, const Json& json) {
  Fields fields(json);
  const std::string line = fields.text("line", 32);
  fields.text("sum", 16);
  if (line == "run") {
    if (!journal.run.empty()) throw Broken{"two heads"};
    if (fields.text("schema", 64) != "sankajo.journal/1") throw Broken{"of an unknown schema"};
    journal.run = plainName(fields, "run");
    journal.tool = fields.text("tool", 64);
    if (fields.get("target").is_string()) journal.targetId = json.at("target").get<std::string>();
    journal.systemRoot = fields.text("system_root");
    journal.started = fields.text("started", 32);
  } else if (journal.run.empty()) {
    throw Broken{"without a head"};
  } else if (line == "begin") {
    if (journal.operations.size() >= mostOperations) throw Broken{"too many operations"};
    JournalOperation one;
    one.operation.id = fields.text("op", 16);
    one.operation.because = fields.text("because", 256);
    one.operation.advisory = fields.text("advisory", 256);
    one.operation.consent = consentFrom(fields.text("consent", 32));
    one.back = wayBackFrom(fields.text("action", 32), fields.get("back"));
    one.operation.action = actionOf(one.back);
    for (const JournalOperation& other : journal.operations) {
      if (other.operation.id == one.operation.id) throw Broken{"two operations of one number"};
    }
    journal.operations.push_back(std::move(one));
  } else if (line == "hive") {
    if (journal.hives.size() >= mostOperations) throw Broken{"too many hives"};
    JournalHive hive;
    hive.hive = path(fields, "hive");
    hive.oldSha256 = hexText(fields, "old");
    hive.newSha256 = hexText(fields, "new");
    hive.kept = plainName(fields, "kept");
    hive.undo = fields.truth("undo");
    journal.hives.push_back(std::move(hive));
  } else if (line == "done") {
    operationOf(journal, fields).done = true;
  } else if (line == "waits") {
    JournalOperation& one = operationOf(journal, fields);
    if (!std::holds_alternative<InstalledBack>(one.back)) throw Broken{"a wait for what is no package"};
    one.done = one.waits = true;
  } else if (line == "abandoned") {
    operationOf(journal, fields).abandoned = true;
    fields.text("why");
  } else if (line == "undone") {
    operationOf(journal, fields).undone = true;
  } else if (line == "finished") {
    journal.finished = true;
  } else if (line == "undo") {
    journal.undoBegun = true;
  } else if (line == "undo-finished") {
    journal.undoFinished = true;
  } else {
    throw Broken{"an unknown line"};
  }
  fields.end();
}

}  // namespace

WinPath journalFile(const WinPath& runFolder) { return runFolder / journalName; }

Action actionOf(const WayBack& back) {
  struct Visit {
    Action operator()(const FileBack& file) const { return RemoveFile{file.path, file.size, file.sha256}; }
    Action operator()(const ValueBack& value) const {
      if (value.after) return SetValue{value.key, value.value, *value.after};
      return RemoveValue{value.key, value.value};
    }
    Action operator()(const KeyBack& key) const {
      RegValue imagePath;
      for (const RegValue& value : key.tree.values) {
        if (equalNoCase(value.name, "ImagePath")) imagePath = value;
      }
      return RemoveService{key.parent / key.tree.name, imagePath};
    }
    Action operator()(const ProcessBack& one) const { return EndProcess{one.process, one.started, one.image, one.sha256}; }
    Action operator()(const StagedBack& one) const { return one.stage; }
    Action operator()(const PutBack& one) const { return one.put; }
    Action operator()(const ClosedBack& one) const { return one.close; }
    Action operator()(const InstalledBack& one) const { return one.install; }
  };
  return std::visit(Visit(), back);
}

Result<Journal> parseJournal(std::string_view bytes, std::string_view subject) {
  const auto corrupt = [subject](std::size_t line, const std::string& why) {
    return fail(Errc::Corrupt, std::string(subject), "line " + std::to_string(line) + ": " + why);
  };
  if (bytes.size() > largestJournal) return corrupt(0, "larger than 64 MiB");
  Journal journal;
  std::size_t at = 0;
  for (std::size_t number = 1; at < bytes.size(); ++number) {
    const std::size_t end = bytes.find('\n', at);
    const bool last = end == std::string_view::npos || end + 1 == bytes.size();
    const std::string_view text = bytes.substr(at, end == std::string_view::npos ? end : end - at);
    // What is nested deeper is not even kept: copying and writing it again would need a stack as deep.
    bool tooDeep = false;
    const Json::parser_callback_t shallow = [&tooDeep](int depth, Json::parse_event_t, const Json&) {
      tooDeep = tooDeep || depth > deepestJson;
      return depth <= deepestJson;
    };
    Json json = Json::parse(text, shallow, false);
    if (tooDeep) return corrupt(number, "is nested too deep");
    std::string sum;
    bool whole = end != std::string_view::npos && json.is_object() && json.contains("sum") && json["sum"].is_string();
    if (whole) {
      sum = json["sum"].get<std::string>();
      Json rest = json;
      rest.erase("sum");
      whole = sum == sumOf(journal.lastSum, rest.dump(-1, ' ', true, Json::error_handler_t::replace));
    }
    if (!whole) {
      if (last && number > 1) break;
      return corrupt(number, "is broken");
    }
    try {
      readLine(journal, json);
    } catch (const Broken& broken) {
      return corrupt(number, "is " + broken.why);
    } catch (const Json::exception& exception) {
      return corrupt(number, exception.what());
    }
    journal.lastSum = sum;
    at = end + 1;
    journal.wholeBytes = at;
  }
  if (journal.run.empty()) return corrupt(0, "empty");
  return journal;
}

Result<JournalWriter> JournalWriter::start(Files& files, const WinPath& runFolder, const FileMetadata& metadata, const Journal& head) {
  auto file = files.create(journalFile(runFolder), metadata);
  if (!file) return tl::unexpected(file.error());
  JournalWriter writer(std::move(*file), "");
  const Json line = {{"line", "run"},
                     {"schema", "sankajo.journal/1"},
                     {"run", head.run},
                     {"tool", head.tool},
                     {"target", head.targetId.empty() ? Json(nullptr) : Json(head.targetId)},
                     {"system_root", head.systemRoot},
                     {"started", head.started}};
  if (auto written = writer.write(line.dump(-1, ' ', true, Json::error_handler_t::replace)); !written) return tl::unexpected(written.error());
  if (auto synced = files.syncFolder(runFolder); !synced) return tl::unexpected(synced.error());
  return writer;
}

Result<JournalWriter> JournalWriter::resume(Files& files, const WinPath& runFolder, const Journal& journal) {
  if (auto cut = files.truncate(journalFile(runFolder), journal.wholeBytes); !cut) return tl::unexpected(cut.error());
  auto file = files.append(journalFile(runFolder));
  if (!file) return tl::unexpected(file.error());
  return JournalWriter(std::move(*file), journal.lastSum);
}

Status JournalWriter::write(const std::string& lineWithoutSum) {
  if (broken_) return tl::unexpected(*broken_);
  const std::string sum = sumOf(sum_, lineWithoutSum);
  // The text is one object, so the sum goes in before its last brace.
  const std::string line = lineWithoutSum.substr(0, lineWithoutSum.size() - 1) + ",\"sum\":\"" + sum + "\"}\n";
  Status written = file_->append(line);
  if (written) written = file_->sync();
  if (!written) {
    broken_ = written.error();
    return written;
  }
  sum_ = sum;
  return {};
}

Status JournalWriter::simple(std::string_view line, const std::string* id, const std::string* why) {
  Json json = {{"line", line}};
  if (id != nullptr) json["op"] = *id;
  if (why != nullptr) json["why"] = validUtf8(*why).substr(0, 1000);
  return write(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

Status JournalWriter::begin(const Operation& operation, const WayBack& back) {
  const Json json = {{"line", "begin"},
                     {"op", operation.id},
                     {"action", name(operation.action)},
                     {"because", operation.because},
                     {"advisory", operation.advisory},
                     {"consent", name(operation.consent)},
                     {"back", toJson(back)}};
  return write(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

Status JournalWriter::done(const std::string& id) { return simple("done", &id, nullptr); }
Status JournalWriter::waits(const std::string& id) { return simple("waits", &id, nullptr); }
Status JournalWriter::abandoned(const std::string& id, const std::string& why) { return simple("abandoned", &id, &why); }
Status JournalWriter::finished() { return simple("finished", nullptr, nullptr); }
Status JournalWriter::undo() { return simple("undo", nullptr, nullptr); }
Status JournalWriter::undone(const std::string& id) { return simple("undone", &id, nullptr); }
Status JournalWriter::undoFinished() { return simple("undo-finished", nullptr, nullptr); }

Status JournalWriter::before(const HiveReplacement& replacement) {
  const Json json = {{"line", "hive"},
                     {"hive", replacement.hive.text()},
                     {"old", replacement.oldSha256},
                     {"new", replacement.newSha256},
                     {"kept", replacement.keptCopy.name()},
                     {"undo", undoing_}};
  return write(json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace sankajo
