// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/work_view.h"

#include <QAccessible>
#include <QVBoxLayout>
#include <cmath>

#include "engine/text.h"
#include "wizard/page.h"

namespace sankajo {

namespace {

constexpr std::size_t mostRows = 6;
constexpr qint64 placeMs = 250;    // A place is shown at most four times a second: faster it cannot be read.
constexpr qint64 spokenMs = 5000;  // Spoken progress: often enough to be trusted, seldom enough not to be talked over.
constexpr qint64 silentMs = 1000;

}  // namespace

WorkView::WorkView(Session& session, QWidget* parent)
    : QWidget(parent),
      session_(session),
      bar_(new ProgressTrough),
      times_(paragraph({}, theme::Type::Lead, true)),
      where_(new PathLabel),
      foundTitle_(paragraph({}, theme::Type::Body, true)),
      foundRows_(new QVBoxLayout),
      found_(new Panel) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  bar_->setRange(0, 1000);
  times_->setObjectName("progressText");
  where_->setObjectName("placeText");
  found_->body()->addWidget(foundTitle_);
  found_->body()->addLayout(foundRows_);
  layout->addWidget(bar_);
  layout->addWidget(times_);
  layout->addWidget(where_);
  layout->addWidget(found_);
  placeShown_.start();
  spoken_.start();
  connect(&session_, &Session::started, this, &WorkView::retranslate);
  connect(&session_, &Session::progressed, this, &WorkView::update);
  retranslate();
}

void WorkView::retranslate() {
  bar_->setAccessibleName(tr("Progress", "@info:spoken"));
  foundTitle_->setText(tr("Found so far", "@title"));
  shownFound_ = shownUnread_ = 0;
  fillFound();
  placeShown_.invalidate();
  times_->setAccessibleName({});  // What was spoken last was in the other language; without a name it is the text.
  update();
}

void WorkView::update() {
  if (!session_.working()) return;
  const Session::Now now = session_.now();
  QStringList parts;
  bar_->setVisible(now.share >= 0);
  if (now.share >= 0) {
    bar_->setValue(static_cast<int>(std::lround(now.share * 1000)));
    parts << tr("%1 %", "@info progress").arg(static_cast<int>(std::floor(now.share * 100)));
  } else if (now.filesSeen > 0) {
    parts << tr("%n file(s) seen", "@info progress", static_cast<int>(now.filesSeen));
  }
  parts << tr("%n second(s) gone", "@info progress", static_cast<int>(session_.elapsedMs() / 1000));
  const double left = session_.secondsLeft();
  constexpr double minute = 60;
  if (left < 0) {
    if (now.share >= 0) parts << tr("time left is not known yet", "@info progress");
  } else if (left < minute) {
    parts << tr("less than a minute left", "@info progress");
  } else {
    parts << tr("about %n minute(s) left", "@info progress", static_cast<int>(std::lround(left / minute)));
  }
  times_->setText(parts.join(tr(" · ", "@info between parts of the progress")));

  const bool acting = now.phase == Session::Phase::Acting;
  if (now.silentMs > silentMs) {
    where_->setText((acting ? tr("This step takes a while: %1", "@info") : tr("Reading a slow place: %1", "@info")).arg(text(displayable(now.where))));
  } else if ((!placeShown_.isValid() || placeShown_.elapsed() >= placeMs) && !now.where.empty()) {
    placeShown_.start();
    where_->setText((acting ? tr("Working on %1", "@info") : tr("Looking at %1", "@info")).arg(text(displayable(now.where))));
  }
  // While something is removed the list of it stands beside, and "found" would only confuse.
  found_->setVisible(!acting);
  if (now.found != shownFound_ || now.notRead != shownUnread_) fillFound();
  if (spoken_.elapsed() >= spokenMs) {
    spoken_.start();
    times_->setAccessibleName(times_->text());
    QAccessibleEvent event(times_, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
  }
}

void WorkView::fillFound() {
  const Session::Now now = session_.now();
  shownFound_ = now.found;
  shownUnread_ = now.notRead;
  clear(*foundRows_);
  const std::vector<ReportPage::Line> lines = session_.foundSoFar();
  std::size_t shown = 0;
  // The newest on top.
  for (auto line = lines.rbegin(); line != lines.rend() && shown < mostRows; ++line, ++shown) {
    foundRows_->addWidget(stateRow(line->emblem, text(line->text), text(line->where)));
  }
  if (lines.size() > shown) {
    foundRows_->addWidget(paragraph(text(moreLines(session_.wording(), lines.size() - shown)), theme::Type::Secondary, false, true));
  }
  if (now.notRead > 0) foundRows_->addWidget(stateRow(Emblem::Unknown, tr("%n place(s) could not be read", "@info", static_cast<int>(now.notRead))));
  if (lines.empty() && now.notRead == 0) foundRows_->addWidget(paragraph(tr("Nothing so far", "@info")));
}

}  // namespace sankajo
