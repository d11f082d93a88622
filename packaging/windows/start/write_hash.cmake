# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
file(SHA256 ${PROGRAM} hash)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1, " bytes ${hash})
file(WRITE ${HEADER} "static const unsigned char sankajoHash[32] = {${bytes}};\n")
