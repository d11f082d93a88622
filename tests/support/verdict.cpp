// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/verdict.h"

namespace sankajo::test {

std::string findingsOf(const Report& report) {
  std::string out;
  for (const Finding& finding : report.assessment.findings)
    out += (out.empty() ? "" : ", ") + finding.threat + " " + std::string(name(finding.state));
  return out;
}

std::string patchesOf(const Report& report) {
  std::string out;
  for (const HoleFinding& hole : report.assessment.holes)
    for (const PatchFinding& patch : hole.patches) out += (out.empty() ? "" : " ") + std::string(name(patch.state));
  return out;
}

std::string packageOf(const Report& report) {
  for (const HoleFinding& hole : report.assessment.holes)
    if (hole.needed) return hole.needed->file;
  return {};
}

std::string verdictOf(const Report& report) {
  return std::string(name(report.assessment.infection)) + ", " + std::string(name(report.assessment.exposure)) + ", " +
         std::string(name(report.assessment.nextStep)) + ", exit " + std::to_string(report.exitCode);
}

std::string explained(const Report& report) {
  std::string out;
  for (const NotRead& one : report.evidence.notRead) out += "\n  not read: " + one.where + ": " + one.why + (one.needed ? " (needed)" : "");
  for (const Finding& finding : report.assessment.findings)
    for (const JudgedObservation& judged : finding.observations)
      out += "\n  " + finding.threat + ": " + std::string(name(judged.strength)) + " " +
             report.evidence.observations[judged.observation].where + " (" + judged.detail + ")";
  for (const HoleFinding& hole : report.assessment.holes) {
    out += "\n  " + hole.hole + ": " + hole.why;
    for (const PatchFinding& patch : hole.patches)
      for (const PatchEvidence& one : patch.evidence) out += "\n  " + patch.id + ": " + one.where + " " + one.detail;
  }
  for (const OperationResult& one : report.operations)
    out += "\n  " + one.action + " " + one.where + ": " + std::string(name(one.outcome)) + " " + one.detail;
  return out;
}

std::string unlike(const std::string& got, const std::string& expected, const std::string& why) {
  return got == expected ? std::string() : "\n  got      " + got + "\n  expected " + expected + why;
}

}  // namespace sankajo::test
