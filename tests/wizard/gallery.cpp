// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gallery.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace sankajo {

using theme::Type;

Gallery::Gallery() {
  resize(1024, 768);
  fillStart();
  fillResult();
  fillRemove();
  fillTypes();
  setOption(QWizard::HaveCustomButton1);
  setOption(QWizard::NoCancelButton);
  setButtonLayout(
      {QWizard::CustomButton1, QWizard::Stretch, QWizard::BackButton, QWizard::NextButton, QWizard::CommitButton, QWizard::FinishButton});
  dress(button(QWizard::CustomButton1), ButtonKind::Second);
  frame_ = new Frame(this);
  textAndColours_ = new TextAndColours(this);
  question_ = new Sheet(this);
  sample("確認を中止しますか", "Stop the check?", [this](const QString& text) { question_->heading()->setText(text); });
  sample("ここまでに見つかったものは残ります。何も変更していません。", "What was found so far is kept. Nothing was changed.",
         [this](const QString& text) { question_->text()->setText(text); });
  auto* stop = question_->addButton(ButtonKind::Second, false);
  auto* keep = question_->addButton(ButtonKind::Main, true);
  sample("中止する", "Stop", [stop](const QString& text) { stop->setText(text); });
  sample("確認を続ける", "Keep checking", [keep](const QString& text) { keep->setText(text); });
  Road road;
  road.place = Road::Place::Article1;
  road.articles = {ArticleState::Now, ArticleState::ToCome, ArticleState::ToCome};
  frame_->setRoad(road);
  setTexts();
  connect(&Theme::current(), &Theme::changed, this, &Gallery::setTexts);
}

void Gallery::sample(const char* japanese, const char* english, std::function<void(const QString&)> set) {
  samples_.push_back({japanese, english, std::move(set)});
}

Paragraph* Gallery::paragraph(Type type, const char* japanese, const char* english) {
  auto* paragraph = new Paragraph(type);
  sample(japanese, english, [paragraph](const QString& text) { paragraph->setText(text); });
  return paragraph;
}

void Gallery::setTexts() {
  const bool japanese = Theme::current().language() == Language::Japanese;
  for (const auto& sample : samples_) sample.set(QString::fromUtf8(japanese ? sample.japanese : sample.english));
  setButtonText(QWizard::CustomButton1, japanese ? QStringLiteral("中止する") : QStringLiteral("Stop"));
  setButtonText(QWizard::BackButton, japanese ? (Theme::current().layout().tiny ? QStringLiteral("戻る") : QStringLiteral("前の画面に戻る"))
                                              : QStringLiteral("Back"));
  setButtonText(QWizard::NextButton, japanese ? QStringLiteral("この Windows を確認する") : QStringLiteral("Check this Windows"));
  setButtonText(QWizard::FinishButton, japanese ? QStringLiteral("終わる") : QStringLiteral("Finish"));
}

void Gallery::changeEvent(QEvent* event) {
  QWizard::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) setTexts();
}

PageFrame* Gallery::addSamplePage(const char* objectName) {
  auto* page = new QWizardPage;
  page->setObjectName(objectName);
  auto* frame = new PageFrame(page);
  addPage(page);
  return frame;
}

