// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hive.h"

#include <utility>

#include "engine/hive_editor.h"
#include "engine/hive_format.h"
#include "engine/hive_view.h"
#include "engine/text.h"

namespace sankajo {

namespace {

using namespace regf;

tl::unexpected<Error> pass(Error& error) { return tl::unexpected<Error>(std::move(error)); }

// UTF-8 of a name; empty where a surrogate stands alone, which UTF-8 cannot carry.
std::optional<std::string> exactText(const Name& name) {
  const std::string bytes = utf16Bytes(name);
  std::string text = utf16LeToUtf8(bytes);
  if (utf8ToUtf16Le(text) != bytes) return std::nullopt;
  return text;
}

// Copies a key with all below it into values of its own.
class TreeReader {
 public:
  TreeReader(View view, std::string_view subject) : view_(view), subject_(subject) {}

  Result<RegTree> read(std::uint32_t key) {
    const std::string_view cell = view_.cell(key);
    RegTree tree;
    auto name = exactText(keyName(cell));
    if (!name) return refused("a key's name is not UTF-16");
    if (view_.hasHandle(key)) return refused("key '" + *name + "' stands for a handle");
    tree.name = std::move(*name);
    tree.flags = u16(cell, nk::flags);
    tree.lastWritten = u64(cell, nk::lastWritten);
    tree.security = view_.descriptor(u32(cell, nk::security));
    if (const std::uint16_t length = u16(cell, nk::classLength); length > 0) {
      tree.keyClass = view_.cell(u32(cell, nk::keyClass)).substr(0, length);
    }
    bytes_ += tree.name.size() + tree.security.size() + tree.keyClass.size();
    for (const std::uint32_t value : view_.values(key)) {
      auto valueText = exactText(valueName(view_.cell(value)));
      if (!valueText) return refused("a value's name in '" + tree.name + "' is not UTF-16");
      bytes_ += valueText->size() + (u32(view_.cell(value), vk::dataSize) & ~vk::inlineData);
      if (bytes_ > maxTreeBytes) break;
      tree.values.push_back({std::move(*valueText), u32(view_.cell(value), vk::type), view_.data(value)});
    }
    if (++keys_ > maxTreeKeys || bytes_ > maxTreeBytes) return refused("more than 4,096 keys or 16 MiB");
    for (const std::uint32_t child : view_.subkeys(key)) {
      auto below = read(child);
      if (!below) return below;
      tree.keys.push_back(std::move(*below));
    }
    return tree;
  }

 private:
  tl::unexpected<Error> refused(std::string why) const { return fail(Errc::Refused, subject_, std::move(why)); }
  View view_;
  std::string subject_;
  std::size_t keys_ = 0, bytes_ = 0;
};

}  // namespace

Result<Hive> Hive::parse(std::string bytes, std::string subject) {
  auto head = readHiveHeader(bytes, subject);
  if (!head) return pass(head.error());
  if (!head->clean()) return fail(Errc::Unclean, std::move(subject), "the hive was not closed: its sequence numbers differ");
  auto survey = surveyHive(bytes, subject);
  if (!survey) return pass(survey.error());
  Hive hive;
  hive.data_ = std::move(bytes);
  hive.subject_ = std::move(subject);
  hive.survey_ = std::make_shared<const HiveSurvey>(std::move(*survey));
  return hive;
}

Result<std::optional<RegTree>> Hive::tree(const std::vector<std::string>& keyPath) const {
  const View view(data_);
  const auto key = view.find(keyPath);
  if (!key) return std::optional<RegTree>();
  auto tree = TreeReader(view, subject_).read(*key);
  if (!tree) return pass(tree.error());
  return std::optional<RegTree>(std::move(*tree));
}

Status Hive::edit(const std::function<Status(regf::Editor&)>& change) {
  Editor editor(data_, *survey_, subject_);
  if (auto done = change(editor); !done) return done;
  std::string changedFile = editor.finish(!changed_);
  auto survey = surveyHive(changedFile, subject_);
  if (!survey) return editor.refused("the change would break the hive: " + survey.error().detail);
  if (survey_->defect.empty() && !survey->defect.empty()) return editor.refused("the change would break the hive: " + survey->defect);
  data_ = std::move(changedFile);
  survey_ = std::make_shared<const HiveSurvey>(std::move(*survey));
  changed_ = true;
  return {};
}

Status Hive::removeValue(const std::vector<std::string>& keyPath, std::string_view valueName) {
  return edit([&](Editor& editor) -> Status {
    const auto key = editor.view().find(keyPath);
    if (!key) return editor.refused("no such key");
    const auto index = editor.view().value(editor.view().values(*key), valueName);
    if (!index) return editor.refused("no such value: " + std::string(valueName));
    editor.removeValue(*key, *index);
    return {};
  });
}

Status Hive::setValue(const std::vector<std::string>& keyPath, const RegValue& value) {
  return edit([&](Editor& editor) -> Status {
    const auto key = editor.view().find(keyPath);
    if (!key) return editor.refused("no such key");
    if (editor.view().hasHandle(*key)) return editor.refused("a key that stands for a handle has no values");
    if (std::string what = Editor::mistake(value); !what.empty()) return editor.refused(std::move(what));
    return editor.setValue(*key, value);
  });
}

Status Hive::removeKey(const std::vector<std::string>& keyPath) {
  if (keyPath.empty()) return fail(Errc::Refused, subject_, "the root cannot be removed");
  auto whole = tree(keyPath);
  if (!whole) return pass(whole.error());
  if (!*whole) return fail(Errc::Refused, subject_, "no such key: " + keyPath.back());
  const std::string mistake = Editor::mistake(**whole);
  if (!mistake.empty()) return fail(Errc::Refused, subject_, "could not be put back: " + mistake);
  return edit([&](Editor& editor) -> Status { return editor.removeKey(*editor.view().find(keyPath)); });
}

Status Hive::addKey(const std::vector<std::string>& parentPath, const RegTree& tree) {
  return edit([&](Editor& editor) -> Status {
    const auto parent = editor.view().find(parentPath);
    if (!parent) return editor.refused("no such key to put '" + tree.name + "' in");
    if (std::string what = Editor::mistake(tree); !what.empty()) return editor.refused(std::move(what));
    if (editor.view().subkey(*parent, tree.name)) return editor.refused("key '" + tree.name + "' is there already");
    return editor.addKey(*parent, tree);
  });
}

}  // namespace sankajo
