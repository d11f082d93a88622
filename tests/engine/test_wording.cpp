// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/advisory_lint.h"
#include "engine/wording.h"

using namespace sankajo;

namespace {

const QString kSource = SANKAJO_SOURCE_DIR;

QByteArray bytesOf(const QString& path) {
  QFile file(kSource + "/" + path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Wording wordingFor(const QString& language) {
  return *Wording::fromJson(bytesOf("translations/messages." + language + ".json").toStdString());
}

using Texts = std::map<std::string, std::string>;

Texts textsOf(const QString& path) {
  Texts texts = nlohmann::json::parse(bytesOf(path).toStdString()).get<Texts>();
  texts.erase("language");
  return texts;
}

/// Every file of sentences in a language: the program's and the pack's.
QStringList filesOf(const QString& language) {
  return {"translations/messages." + language + ".json", "resources/advisories/blaster/text." + language + ".json"};
}

/// Captions, headlines, cells and questions: no full stop at their end.
bool isCaption(const std::string& key) {
  static const QRegularExpression captions(
      R"(\.headline(_named)?$|^(patch|kind|strength|action|why|outcome|group|depth|reason|ask)\.|^cli\.(verb|option|help)\.)"
      R"(|^hole\.(patch_needed|package_file|service_packs?)$|^hole\.title$|^found\.remark$|^report\.|^cli\.(purge_run|targets\.line)|^error\.no_subject$)"
      R"(|^threat\..*\.name$|^protection\..*\.title$|^fleet\.|^filter\.|^situation\.|^notice\.|^kiosk\.(figures\.|pin\.(ask|again|copy)$))"
      R"(|^sheet\.|^steps\.(title$|language\.|\w+\.do$)|^form\.|^help\.worm\.title$|^attempts\.(title|chart|number\..*|bar)$)");
  // Whole sentences among those.
  static const QRegularExpression sentences(R"(^report\.(undo_how|notice)$|^ask\.again$|^cli\.help\.more$|^fleet\.(none|left_out\..*)$|^form\.(not_sent|where|japan|private)$|^sheet\.(why|(step|card)\.(wait|unplug|wifi|running)|list\.(rule|more))$|^filter\.(what|side_effects|rights|ip_version|name|name_yamaha|no_connection)$)");
  const QString text = QString::fromStdString(key);
  return captions.match(text).hasMatch() && !sentences.match(text).hasMatch();
}

void eachText(const QString& language, const std::function<void(const std::string& key, const QString& text)>& look) {
  for (const QString& file : filesOf(language)) {
    const Texts texts = textsOf(file);
    QVERIFY(!texts.empty());
    for (const auto& [key, text] : texts) look(key, QString::fromStdString(text));
  }
}

/// Every literal in engine and app that could be a key.
std::set<std::string> keysInTheCode() {
  static const QRegularExpression literal(R"lit("([a-z_]+(\.[a-z_]+)+)")lit");
  std::set<std::string> keys;
  for (const char* const folder : {"engine", "app", "kiosk"}) {
    for (QDirIterator files(kSource + "/" + folder, {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories); files.hasNext();) {
      const QString source = bytesOf(QDir(kSource).relativeFilePath(files.next()));
      for (auto match = literal.globalMatch(source); match.hasNext();) keys.insert(match.next().captured(1).toStdString());
    }
  }
  return keys;
}

QByteArray saying(const std::string& key, const QString& text) {
  return QByteArray::fromStdString(key) + ": " + text.toUtf8();
}

}  // namespace

class TestWording : public QObject {
  Q_OBJECT

  static void bothLanguages() {
    QTest::addColumn<QString>("language");
    QTest::newRow("Japanese") << "ja";
    QTest::newRow("English") << "en";
  }

 private slots:
  void bothLanguagesHaveTheSameTextsAndPlaceholders() {
    const Texts ja = textsOf("translations/messages.ja.json");
    const Texts en = textsOf("translations/messages.en.json");
    for (const auto& [key, text] : ja) {
      QVERIFY2(en.contains(key), key.c_str());
      QVERIFY2(placeholdersOf(text) == placeholdersOf(en.at(key)), key.c_str());
    }
    for (const auto& [key, text] : en) {
      const bool isSingular = key.ends_with(".one");
      const std::string base = key.substr(0, key.rfind('.'));
      QVERIFY2(isSingular ? en.contains(base + ".other") : ja.contains(key), key.c_str());
      if (isSingular) QVERIFY2(placeholdersOf(text) == placeholdersOf(en.at(base + ".other")), key.c_str());
    }
  }

  void everyTextThatTheCodeNamesIsThere() {
    const Texts messages = textsOf("translations/messages.en.json"), pack = textsOf("resources/advisories/blaster/text.en.json");
    std::set<std::string> families;
    for (const auto& [key, text] : messages) families.insert(key.substr(0, key.find('.')));
    int named = 0;
    for (const std::string& key : keysInTheCode()) {
      if (!families.contains(key.substr(0, key.find('.')))) continue;
      ++named;
      QVERIFY2(messages.contains(key) || messages.contains(key + ".other") || pack.contains(key), key.c_str());
    }
    QVERIFY(named > 100);
  }

  void noTextIsThereForNothing() {
    const std::set<std::string> named = keysInTheCode();
    // One for each value of a code: wording.cpp and the command line put these keys together.
    static const QRegularExpression composed(
        R"(^(worm|hole|next|patch|found|kind|strength|action|why|outcome|group|depth|reason|not_done|error|package|cli\.verb|fleet\.(state|problem))\.|^result\.\w+\.(headline|means|not|now)$)");
    for (const auto& [key, text] : textsOf("translations/messages.en.json")) {
      const QString shown = QString::fromStdString(key);
      const std::string counted = QString(shown).remove(QRegularExpression("\\.(one|other)$")).toStdString();
      QVERIFY2(named.contains(key) || named.contains(counted) || composed.match(shown).hasMatch(), key.c_str());
    }
  }

  void nothingAlarmsAndNothingPromises_data() { bothLanguages(); }
  void nothingAlarmsAndNothingPromises() {
    QFETCH(QString, language);
    // Parts A and E of the wording guide, and the words that its glossary says never to use.
    const QStringList never = language == "ja" ? QStringList{"警告",
                                                             "危険",
                                                             "重大",
                                                             "致命",
                                                             "脅威",
                                                             "！",
                                                             "!",
                                                             "～",
                                                             "もう安全",
                                                             "安全です",
                                                             "安心",
                                                             "ウイルスはいません",
                                                             "完全に",
                                                             "100%",
                                                             "必ず",
                                                             "絶対",
                                                             "問題ありません",
                                                             "異常なし",
                                                             "もう感染しません",
                                                             "無事",
                                                             "盗まれ",
                                                             "再起動すれば終わり",
                                                             "修正プログラムを入れました",
                                                             "すべてのファイルを調べました",
                                                             "ネットワークから切り離",
                                                             "すべて元どおりです",
                                                             "何も失われていません",
                                                             "保護されています",
                                                             "公認",
                                                             "記録は残りません",
                                                             "申し訳",
                                                             "スキャン",
                                                             "検出",
                                                             "検疫",
                                                             "パッチ",
                                                             "マルウェア",
                                                             "レポート",
                                                             "ハイブ",
                                                             "キャンセル",
                                                             "エラー",
                                                             "失敗",
                                                             "シグネチャ",
                                                             "デーモン",
                                                             "ロールバック",
                                                             "セキュリティホール",
                                                             "当該",
                                                             "適用",
                                                             "アップグレード",
                                                             "クイック",
                                                             "赤い",
                                                             "左の",
                                                             "上の画面",
                                                             "下の",
                                                             "以下",
                                                             "下さい",
                                                             "出来",
                                                             "分か",
                                                             "全て",
                                                             "既に",
                                                             "一旦",
                                                             "無い",
                                                             "詳し",
                                                             "塞",
                                                             "壊",
                                                             "繋",
                                                             "及び",
                                                             "又は",
                                                             "、、",
                                                             "，",
                                                             "．"}
                                               : QStringList{"warning",
                                                             "danger",
                                                             "critical",
                                                             "fatal",
                                                             "!",
                                                             "is safe",
                                                             "secure",
                                                             "is protected",
                                                             "no viruses",
                                                             "is clean",
                                                             "completely",
                                                             "guarantee",
                                                             "always",
                                                             "fine",
                                                             "cannot come back",
                                                             "data is safe",
                                                             "restart and you are",
                                                             "patch installed",
                                                             "all files were checked",
                                                             "offline",
                                                             "nothing lost",
                                                             "all restored",
                                                             "official",
                                                             "approved",
                                                             "nothing is kept",
                                                             "sorry",
                                                             "oops",
                                                             "malware",
                                                             "detect",
                                                             "scan",
                                                             "execute",
                                                             "terminate",
                                                             "abort",
                                                             "failed",
                                                             "ensure",
                                                             "in order to",
                                                             "successfully",
                                                             "prior to",
                                                             "n't",
                                                             "'re",
                                                             "'ll",
                                                             "we ",
                                                             "our ",
                                                             "user's",
                                                             "please",
                                                             "(s)",
                                                             "threat",
                                                             "compromise",
                                                             "vulnerab",
                                                             "exploit",
                                                             "hive",
                                                             "signature",
                                                             "above",
                                                             "below"};
    eachText(language, [&](const std::string& key, const QString& text) {
      for (const QString& word : never) {
        // "we" and "our" are whole words.
        const QRegularExpression found((word[0].isLetter() && word[0].unicode() < 128 ? "\\b" : "") + QRegularExpression::escape(word),
                                       QRegularExpression::CaseInsensitiveOption);
        QVERIFY2(!found.match(text).hasMatch(), saying(key, text) + " <- " + word.toUtf8());
      }
    });
  }

  void japaneseSentencesArePoliteShortAndEndInAFullStop() {
    const QRegularExpression polite("(です|ます|ません|でした|ました|ください)$");
    eachText("ja", [&](const std::string& key, const QString& text) {
      if (isCaption(key)) {
        QVERIFY2(!text.endsWith("。"), saying(key, text));
        return;
      }
      QVERIFY2(text.endsWith("。"), saying(key, text));
      for (QString sentence : text.chopped(1).split("。")) {
        QVERIFY2(sentence.size() <= 45, saying(key, sentence));
        // A remark in brackets or a colon with a name may end the sentence.
        sentence.remove(QRegularExpression("（[^（）]*）$|：%\\d$"));
        QVERIFY2(polite.match(sentence).hasMatch(), saying(key, sentence));
      }
    });
  }

  void englishSentencesAreShortAndEndInAFullStop() {
    eachText("en", [&](const std::string& key, const QString& text) {
      if (isCaption(key)) return;
      QVERIFY2(text.endsWith("."), saying(key, text));
      for (const QString& sentence : text.split(QRegularExpression("(?<=[.?]) "))) {
        QVERIFY2(sentence.split(' ').size() <= 20, saying(key, sentence));
        QVERIFY2(sentence[0].isUpper() || sentence[0] == '"' || sentence[0] == '%' || sentence.startsWith("msblast"),
                 saying(key, sentence));
      }
    });
  }

  void japaneseHasNoForeignLettersButNames() {
    static const QSet<QString> names = {"Sankajo",  "sankajo-cli", "Windows",
                                        "XP",       "Update",      "Service",
                                        "Pack",     "Blaster",     "Welchia",
                                        "MyDoom",   "Cirebot",     "Sdbot",
                                        "Randex",   "Raleka",      "Gaobot",
                                        "Spybot",   "Internet",    "Explorer",
                                        "NEC",      "PC-9800",     "CD",
                                        "DCOM",     "MS03-026",    "MS03-039",
                                        "MS04-012", "KB823980",    "KB824146",
                                        "KB828741", "UTC",         "JSON",
                                        "WINDOWS",  "WINNT",       "--target",
                                        "--yes",    "--help",      "--system-root",
                                        "ja",       "en",          "quick",
                                        "standard", "thorough",    ".json",
                                        ".txt",     ".html",       "advisory.json",
                                        "A",        "B",           "C",
                                        "D",        "E",           "F",
                                        "T",        "root32.exe",  "svchosthlp.exe",
                                        "Server",   "Workstation", "packages.json",
                                        "CSV",      "HTML",        "UTF-8",
                                        "--json",   "--csv",       "--html",
                                        "--for",    "NAME",        "ADDRESS",
                                        "LIST",     "reject",      "IPv4",
                                        "IPv6",     "PPPoE",       "lan2",
                                        "pp",       "select",      "none",
                                        "CSIRT",    "LAN",         "pin",         "sankajo-kiosk-config",
                                        "F12",      "F11",         "F9",
                                        "Esc"};
    const QRegularExpression word("[-.A-Za-z0-9]*[A-Za-z][-.A-Za-z0-9]*");
    eachText("ja", [&](const std::string& key, QString text) {
      text.remove(QRegularExpression("%[1-9n]"));
      for (auto match = word.globalMatch(text); match.hasNext();) {
        const QString found = match.next().captured();
        QVERIFY2(names.contains(found), saying(key, text) + " <- " + found.toUtf8());
      }
    });
  }

  void japaneseIsSetAsItsPrintersDo() {
    const QString kanaOrKanji = "[\\x{3040}-\\x{30ff}\\x{4e00}-\\x{9fff}]";
    eachText("ja", [&](const std::string& key, QString text) {
      text.replace("%n", "7");
      QVERIFY2(!text.contains(QRegularExpression("[\\x{ff61}-\\x{ff9f}]")), saying(key, text));  // half-width kana
      QVERIFY2(!text.contains(QRegularExpression("[\\x{ff10}-\\x{ff19}]")), saying(key, text));  // full-width digits
      QVERIFY2(!text.contains(QRegularExpression("[ \\x{00a0}][、。」（）]|[、。「（）][ \\x{00a0}]")), saying(key, text));
      // A half-width space between a Latin word and Japanese.
      QVERIFY2(!text.contains(QRegularExpression("[A-Za-z]" + kanaOrKanji + "|" + kanaOrKanji + "[A-Za-z]")), saying(key, text));
      QVERIFY2(!text.contains(QRegularExpression("[()?:] ?|" + kanaOrKanji + "[,.]")) || key == "hole.service_packs", saying(key, text));
    });
  }

  void windowsNamesDoNotBreakOverLines_data() { bothLanguages(); }
  void windowsNamesDoNotBreakOverLines() {
    QFETCH(QString, language);
    eachText(language, [](const std::string& key, const QString& text) {
      QVERIFY2(!text.contains(QRegularExpression("Windows (XP|2000|NT|Server|Update)")), saying(key, text));
    });
  }

  void headlinesAreShort() {
    for (const auto& [key, text] : textsOf("translations/messages.ja.json")) {
      if (QString::fromStdString(key).endsWith(".headline"))
        QVERIFY2(QString::fromStdString(text).remove("Windows").size() <= 24, text.c_str());
    }
    for (const auto& [key, text] : textsOf("translations/messages.en.json")) {
      if (QString::fromStdString(key).endsWith(".headline")) QVERIFY2(QString::fromStdString(text).split(' ').size() <= 10, text.c_str());
    }
  }

  void everyErrorSaysWhatHappenedWhatWasLostAndWhatToDo_data() { bothLanguages(); }
  void everyErrorSaysWhatHappenedWhatWasLostAndWhatToDo() {
    QFETCH(QString, language);
    const Wording wording = wordingFor(language);
    const std::map<Phase, QString> lost = {
        {Phase::Checking, language == "ja" ? "何も変更していません。" : "Nothing was changed."},
        {Phase::Treating,
         language == "ja" ? "ここまでの変更は記録してあり、元に戻せます。" : "What was done so far is recorded and can be undone."},
        {Phase::Recording, language == "ja" ? "その手順は行っていません。" : "That step was not taken."}};
    std::set<std::string> different;
    for (const Errc code : {Errc::AccessDenied, Errc::Busy, Errc::Unsupported, Errc::Unclean, Errc::Corrupt, Errc::Refused,
                            Errc::BadAdvisory, Errc::Cancelled, Errc::Io}) {
      for (const auto& [phase, sentence] : lost) {
        const std::string text = wording.error({code, R"(C:\WINDOWS\system32\msblast.exe)", "detail for the log", 13}, phase);
        const QString shown = QString::fromStdString(text);
        QVERIFY2(!shown.contains("error.") && !shown.contains('%'), text.c_str());
        QVERIFY2(!shown.contains("WINDOWS\\") && !shown.contains("detail for the log"), text.c_str());
        QCOMPARE(shown.contains(sentence), code != Errc::Refused);
        different.insert(text);
      }
      QVERIFY(!wording.reason(code).starts_with("reason."));
    }
    QCOMPARE(different.size(), std::size_t{8 * 3 + 1});
  }

  void anErrorReadsAsTheGuideHasIt() {
    const Error denied{Errc::AccessDenied, R"(C:\WINDOWS\system32\config\SYSTEM)", "", 0};
    QCOMPARE(QString::fromStdString(wordingFor("ja").error(denied, Phase::Checking)),
             QString("「SYSTEM」を開く許可がありませんでした。何も変更していません。管理者の権限で、もう一度確認してください。"));
    QCOMPARE(QString::fromStdString(wordingFor("en").error(denied, Phase::Treating)),
             QString("There was no permission to open \"SYSTEM\". What was done so far is recorded and can be undone. "
                     "Check again with administrator rights."));
    QCOMPARE(
        QString::fromStdString(wordingFor("en").error({Errc::Io, "", "", 0}, Phase::Checking)),
        QString("\"this Windows\" could not be read or written. Nothing was changed. Check the disk's connection and its free space."));
  }

  void everyValueOfEveryCodeHasItsWords_data() { bothLanguages(); }
  void everyValueOfEveryCodeHasItsWords() {
    QFETCH(QString, language);
    const Wording wording = wordingFor(language);
    const Texts texts = textsOf("translations/messages." + language + ".json");
    QStringList all;
    const auto add = [&all](const std::string& text) { all << QString::fromStdString(text); };
    for (const ResultKind kind :
         {ResultKind::Infected, ResultKind::Suspected, ResultKind::Traces, ResultKind::Clean, ResultKind::CleanOpen, ResultKind::Unknown,
          ResultKind::HoleUnknown, ResultKind::Refused, ResultKind::Restart, ResultKind::Incomplete, ResultKind::NothingDone,
          ResultKind::Treated, ResultKind::RemovedOpen, ResultKind::Interrupted, ResultKind::Undone, ResultKind::UndoIncomplete}) {
      const ResultText result = wording.result(kind);
      for (const std::string& text : {result.headline, result.means, result.notMeans, result.now}) add(text);
    }
    for (const Infection infection : {Infection::Infected, Infection::Suspected, Infection::Unknown, Infection::Traces, Infection::Clean})
      add(wording.infection(infection));
    for (const Exposure exposure : {Exposure::Open, Exposure::Closed, Exposure::NotAffected, Exposure::Unknown})
      add(wording.exposure(exposure));
    for (const NextStep step : {NextStep::RemoveAndPatch, NextStep::Patch, NextStep::Update, NextStep::LookAgain})
      add(wording.nextStep(step));
    for (const PatchState state : {PatchState::Installed, PatchState::Staged, PatchState::Failed, PatchState::Missing,
                                   PatchState::Superseded, PatchState::NotApplicable, PatchState::Unknown}) {
      add(wording.patchState(state));
    }
    for (const Outcome outcome : {Outcome::Done, Outcome::Failed, Outcome::Refused, Outcome::Skipped, Outcome::PendingRestart})
      add(wording.outcome(outcome));
    for (const Depth depth : {Depth::Quick, Depth::Standard, Depth::Thorough}) add(wording.depth(depth));
    for (const Consent consent : {Consent::Certain, Consent::Traces, Consent::Possible, Consent::Patch}) {
      add(wording.group(consent));
      add(wording.why(consent, "W32.Blaster.A"));
    }
    for (const char* const action : {"remove_file", "remove_value", "set_value", "remove_service", "end_process", "restore_file", "restore_value", "restore_key", "leave_ended", "stage_package",
                                     "put_value", "unstage_package"})
      add(wording.action(action, "msblast.exe"));
    for (const ObservationKind kind :
         {ObservationKind::File, ObservationKind::Autorun, ObservationKind::Winlogon, ObservationKind::Service, ObservationKind::Process,
          ObservationKind::Memory, ObservationKind::Mutex, ObservationKind::Port, ObservationKind::Prefetch}) {
      add(wording.kind(kind));
      for (const Strength strength : {Strength::Proof, Strength::Sign, Strength::Trace, Strength::Remark}) {
        add(wording.strength(strength));
        for (const Seen seen : {Seen::Present, Seen::Unknown}) add(wording.found(kind, strength, seen, "msblast.exe"));
      }
    }
    for (int problem = 0; problem <= static_cast<int>(PackageProblem::Changed); ++problem) {
      const std::string text =
          wording.packageRefused({"windowsxp-kb828741-x86-jpn.exe", "KB828741", static_cast<PackageProblem>(problem), "Service Pack 4"});
      QVERIFY2(text.find("windowsxp-kb828741-x86-jpn.exe") != std::string::npos, text.c_str());
      add(text);
    }
    const QRegularExpression key(R"(^[a-z_]+\.[a-z_.]+$)");
    for (const QString& text : all) {
      QVERIFY2(!text.isEmpty() && !key.match(text).hasMatch() && !text.contains('%'), qPrintable(text));
    }
  }

  void aHoleIsClosedBySomething() {
    QCOMPARE(QString::fromStdString(wordingFor("ja").exposure(Exposure::Closed, "KB823980")),
             QString("弱点はふさがっています（KB823980）。"));
    QCOMPARE(QString::fromStdString(wordingFor("en").exposure(Exposure::Open, "KB823980")), QString("The hole is open."));
  }

  void countsFollowTheirLanguage() {
    const Wording en = wordingFor("en");
    QCOMPARE(QString::fromStdString(en.count("result.removed_count", 1)), QString("1 item was removed."));
    QCOMPARE(QString::fromStdString(en.count("result.removed_count", 0)), QString("0 items were removed."));
    QCOMPARE(QString::fromStdString(en.count("cli.looking", 30013, {"C:\\WINDOWS"})),
             QString("Looking at C:\\WINDOWS. 30,013 files seen."));
    QCOMPARE(QString::fromStdString(wordingFor("ja").count("result.removed_count", 1)), QString("1件を取り除きました。"));
    QCOMPARE(QString::fromStdString(wordingFor("ja").count("result.removed_count", 1234567)), QString("1,234,567件を取り除きました。"));
  }

  void argumentsArePlainText() {
    const Wording wording = *Wording::fromJson(R"({"language": "en", "a": "%1 and %2, %3 of 100 %", "b.other": "%n %1"})");
    QCOMPARE(QString::fromStdString(wording.text("a", {"%2", "two"})), QString("%2 and two, %3 of 100 %"));
    QCOMPARE(QString::fromStdString(wording.text("a", {"x\xE2\x80\xAEy", "\xff"})),
             QString::fromUtf8("x<U+202E>y and \xEF\xBF\xBD, %3 of 100 %"));
    QCOMPARE(QString::fromStdString(wording.count("b", 7, {"%n"})), QString("7 %n"));
    QCOMPARE(QString::fromStdString(wording.text("nowhere")), QString("nowhere"));
  }

  void aNameIsShownShortAndWithoutItsFolder_data() {
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("shown");
    QTest::newRow("path") << R"(C:\WINDOWS\system32\msblast.exe)"
                          << "msblast.exe";
    QTest::newRow("root") << R"(C:\)"
                          << "C:";
    QTest::newRow("host folder") << "/media/disk/"
                                 << "disk";
    QTest::newRow("value") << R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run\windows auto update)"
                           << "windows auto update";
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("40 characters") << QString(40, QChar(u'写')) << QString(40, QChar(u'写'));
    QTest::newRow("long") << QString(30, QChar(u'写')) + QString(27, QChar(u'真')) + ".exe"
                          << QString(19, QChar(u'写')) + "…" + QString(16, QChar(u'真')) + ".exe";
    QTest::newRow("turned round") << QString::fromUtf8(
                                         "a\xE2\x80\xAE"
                                         "fdp.exe")
                                  << "a<U+202E>fdp.exe";
  }
  void aNameIsShownShortAndWithoutItsFolder() {
    QFETCH(QString, subject);
    QFETCH(QString, shown);
    QCOMPARE(QString::fromStdString(shownName(subject.toStdString())), shown);
  }

  void whatIsNoWordingIsCorrupt_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("no language") << QByteArray(R"({"a": "b"})");
    QTest::newRow("another language") << QByteArray(R"({"language": "fr"})");
    QTest::newRow("a number") << QByteArray(R"({"language": "en", "a": 1})");
    QTest::newRow("an empty text") << QByteArray(R"({"language": "en", "a": ""})");
    QTest::newRow("a key twice") << QByteArray(R"({"language": "en", "a": "1", "a": "2"})");
    QTest::newRow("a group") << QByteArray(R"({"language": "en", "a": {"b": "c"}})");
  }
  void whatIsNoWordingIsCorrupt() {
    QFETCH(QByteArray, json);
    const Result<Wording> wording = Wording::fromJson(json.toStdString());
    QVERIFY(!wording && wording.error().code == Errc::Corrupt);
  }

  void theGlossaryKnowsEveryTermInBothLanguages() {
    int terms = 0;
    for (const QByteArray& line : bytesOf("translations/glossary.md").split('\n')) {
      if (!line.startsWith("| ") || line.startsWith("| id ") || line.startsWith("|--")) continue;
      const QList<QByteArray> cells = line.split('|');
      QCOMPARE(cells.size(), 7);
      for (int i = 1; i <= 3; ++i) QVERIFY2(!cells[i].trimmed().isEmpty(), line);
      ++terms;
    }
    QVERIFY(terms > 50);
  }
};

QTEST_APPLESS_MAIN(TestWording)
#include "test_wording.moc"
