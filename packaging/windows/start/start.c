// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

// After windows.h.
#include <shellapi.h>

#include "sankajo_hash.h"

// START.EXE: what may be double-clicked on any Windows since NT 4.0. Where Sankajo.exe runs, it starts it, if it is the one that this file was
// made with; elsewhere it says what to do instead. No C library; imports only what NT 4.0's kernel32 and user32 have (tests/windows/test_start.py
// holds the list). 95, 98 and Me have neither GetVersionExW nor a version of 10, and get the same words.

/// Which of the sentences below.
enum Answer { StartIt, OldWindows, Only32Bit, Missing, Unreadable, Damaged, Declined, NotStarted, answers };

enum { englishText, japaneseText, languages };

#define WAYS_EN                                                                                                       \
  L"1. Shut this PC down properly. Connect its disk to a PC with a 64-bit Windows 10 or later. Open Sankajo there.\n" \
  L"2. Or, if you have the Sankajo rescue disc, start this PC from it.\n\n"                                           \
  L"Until then, unplug the network cable. This keeps the worm from spreading.\nNothing was changed."
#define WAYS_JA                                                                                                                                                                         \
  L"1. このパソコンを正しく終了します（シャットダウン）。次に、ディスクを64ビット版の Windows\u00A010 以降のパソコンにつなぎます。" \
  L"そのパソコンで Sankajo を開きます。\n"                                                                                                                                 \
  L"2. Sankajo の起動ディスクがあれば、それでこのパソコンを起動します。\n\n"                                                                                \
  L"それまで、ネットワークケーブルを抜いておいてください。ワームが外へ広がるのを止めるためです。\n何も変更していません。"

static const wchar_t* const sentences[answers][languages] = {
    [OldWindows] = {L"Sankajo does not run on this Windows. This PC can still be checked, in one of two ways:\n\n" WAYS_EN,
                    L"Sankajo は、この Windows では動きません。このパソコンは、次のどちらかの方法で確認できます。\n\n" WAYS_JA},
    [Only32Bit] =
        {L"This is a 32-bit Windows, and Sankajo needs a 64-bit one. This PC can still be checked, in one of two ways:\n\n" WAYS_EN,
         L"この Windows は32ビット版です。Sankajo は64ビット版で動きます。このパソコンは、次のどちらかの方法で確認できます。\n\n" WAYS_JA},
    [Missing] = {L"\"Sankajo.exe\" is not in the folder of START.EXE. Nothing was changed.\n\n"
                 L"Take everything out of the zip file into one folder, and open START.EXE there.",
                 L"START.EXE と同じフォルダーに「Sankajo.exe」がありません。何も変更していません。\n\n"
                 L"zip ファイルの中身をすべて1つのフォルダーに取り出して、そこで START.EXE を開いてください。"},
    [Unreadable] = {L"\"Sankajo.exe\" could not be read. Nothing was changed.\n\n"
                    L"Close other programs and open START.EXE again. If it happens again, get a new copy of Sankajo.",
                    L"「Sankajo.exe」を読めませんでした。何も変更していません。\n\n"
                    L"ほかのプログラムを閉じて、もう一度 START.EXE を開いてください。くり返すときは、Sankajo を入手し直してください。"},
    [Damaged] = {L"The content of \"Sankajo.exe\" is not what it was when it was made. It was not opened. Nothing was changed.\n\n"
                 L"Get a new copy of Sankajo.",
                 L"「Sankajo.exe」の中身が、作られたときと違います。開かずに止めました。何も変更していません。\n\n"
                 L"Sankajo を入手し直してください。"},
    [Declined] = {L"Sankajo was not started. Nothing was changed.\n\n"
                  L"To start it, open START.EXE again, and answer Windows' question with Yes.",
                  L"Sankajo は始まっていません。何も変更していません。\n\n"
                  L"始めるには、もう一度 START.EXE を開いて、Windows の質問に「はい」と答えてください。"},
    [NotStarted] = {L"Windows could not start \"Sankajo.exe\". Nothing was changed.\n\n"
                    L"Copy the whole folder to this PC's desktop, and open START.EXE there.",
                    L"Windows は「Sankajo.exe」を始められませんでした。何も変更していません。\n\n"
                    L"フォルダーをすべてこのパソコンのデスクトップにコピーして、そこで START.EXE を開いてください。"},
};

