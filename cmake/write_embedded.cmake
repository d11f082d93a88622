# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
string(REPEAT "[0-9a-f]" 128 a_line)
set(text "#include \"app/embedded.h\"\n\nnamespace sankajo {\nnamespace {\n")
set(table "")
set(n 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} bytes HEX)
  string(LENGTH "${bytes}" digits)
  math(EXPR size "${digits} / 2")
  # A literal of its own every 64 bytes keeps lines short; adjacent literals are one.
  string(REGEX REPLACE "(${a_line})" "\\1\"\n    \"" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" bytes "${bytes}")
  string(APPEND text "constexpr char data${n}[] =\n    \"${bytes}\";\n")
  string(APPEND table "      {\"${file}\", {data${n}, ${size}}},\n")
  math(EXPR n "${n} + 1")
endforeach()
string(APPEND text "}  // namespace\n\nconst std::vector<EmbeddedFile>& embeddedFiles() {\n  static const std::vector<EmbeddedFile> files = {\n${table}  };\n  return files;\n}\n\n}  // namespace sankajo\n")
file(WRITE ${OUTPUT} "${text}")
