// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Strings that were published in descriptions of the worms. Names and places are conditions of the indicators in advisory.json; only
// executables are looked at. The worms' files are packed: these match unpacked files and the memory of running programs.

rule Blaster
{
    meta:
        description = "The two sentences in the worm's body"
        source = "Symantec's description, W32.Blaster.Worm"
    strings:
        $san = "I just want to say LOVE YOU SAN!!" ascii wide
        $billy = "billy gates why do you make this possible ? Stop making money and fix your software!!" ascii wide
    condition:
        any of them
}

rule Welchia_A
{
    meta:
        description = "Parts of the greeting in the worm's body; two of them, since each alone is short"
        source = "F-Secure's description, Welchi"
    strings:
        $wife = "I love my wife & baby :)~~~" ascii wide
        $welcome = "Welcome Chian~~~" ascii wide
        $notice = "Notice: 2004 will remove myself:)~~" ascii wide
        $sorry = "sorry zhongli~~~" ascii wide
    condition:
        2 of them
}

rule Welchia_B
{
    meta:
        description = "The line that it puts into web pages, carried in its body"
        source = "The Register, 2004-02-12, and Computerworld Australia on Nachi.B"
    strings:
        $history = "LET HISTORY TELL FUTURE !" ascii wide
    condition:
        $history
}

rule Cirebot
{
    meta:
        description = "Texts of rpctest.exe and of rpc.exe"
        source = "F-Secure's description, rpc"
    strings:
        $rpctest = "USE THE FORZ LUKE!" ascii wide
        $rpc = "rpc autorooter by ERIC" ascii wide
    condition:
        any of them
}