/// What to do on a Windows of this major version (0: it could not be asked) with programs for these processors.
static enum Answer answerFor(DWORD majorVersion, WORD processor) {
  if (majorVersion < 10) return OldWindows;
  return processor == PROCESSOR_ARCHITECTURE_AMD64 ? StartIt : Only32Bit;
}

static DWORD majorVersion(void) {
  // The manifest names Windows 10, so it is told its true version. Static: without a C library nothing clears memory for us.
  static OSVERSIONINFOW version;
  version.dwOSVersionInfoSize = sizeof version;
  if (!GetVersionExW(&version) || version.dwPlatformId != VER_PLATFORM_WIN32_NT) return 0;
  return version.dwMajorVersion;
}

/// The processor whose programs run here: on ARM it is AMD64 where Windows emulates that.
static WORD processor(HMODULE kernel) {
  static SYSTEM_INFO info;
  void(WINAPI * get)(SYSTEM_INFO*) = (void(WINAPI*)(SYSTEM_INFO*))(void*)GetProcAddress(kernel, "GetNativeSystemInfo");
  if (get == NULL) return PROCESSOR_ARCHITECTURE_INTEL;
  get(&info);
  return info.wProcessorArchitecture;
}

// ---- SHA-256 (FIPS 180-4)

static DWORD rotated(DWORD word, int by) {
  return (word >> by) | (word << (32 - by));
}