void Gallery::fillStart() {
  auto* body = addSamplePage("startSample")->body();
  auto* heading = new Heading;
  sample("Blaster ワームに対処する三カ条", "Three steps against the Blaster worm",
         [heading](const QString& text) { heading->setText(text); });
  body->addWidget(heading);
  auto* lead = paragraph(Type::Lead, "どの Windows を確認しますか", "Which Windows shall we look at?");
  lead->setBold(true);
  body->addWidget(lead);
  auto* group = new QWidget;
  auto* cards = new QVBoxLayout(group);
  cards->setContentsMargins(0, 0, 0, 0);
  auto* disk = new RadioCard("pic-disk-usb");
  auto* pc = new RadioCard("pic-this-pc");
  auto* asleep = new RadioCard("pic-asleep");
  asleep->setEnabled(false);
  disk->setChecked(true);
  sample("USB のディスク、40 GB、コンピューターの名前は YAMADA", "Disk on USB, 40 GB, PC name YAMADA",
         [disk](const QString& text) { disk->setTexts(QStringLiteral("Windows XP Home Edition Service Pack 1"), text); });
  sample("このパソコン（Windows 11）", "This PC (Windows 11)", [pc](const QString& text) { pc->setTexts(text); });
  sample("休止状態です。確認はできますが、変更はできません。", "Hibernated. It can be checked, not changed.",
         [asleep](const QString& text) {
           asleep->setTexts(QStringLiteral("Windows 2000 Professional Service Pack 4 on a disk & with a rather long name that goes on and "
                                           "on and on and on until it ends"),
                            text);
         });
  for (auto* card : {disk, pc, asleep}) cards->addWidget(card);
  body->addWidget(group);
  auto* check = new CheckRow;
  sample("復元ポイント（Windows が取った控え）も、すみずみまで確認する。時間がかかることがあります。",
         "Look through the restore points (copies that Windows keeps) as well. This can take a while.",
         [check](const QString& text) { check->setLabel(text); });
  check->setChecked(true);
  body->addWidget(check);
  auto* folder = makeButton(ButtonKind::Link);
  sample("フォルダーを選ぶ", "Choose a folder", [folder](const QString& text) { folder->setText(text); });
  body->addWidget(folder, 0, Qt::AlignLeft);
  auto* origin = paragraph(Type::Secondary, "経済産業省の2003年8月16日の注意喚起をもとに作りました。経済産業省の製品ではありません。",
                           "Made after METI's notice of 16 August 2003. Not a product of the ministry.");
  origin->setSoft(true);
  body->addWidget(origin);
}

void Gallery::fillResult() {
  auto* body = addSamplePage("resultSample")->body();
  auto* top = new QHBoxLayout;
  top->addWidget(new EmblemPicture(Emblem::Infected), 0, Qt::AlignTop);
  auto* verdict = new Heading(Type::Verdict);
  verdict->setRuled(false);
  sample("Blaster ワームに感染しています", "This PC is infected with the Blaster worm",
         [verdict](const QString& text) { verdict->setText(text); });
  auto* words = new QVBoxLayout;
  words->addWidget(verdict);
  words->addWidget(paragraph(Type::Lead, "写真や書類は、そのままです。", "Your photos and documents stay as they are."));
  words->addStretch();
  top->addLayout(words, 1);
  body->addLayout(top);
  body->addWidget(new SignatureRule);
  auto* panel = new Panel;
  auto* worm = new StateRow;
  auto* hole = new StateRow;
  sample("ワーム: W32.Blaster.A が見つかりました。", "Worm: W32.Blaster.A was found.",
         [worm](const QString& text) { worm->setState(Emblem::Infected, text); });
  sample("弱点（MS03-026）は開いています。", "The hole (MS03-026) is open.",
         [hole](const QString& text) { hole->setState(Emblem::HoleOpen, text); });
  worm->setPath(
      QStringLiteral("C:\\Documents and Settings\\All Users\\Start Menu\\Programs\\Startup\\A folder with a long name\\System Volume "
                     "Information\\msblast.exe"));
  panel->body()->addWidget(worm);
  panel->body()->addWidget(hole);
  body->addWidget(panel);
  body->addWidget(paragraph(
      Type::Body,
      "このワームは、つながっているだけで入ってきます。次に、第2条でワームを取り除き、弱点をふさぎます。取り除いたものは隔離してあり、元に"
      "戻せます。",
      "This worm comes in by itself over the network. Next, article 2 removes the worm and closes the hole. What is removed is kept in "
      "quarantine and can be put back."));
  auto* details = new Details;
  auto* path = new Paragraph(
      QStringLiteral("C:\\WINDOWS\\system32\\a_folder_with_a_very_long_name_without_spaces\\another_folder_with_a_long_name\\msblast.exe"),
      Type::Secondary);
  details->body()->addWidget(path);
  details->setOpen(true);
  body->addWidget(details);
}

