// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <atomic>
#include <thread>

#include "engine/rules.h"
#include "engine/text_filter.h"
#include "tests/support/pe_builder.h"

using namespace sankajo;

namespace {

const char kRules[] = R"(
rule second_letter { strings: $a = "bravo" condition: $a }
rule first_letter { strings: $a = "alpha" wide ascii condition: $a }
private rule hidden { condition: true }
rule both { condition: hidden and second_letter and first_letter }
)";

RuleSet compiled(std::string_view source) {
  return RuleSet::compile(source, "rules.yar").value();
}

QByteArray joined(const std::vector<std::string>& names) {
  QByteArrayList all;
  for (const std::string& text : names) all << QByteArray::fromStdString(text);
  return all.join(' ');
}

QByteArray matches(const RuleSet& rules, std::string_view bytes) {
  return joined(rules.scanner().value().match(bytes).value());
}

}  // namespace

class TestRules : public QObject {
  Q_OBJECT
 private slots:
  void whatMatchesIsNamedInTheRulesOrder_data();
  void whatMatchesIsNamedInTheRulesOrder();
  void namesAreInOrderWithoutPrivateRules();
  void aScannerIsUsedAgainAndAgain();
  void aScannerOutlivesItsRuleSet();
  void noRulesMatchNothing();
  void theLastByteIsLookedAt();
  void mistakesAreToldWithTheirLine_data();
  void mistakesAreToldWithTheirLine();
  void aWarningIsNoMistake();
  void anIncludeIsRefused();
  void modulesMayBeImported();
  void manyMatchesOfOneTextAreNoMistake();
  void threadsScanAtTheSameTime();
  void aTextIsFoundWhereverItStands_data();
  void aTextIsFoundWhereverItStands();
  void theFastLookChangesNoAnswer_data();
  void theFastLookChangesNoAnswer();
};

void TestRules::whatMatchesIsNamedInTheRulesOrder_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArray>("names");
  QTest::newRow("none") << QByteArray("charlie") << QByteArray();
  QTest::newRow("empty") << QByteArray() << QByteArray();
  QTest::newRow("one") << QByteArray("xx alpha xx") << QByteArray("first_letter");
  QTest::newRow("UTF-16") << QByteArray("a\0l\0p\0h\0a\0", 10) << QByteArray("first_letter");
  QTest::newRow("all") << QByteArray("alpha bravo") << QByteArray("second_letter first_letter both");
  QTest::newRow("behind a NUL") << QByteArray("\0\0bravo\0", 8) << QByteArray("second_letter");
}

void TestRules::whatMatchesIsNamedInTheRulesOrder() {
  QFETCH(QByteArray, bytes);
  QFETCH(QByteArray, names);
  QCOMPARE(matches(compiled(kRules), bytes.toStdString()), names);
  QCOMPARE(matches(compiled(kRules), std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))), names);
}

void TestRules::namesAreInOrderWithoutPrivateRules() {
  QCOMPARE(joined(compiled(kRules).names()), QByteArray("second_letter first_letter both"));
}

void TestRules::aScannerIsUsedAgainAndAgain() {
  const RuleSet rules = compiled(kRules);
  RuleSet::Scanner first = rules.scanner().value();
  RuleSet::Scanner scanner = std::move(first);
  for (int i = 0; i < 100; ++i) {
    QCOMPARE(joined(scanner.match("bravo").value()), QByteArray("second_letter"));
    QCOMPARE(joined(scanner.match("nothing").value()), QByteArray());
  }
  scanner = rules.scanner().value();
  QCOMPARE(joined(scanner.match("alpha").value()), QByteArray("first_letter"));
}

void TestRules::aScannerOutlivesItsRuleSet() {
  RuleSet::Scanner scanner = compiled(kRules).scanner().value();
  QCOMPARE(joined(scanner.match("bravo").value()), QByteArray("second_letter"));
}

void TestRules::noRulesMatchNothing() {
  const RuleSet rules = compiled("// no rule yet\n");
  QVERIFY(rules.names().empty());
  QCOMPARE(matches(rules, "alpha"), QByteArray());
}

void TestRules::theLastByteIsLookedAt() {
  const RuleSet rules = compiled(kRules);
  // Exactly as long as its bytes, so that the sanitizer sees a look beyond its end.
  const std::vector<char> bytes{'b', 'r', 'a', 'v', 'o'};
  QCOMPARE(matches(rules, std::string_view(bytes.data(), 5)), QByteArray("second_letter"));
  QCOMPARE(matches(rules, std::string_view(bytes.data(), 4)), QByteArray());
}