static void hashBlock(DWORD state[8], const BYTE block[64]) {
  static const DWORD constants[64] = {
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
      0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
      0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
      0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
      0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
      0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
  static DWORD words[64];
  for (int i = 0; i < 16; ++i) {
    const BYTE* at = block + 4 * i;
    words[i] = ((DWORD)at[0] << 24) | ((DWORD)at[1] << 16) | ((DWORD)at[2] << 8) | at[3];
  }
  for (int i = 16; i < 64; ++i) {
    const DWORD s0 = rotated(words[i - 15], 7) ^ rotated(words[i - 15], 18) ^ (words[i - 15] >> 3);
    const DWORD s1 = rotated(words[i - 2], 17) ^ rotated(words[i - 2], 19) ^ (words[i - 2] >> 10);
    words[i] = words[i - 16] + s0 + words[i - 7] + s1;
  }
  DWORD a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (int i = 0; i < 64; ++i) {
    const DWORD t1 = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
    const DWORD t2 = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = d + t1;
    d = c;
    c = b;
    b = a;
    a = t1 + t2;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/// The hash of what is read from the file; FALSE where reading fails.
static BOOL hashFile(HANDLE file, BYTE hash[32]) {
  static BYTE buffer[65536];
  static const DWORD first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  DWORD state[8];
  for (int i = 0; i < 8; ++i) state[i] = first[i];
  ULONGLONG length = 0;
  DWORD used = 0;  // Bytes in the buffer.
  for (;;) {
    DWORD got = 0;
    if (!ReadFile(file, buffer + used, sizeof buffer - used, &got, NULL)) return FALSE;
    if (got == 0) break;
    length += got;
    used += got;
    DWORD done = 0;
    for (; used - done >= 64; done += 64) hashBlock(state, buffer + done);
    for (DWORD i = 0; i < used - done; ++i) buffer[i] = buffer[done + i];
    used -= done;
  }
  buffer[used++] = 0x80;
  if (used > 56) {
    while (used < 64) buffer[used++] = 0;
    hashBlock(state, buffer);
    used = 0;
  }
  while (used < 56) buffer[used++] = 0;
  for (int i = 0; i < 8; ++i) buffer[56 + i] = (BYTE)((length * 8) >> (8 * (7 - i)));
  hashBlock(state, buffer);
  for (int i = 0; i < 32; ++i) hash[i] = (BYTE)(state[i / 4] >> (8 * (3 - i % 4)));
  return TRUE;
}

// ---- starting

/// Appends a name to a folder; FALSE where it does not fit.
static BOOL append(wchar_t* path, DWORD length, DWORD capacity, const wchar_t* name) {
  do {
    if (length >= capacity) return FALSE;
    path[length++] = *name;
  } while (*name++ != 0);
  return TRUE;
}

/// Windows' own way to start a program that may want more rights: its question comes from here. shell32 is taken from the system's folder.
static enum Answer startProgram(const wchar_t* program) {
  static wchar_t shellPath[MAX_PATH + 16];
  static SHELLEXECUTEINFOW what;
  const DWORD length = GetSystemDirectoryW(shellPath, MAX_PATH);
  if (length == 0 || length >= MAX_PATH || !append(shellPath, length, MAX_PATH + 16, L"\\shell32.dll")) return NotStarted;
  const HMODULE shell = LoadLibraryExW(shellPath, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
  if (shell == NULL) return NotStarted;
  BOOL(WINAPI * execute)(SHELLEXECUTEINFOW*) = (BOOL(WINAPI*)(SHELLEXECUTEINFOW*))(void*)GetProcAddress(shell, "ShellExecuteExW");
  if (execute == NULL) return NotStarted;
  what.cbSize = sizeof what;
  what.fMask = SEE_MASK_NOASYNC | SEE_MASK_FLAG_NO_UI;
  what.lpFile = program;
  what.nShow = SW_SHOWNORMAL;
  if (execute(&what)) return StartIt;
  return GetLastError() == ERROR_CANCELLED ? Declined : NotStarted;
}

/// Starts the Sankajo.exe beside us if it is the one that is known.
static enum Answer startSankajo(void) {
  static wchar_t program[32768];
  const DWORD capacity = sizeof program / sizeof *program;
  DWORD length = GetModuleFileNameW(NULL, program, capacity);
  if (length == 0 || length >= capacity) return Missing;
  while (length > 0 && program[length - 1] != L'\\') --length;
  if (!append(program, length, capacity, L"Sankajo.exe")) return Missing;
  // Stays open until it has started: nobody can write to it in between.
  const HANDLE file = CreateFileW(program, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, NULL);
  if (file == INVALID_HANDLE_VALUE) return GetLastError() == ERROR_FILE_NOT_FOUND ? Missing : Unreadable;
  BYTE hash[32];
  enum Answer answer = Unreadable;
  if (hashFile(file, hash)) {
    answer = StartIt;
    for (int i = 0; i < 32; ++i) {
      if (hash[i] != sankajoHash[i]) answer = Damaged;
    }
  }
  if (answer == StartIt) answer = startProgram(program);
  CloseHandle(file);
  return answer;
}

/// An old Windows surely has the letters of its own language only; from Windows 10 on the person's choice counts.
static int language(BOOL old) {
  const LANGID language = old ? GetSystemDefaultLangID() : GetUserDefaultLangID();
  return PRIMARYLANGID(language) == LANG_JAPANESE ? japaneseText : englishText;
}

#ifndef START_PARTS
void entry(void) __asm__("sankajo_entry");
void entry(void) {
  const HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
  BOOL(WINAPI * librariesFrom)(DWORD) = (BOOL(WINAPI*)(DWORD))(void*)GetProcAddress(kernel, "SetDefaultDllDirectories");
  if (librariesFrom != NULL) librariesFrom(LOAD_LIBRARY_SEARCH_SYSTEM32);
  const enum Answer here = answerFor(majorVersion(), processor(kernel));
  const enum Answer answer = here == StartIt ? startSankajo() : here;
  if (answer != StartIt)
    MessageBoxW(NULL, sentences[answer][language(here == OldWindows)], L"Sankajo", MB_OK | MB_ICONINFORMATION | MB_SETFOREGROUND);
  ExitProcess(answer);
}
#endif
