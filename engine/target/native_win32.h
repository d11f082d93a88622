// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <windows.h>
#include <winternl.h>

#include <string>
#include <string_view>

#include "engine/error.h"

// What the system's own library offers beyond the headers of MinGW: names of keys are counted there, so that one that holds a NUL is the key that
// it is, and each step goes from an open handle. Documented in Microsoft's driver kit (wdm.h, ntddk.h) but for the two information classes named
// below. Included by _win32 files only.

extern "C" {
NTSYSAPI NTSTATUS NTAPI NtOpenKey(PHANDLE key, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes);
NTSYSAPI NTSTATUS NTAPI NtCreateKey(PHANDLE key, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, ULONG titleIndex,
                                    PUNICODE_STRING keyClass, ULONG options, PULONG disposition);
NTSYSAPI NTSTATUS NTAPI NtDeleteKey(HANDLE key);
NTSYSAPI NTSTATUS NTAPI NtFlushKey(HANDLE key);
NTSYSAPI NTSTATUS NTAPI NtQueryKey(HANDLE key, int informationClass, PVOID information, ULONG length, PULONG resultLength);
NTSYSAPI NTSTATUS NTAPI NtEnumerateKey(HANDLE key, ULONG index, int informationClass, PVOID information, ULONG length, PULONG resultLength);
NTSYSAPI NTSTATUS NTAPI NtEnumerateValueKey(HANDLE key, ULONG index, int informationClass, PVOID information, ULONG length,
                                            PULONG resultLength);
NTSYSAPI NTSTATUS NTAPI NtQueryValueKey(HANDLE key, PUNICODE_STRING name, int informationClass, PVOID information, ULONG length,
                                        PULONG resultLength);
NTSYSAPI NTSTATUS NTAPI NtSetValueKey(HANDLE key, PUNICODE_STRING name, ULONG titleIndex, ULONG type, PVOID data, ULONG length);
NTSYSAPI NTSTATUS NTAPI NtDeleteValueKey(HANDLE key, PUNICODE_STRING name);
NTSYSAPI NTSTATUS NTAPI NtQuerySecurityObject(HANDLE object, SECURITY_INFORMATION which, PSECURITY_DESCRIPTOR descriptor, ULONG length,
                                              PULONG needed);
NTSYSAPI NTSTATUS NTAPI NtSetSecurityObject(HANDLE object, SECURITY_INFORMATION which, PSECURITY_DESCRIPTOR descriptor);
NTSYSAPI BOOLEAN NTAPI RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR descriptor, ULONG length, SECURITY_INFORMATION required);
NTSYSAPI NTSTATUS NTAPI NtOpenMutant(PHANDLE mutant, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes);
NTSYSAPI NTSTATUS NTAPI NtQueryVirtualMemory(HANDLE process, PVOID address, int informationClass, PVOID information, SIZE_T length,
                                             PSIZE_T resultLength);
}

namespace sankajo::win32 {

constexpr auto statusInfoLengthMismatch = static_cast<NTSTATUS>(0xC0000004);
constexpr auto statusNotImplemented = static_cast<NTSTATUS>(0xC0000002);
constexpr auto statusInvalidInfoClass = static_cast<NTSTATUS>(0xC0000003);
constexpr auto statusInvalidParameter = static_cast<NTSTATUS>(0xC000000D);
constexpr auto statusNoMoreEntries = static_cast<NTSTATUS>(0x8000001A);
constexpr auto statusBufferOverflow = static_cast<NTSTATUS>(0x80000005);
constexpr auto statusBufferTooSmall = static_cast<NTSTATUS>(0xC0000023);
constexpr auto statusAccessDenied = static_cast<NTSTATUS>(0xC0000022);
constexpr auto statusNotFound = static_cast<NTSTATUS>(0xC0000034);   // STATUS_OBJECT_NAME_NOT_FOUND
constexpr auto statusNoPath = static_cast<NTSTATUS>(0xC000003A);     // STATUS_OBJECT_PATH_NOT_FOUND
constexpr auto statusOtherType = static_cast<NTSTATUS>(0xC0000024);  // STATUS_OBJECT_TYPE_MISMATCH
constexpr auto statusKeyDeleted = static_cast<NTSTATUS>(0xC000017C);

constexpr bool good(NTSTATUS status) {
  return status >= 0;
}

/// A text with its length, as the system's own functions take it. `text` must outlive it.
inline UNICODE_STRING counted(std::wstring& text) {
  const auto bytes = static_cast<USHORT>(text.size() * sizeof(wchar_t));
  return {bytes, bytes, text.data()};
}

/// How an object is named: `name` below the one of the handle `root`, or from the very top. `name` must outlive it.
inline OBJECT_ATTRIBUTES named(UNICODE_STRING& name, HANDLE root, ULONG flags) {
  OBJECT_ATTRIBUTES attributes{};
  InitializeObjectAttributes(&attributes, &name, flags, root, nullptr);
  return attributes;
}

/// The same as errorOf, for a status of the system's own library.
Error errorOfStatus(NTSTATUS status, std::string subject, std::string_view doing);

}  // namespace sankajo::win32