void TestRules::mistakesAreToldWithTheirLine_data() {
  QTest::addColumn<QByteArray>("source");
  QTest::addColumn<QByteArray>("detail");
  QTest::newRow("syntax") << QByteArray("rule a { condition: true }\nrule b {\n  condition true }") << QByteArray("line 3: syntax error");
  QTest::newRow("unknown text") << QByteArray("rule a {\n  condition:\n    $x }\n") << QByteArray("line 3: undefined string");
  QTest::newRow("unused text") << QByteArray("rule a {\n  strings: $x = \"abcdef\"\n  condition: true }") << QByteArray("line ");
  QTest::newRow("external variable") << QByteArray("rule a {\n condition: filename == \"msblast.exe\" }")
                                     << QByteArray("line 2: undefined identifier");
  QTest::newRow("twice") << QByteArray("rule a { condition: true }\nrule a { condition: true }")
                         << QByteArray("line 2: duplicated identifier");
  QTest::newRow("unknown module") << QByteArray("\nimport \"nothing\"\nrule a { condition: true }") << QByteArray("line 2: unknown module");
  QTest::newRow("NUL") << QByteArray("rule a { condition: true }\n\0rule b {", 35) << QByteArray("line 2: a NUL byte");
  QTest::newRow("no end") << QByteArray("rule a {\n condition: true\n") << QByteArray("line 3: ");
  QTest::newRow("not rules") << QByteArray("MZ\x90\x01\x02\xFF") << QByteArray("line 1: ");
}

void TestRules::mistakesAreToldWithTheirLine() {
  QFETCH(QByteArray, source);
  QFETCH(QByteArray, detail);
  const auto rules = RuleSet::compile(source.toStdString(), "rules.yar");
  QVERIFY(!rules.has_value());
  QCOMPARE(rules.error().code, Errc::BadAdvisory);
  QCOMPARE(QByteArray::fromStdString(rules.error().subject), QByteArray("rules.yar"));
  QVERIFY2(rules.error().detail.starts_with(detail.toStdString()), rules.error().detail.c_str());
}

void TestRules::aWarningIsNoMistake() {
  // A text of one character makes scanning slow, which libyara warns of.
  QCOMPARE(matches(compiled("rule slow { strings: $a = \"z\" condition: $a }"), "xyz"), QByteArray("slow"));
}

void TestRules::anIncludeIsRefused() {
  const auto rules = RuleSet::compile("\ninclude \"/etc/hostname\"\nrule a { condition: true }", "rules.yar");
  QVERIFY(!rules.has_value());
  QCOMPARE(rules.error().code, Errc::BadAdvisory);
  QVERIFY2(rules.error().detail.starts_with("line 2: include"), rules.error().detail.c_str());
}

void TestRules::modulesMayBeImported() {
  const RuleSet rules = compiled(R"(
import "pe"
rule image { condition: pe.is_pe and pe.machine == pe.MACHINE_I386 and pe.number_of_sections == 3 and pe.entry_point == 0x200 }
rule versioned { condition: pe.version_info["FileVersion"] == "5.1.2600.1362" }
)");
  const std::string image = PeBuilder{.version = FileVersionNumber{{5, 1, 2600, 1362}},
                                      .versionTexts = {{"CompanyName", "Somebody"}, {"FileVersion", "5.1.2600.1362"}},
                                      .texts = {"text"}}
                                .build()
                                .value();
  QCOMPARE(matches(rules, image), QByteArray("image versioned"));
  QCOMPARE(matches(rules, "alpha"), QByteArray());
}

void TestRules::manyMatchesOfOneTextAreNoMistake() {
  QCOMPARE(matches(compiled("rule many { strings: $a = \"aaaa\" condition: #a > 10 }"), std::string(3'000'000, 'a')), QByteArray("many"));
}

