# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Read by packaging/try, packaging/windows/build, packaging/disc and tests/run: what has to be installed, and how.

build_packages=(
  g++ cmake ninja-build pkg-config
  libyara-dev libhivex-dev libexpected-dev nlohmann-json3-dev libcli11-dev libgcrypt20-dev libseccomp-dev libblkid-dev
)
wizard_packages=(
  qt6-base-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n librsvg2-bin libqrcodegencpp-dev fonts-noto-cjk fonts-noto-core
)
test_packages=(
  ntfs-3g dosfstools exfatprogs xz-utils qemu-utils yara file binutils attr util-linux mount
  python3 python3-jsonschema desktop-file-utils appstream
  wine wine64 locales iproute2 xvfb xdotool x11-utils imagemagick
  ansible-core nftables iptables
  cage xwayland grim openbox qt6-wayland procps systemd poppler-utils zbar-tools
)
# To look at patch files before they go on a disc.
disc_packages=(python3 osslsigncode openssl)
# To make the disc, and to start it.
disc_test_packages=(
  qemu-system-x86 ovmf python3 busybox xorriso ntfs-3g util-linux mount
  cmake g++-mingw-w64-x86-64-posix wine wine64 xvfb xdotool imagemagick
)
disc_image_packages=(mmdebstrap arch-test squashfs-tools xorriso grub-common grub-pc-bin dosfstools mtools python3 git xz-utils)
# To build for Windows, beside the first two lists.
windows_packages=(
  g++-mingw-w64-x86-64-posix gcc-mingw-w64-i686-posix libgcrypt-mingw-w64-dev python3
)

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

update_package_lists() {
  [ -n "${package_lists_updated:-}" ] && return
  echo "Fetching the package lists ..."
  as_root apt-get update -qq
  package_lists_updated=1
}

# Installs those of the named packages that are not there yet.
install_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] && return
  update_package_lists
  echo "Installing: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
}

# Downloads packages into the current folder without installing them.
download_packages() {
  update_package_lists
  apt-get download -qq "$@"
}
