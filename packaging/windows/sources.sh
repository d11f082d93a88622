# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Read by the scripts here and by tests/run: what a build for Windows needs and Debian has no package of. Everything is kept in the cache folder,
# ${XDG_CACHE_HOME:-~/.cache}/sankajo. Functions print the folder on standard output and everything else on standard error.

sankajo_cache=${XDG_CACHE_HOME:-$HOME/.cache}/sankajo
windows_packaging=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# Writes the machine's own Debian entry as one for source packages of another suite.
write_source_list() {
  local suite=$1 folder=$2 here
  here=$(. /etc/os-release && echo "$VERSION_CODENAME")
  rm -f "$folder"/sources.*
  local file
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    # A stanza that has this release among its suites and Debian's main component; the first one is taken.
    awk -v RS= -v here="$here" -v suite="$suite" '
      ("\n" $0 "\n") ~ "\nSuites:[^\n]*[ \t]" here "[ \t\n]" && /\nComponents:[^\n]*main/ && !/\nURIs:[^\n]*-security/ {
        gsub(/(^|\n)Types:[^\n]*/, "\nTypes: deb-src"); gsub(/\nSuites:[^\n]*/, "\nSuites: " suite); gsub(/\nComponents:[^\n]*/, "\nComponents: main")
        print; exit
      }' "$file" > "$folder/sources.sources"
    [ -s "$folder/sources.sources" ] && return
  done
  rm -f "$folder/sources.sources"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    sed -nE "s/^deb(-src)?[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+)[[:space:]]+$here[[:space:]]+main.*/deb-src \2\3 $suite main/p" "$file" | head -1 \
      > "$folder/sources.list"
    [ -s "$folder/sources.list" ] && return
  done
  echo "There is no entry for Debian $here under /etc/apt to take source packages from." >&2
  return 1
}

has_sum() { [ -f "$1" ] && echo "$2  $1" | sha256sum --check --status; }

# debian_source PACKAGE SUITE FILE SHA256: a file of a source package. apt keeps its lists in our folder, needs no rights, and may report a
# failure for the package's other files: the sum decides, also about where it came from.
debian_source() {
  local package=$1 suite=$2 file=$3 sum=$4 folder=$sankajo_cache/sources
  if ! has_sum "$folder/$file" "$sum"; then
    local apt=$folder/apt-$suite
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    write_source_list "$suite" "$apt" || return
    local list
    list=$(ls "$apt"/sources.*)
    local options=(-q -o Dir::Etc::sourcelist="$list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache"
      -o Acquire::Check-Valid-Until=false -o Acquire::AllowInsecureRepositories=true -o APT::Get::AllowUnauthenticated=true -o APT::Sandbox::User=)
    echo "Fetching $file ..." >&2
    apt-get "${options[@]}" update >&2 || true
    (cd "$folder" && apt-get "${options[@]}" source --download-only "$package") >&2 || true
    if ! has_sum "$folder/$file" "$sum"; then
      echo "$file could not be had with the SHA-256 that it must have." >&2
      return 1
    fi
  fi
  echo "$folder/$file"
}

# unpacked ARCHIVE FOLDER: unpacks the archive's one top folder to FOLDER, whole or not at all.
unpacked() {
  local archive=$1 folder=$2
  if [ ! -d "$folder" ]; then
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    tar -xf "$archive" -C "$folder.new" --strip-components=1 >&2 || return
    mv "$folder.new" "$folder"
  fi
  echo "$folder"
}

qt_source() {
  local archive
  archive=$(debian_source qt6-base bookworm qt6-base_6.4.2+dfsg.orig.tar.xz 4f14b89a9463a540fd84a6718b8519a2297119b454ef547721015a9e9019ae9e) || return
  unpacked "$archive" "$sankajo_cache/sources/qt6-base-6.4.2"
}
yara_source() {
  local archive
  archive=$(debian_source yara trixie yara_4.5.2.orig.tar.gz 1f87056fcb10ee361936ee7b0548444f7974612ebb0e681734d8de7df055d1ec) || return
  unpacked "$archive" "$sankajo_cache/sources/yara-4.5.2"
}
hivex_source() {
  local archive
  archive=$(debian_source hivex trixie hivex_1.3.24.orig.tar.gz a52fa45cecc9a78adb2d28605d68261e4f1fd4514a778a5473013d2ccc8a193c) || return
  unpacked "$archive" "$sankajo_cache/sources/hivex-1.3.24"
}

# The QR code generator's source; SANKAJO_QRCODEGEN_SOURCE may name it.
qrcodegen_source() {
  if [ -n "${SANKAJO_QRCODEGEN_SOURCE:-}" ]; then
    echo "$SANKAJO_QRCODEGEN_SOURCE"
    return
  fi
  local archive
  archive=$(debian_source qr-code-generator bookworm qr-code-generator_1.8.0.orig.tar.gz 2ec0a4d33d6f521c942eeaf473d42d5fe139abcfa57d2beffe10c5cf7d34ae60) || return
  unpacked "$archive" "$sankajo_cache/sources/qr-code-generator-1.8.0"
}

# The static libraries. SANKAJO_WINDOWS_SDK may name an unpacked folder or its .tar.xz; else they are built once (build-sdk).
windows_sdk() {
  local named=${SANKAJO_WINDOWS_SDK:-}
  if [ -z "$named" ]; then
    [ -f "$sankajo_cache/windows-sdk/complete" ] || "$windows_packaging/build-sdk" >&2 || return
    echo "$sankajo_cache/windows-sdk"
  elif [ -d "$named" ]; then
    (cd "$named" && pwd)
  else
    local sum
    sum=$(sha256sum "$named" | cut -c 1-16) && [ -n "$sum" ] && unpacked "$named" "$sankajo_cache/windows-sdk-$sum"
  fi
}