void TestRules::threadsScanAtTheSameTime() {
  const RuleSet rules = compiled(kRules);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  threads.reserve(2);
  for (int thread = 0; thread < 2; ++thread) {
    threads.emplace_back([&rules, &wrong, thread] {
      auto scanner = rules.scanner();
      std::string bytes(100'000, 'x');
      bytes += thread == 0 ? "alpha" : "bravo";
      const std::vector<std::string> expected{thread == 0 ? "first_letter" : "second_letter"};
      for (int i = 0; i < 200; ++i) {
        const auto names = scanner->match(bytes);
        if (!names || *names != expected) ++wrong;
        if (i % 50 == 0 && !RuleSet::compile(kRules, "rules.yar")) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  QCOMPARE(wrong.load(), 0);
}

void TestRules::aTextIsFoundWhereverItStands_data() {
  QTest::addColumn<int>("length");
  for (const int length : {11, 12, 23, 64, 100, 257, 1000}) QTest::addRow("%d bytes", length) << length;
}

// At every offset, among zeros and among bytes of the text itself: no walk steps over it, and none reads beyond the end.
void TestRules::aTextIsFoundWhereverItStands() {
  QFETCH(int, length);
  const std::string text = "needle here";
  const TextFilter filter({text, "another needle, a longer one"});
  for (const char fill : {'\0', 'e', ' '}) {
    const std::string without(static_cast<std::size_t>(length), fill);
    QVERIFY(!filter.occursIn(without));
    for (std::size_t at = 0; at + text.size() <= without.size(); ++at) {
      std::string with = without;
      with.replace(at, text.size(), text);
      // In memory of its own size, so that AddressSanitizer sees a step too far.
      const std::vector<char> exact(with.begin(), with.end());
      QVERIFY2(filter.occursIn({exact.data(), exact.size()}), qPrintable(QString::number(at)));
      with[at + text.size() - 1] = '!';
      QVERIFY(!filter.occursIn(with));
    }
  }
  for (const char* tooShort : {"", "n", "needle her"}) QVERIFY(!filter.occursIn(tooShort));
}

void TestRules::theFastLookChangesNoAnswer_data() {
  QTest::addColumn<QByteArray>("rule");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<bool>("matches");
  const QByteArray text = "strings: $long = \"a long enough text\" ";
  const QByteArray with = "xx a long enough text xx";
  QTest::newRow("the text") << text + "condition: $long" << with << true;
  QTest::newRow("not the text") << text + "condition: $long" << QByteArray("a long enough tex") << false;
  QTest::newRow("wide only") << QByteArray("strings: $t = \"secret\" wide condition: $t") << QByteArray("s\0e\0c\0r\0e\0t\0", 12) << true;
  QTest::newRow("wide is not plain") << QByteArray("strings: $t = \"secret\" wide condition: $t") << QByteArray("secret") << false;
  QTest::newRow("without its text") << text + "condition: not $long" << QByteArray("nothing") << true;
  QTest::newRow("by size") << text + "condition: $long or filesize < 10" << QByteArray("nothing") << true;
  QTest::newRow("by a number") << text + "condition: #long == 0" << QByteArray("nothing") << true;
  QTest::newRow("none of them") << text + "condition: none of them" << QByteArray("nothing") << true;
  QTest::newRow("always") << text + "condition: $long or true" << QByteArray("nothing") << true;
  QTest::newRow("without regard to case") << QByteArray("strings: $t = \"SECRET\" nocase condition: $t") << QByteArray("secret") << true;
  QTest::newRow("a short text") << QByteArray("strings: $t = \"abc\" condition: $t") << QByteArray("xabcx") << true;
  QTest::newRow("bytes") << QByteArray("strings: $t = { 41 42 ?? 44 45 46 47 } condition: $t") << QByteArray("ABxDEFG") << true;
  QTest::newRow("a regular expression") << QByteArray("strings: $t = /ab+cdefgh/ condition: $t") << QByteArray("abbbcdefgh") << true;
  QTest::newRow("a brace in a text") << QByteArray("strings: $t = \"} condition: \\\"\" condition: $t or filesize == 3") << QByteArray("abc") << true;
  QTest::newRow("a comment") << text + "condition: /* $long and */ $long // or true" << QByteArray("nothing") << false;
  QTest::newRow("two of them") << QByteArray("strings: $a = \"first text\" $b = \"second text\" condition: 2 of ($a, $b)") << QByteArray("first text, second text") << true;
}

void TestRules::theFastLookChangesNoAnswer() {
  QFETCH(QByteArray, rule);
  QFETCH(QByteArray, bytes);
  QFETCH(bool, matches);
  const RuleSet rules = compiled("rule one { " + rule.toStdString() + "\n}");
  QCOMPARE(!rules.scanner().value().match(bytes.toStdString()).value().empty(), matches);
}

QTEST_APPLESS_MAIN(TestRules)
#include "test_rules.moc"
