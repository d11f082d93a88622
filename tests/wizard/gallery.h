// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWizard>
#include <functional>
#include <memory>
#include <vector>

#include "wizard/frame.h"
#include "wizard/sheet.h"

namespace sankajo {

/// A wizard with sample pages that show each widget in each state; its sentences are samples and stand here in both languages.
class Gallery : public QWizard {
  Q_OBJECT
 public:
  Gallery();
  Frame* frame() const { return frame_; }
  /// In the language of now.
  void setTexts();
  TextAndColours* textAndColours() const { return textAndColours_; }
  Sheet* question() const { return question_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  /// Sets `widget`'s text by `set` to the sample of the language of now.
  void sample(const char* japanese, const char* english, std::function<void(const QString&)> set);
  Paragraph* paragraph(theme::Type type, const char* japanese, const char* english);
  PageFrame* addSamplePage(const char* objectName);
  void fillResult();
  void fillRemove();
  void fillStart();
  void fillTypes();

  struct Sample {
    const char *japanese, *english;
    std::function<void(const QString&)> set;
  };
  std::vector<Sample> samples_;
  Frame* frame_ = nullptr;
  TextAndColours* textAndColours_ = nullptr;
  Sheet* question_ = nullptr;
};

}  // namespace sankajo