void Gallery::fillRemove() {
  auto* body = addSamplePage("removeSample")->body();
  auto* heading = new Heading;
  sample("ワームを取り除いています", "Taking the worm out", [heading](const QString& text) { heading->setText(text); });
  body->addWidget(heading);
  auto* bar = new ProgressTrough;
  bar->setValue(42);
  body->addWidget(bar);
  auto* lead = paragraph(Type::Lead, "42%・18秒たちました・あと約25秒", "42 % · 18 s gone · about 25 s left");
  lead->setBold(true);
  body->addWidget(lead);
  auto* steps = new Panel;
  int number = 0;
  for (const auto state : {BoxState::Waiting, BoxState::Now, BoxState::Done, BoxState::Failed, BoxState::Refused, BoxState::AfterRestart}) {
    auto* row = new QHBoxLayout;
    auto* box = new OutcomeBox;
    box->setOutcome(state);
    auto* word = new Paragraph(Type::Secondary);
    sample("", "", [word, state](const QString&) { word->setText(OutcomeBox::words(state)); });
    row->addWidget(paragraph(Type::Body, "msblast.exe を動かない所に取り置く", "Put msblast.exe away where it cannot run"), 3);
    row->addWidget(word, 2, Qt::AlignTop);
    row->addWidget(box, 0, Qt::AlignTop);
    steps->body()->addLayout(row);
    if (++number == 6) break;
  }
  body->addWidget(steps);
  auto* code = new QrCode;
  code->setText(QStringLiteral("https://www.catalog.update.microsoft.com/Search.aspx?q=KB824146"));
  body->addWidget(code);
  body->addWidget(new Picture("pic-fetch", QSizeF(18, 12)));
}

void Gallery::fillTypes() {
  auto* body = addSamplePage("typeSample")->body();
  for (const auto type : {Type::Verdict, Type::Heading, Type::Lead, Type::Body, Type::Secondary}) {
    body->addWidget(paragraph(type, "確認に必要な所は、すべて読みました。ワームは、この弱点（MS03-026）からは入れません。直 骨 海 角 令 画",
                              "All that had to be read was read. The worm cannot come in through this hole (MS03-026)."));
  }
  auto* emblems = new QGridLayout;
  for (int i = 0; i <= static_cast<int>(Emblem::HoleUnknown); ++i) {
    auto* row = new StateRow;
    row->setState(static_cast<Emblem>(i), EmblemPicture::words(static_cast<Emblem>(i)));
    sample("", "", [row](const QString&) { row->setState(row->emblem()->emblem(), EmblemPicture::words(row->emblem()->emblem())); });
    emblems->addWidget(row, i / 2, i % 2);
  }
  body->addLayout(emblems);
  for (int article = 1; article <= 3; ++article) {
    auto* seals = new QHBoxLayout;
    for (int i = 0; i <= static_cast<int>(ArticleState::AfterRestart); ++i) {
      auto* seal = new Seal(article, 3);
      seal->setState(static_cast<ArticleState>(i));
      seals->addWidget(seal);
    }
    seals->addStretch();
    body->addLayout(seals);
  }
  auto* buttons = new QGridLayout;
  int row = 0;
  for (const auto kind : {ButtonKind::Main, ButtonKind::Second, ButtonKind::Link}) {
    for (const bool enabled : {true, false}) {
      auto* button = makeButton(kind);
      button->setEnabled(enabled);
      sample("保存する", "Save", [button](const QString& text) { button->setText(text); });
      buttons->addWidget(button, row, enabled ? 0 : 1);
    }
    ++row;
  }
  buttons->setColumnStretch(2, 1);
  body->addLayout(buttons);
}

}  // namespace sankajo
