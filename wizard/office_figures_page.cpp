// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/office_figures_page.h"

#include <QVBoxLayout>

#include "engine/situation.h"
#include "wizard/bar_chart.h"

namespace sankajo {

OfficeFiguresPage::OfficeFiguresPage(Session& session) : OfficePageBase(session, "officeFiguresPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  lead_ = addText();
  place_ = new QWidget;
  (new QVBoxLayout(place_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(place_);
  content().addStretch(1);
  OfficeFiguresPage::retranslate();
}

Footer OfficeFiguresPage::footer() const {
  Footer footer;
  footer.back = true;
  return footer;
}

void OfficeFiguresPage::retranslate() {
  heading_->setText(tr("How it was in August 2003", "@title"));
  lead_->setText(tr("These figures are history. They say nothing about a PC of today.", "@info"));
  clear(*place_->layout());
  QLayout& place = *place_->layout();
  place.setSpacing(Theme::current().px(theme::measure::space3));
  for (const Advisory& advisory : session_.advisories()) {
    const auto situation = situationOf(advisory, session_.language());
    if (!situation) continue;
    place.addWidget(paragraph(text(situation->title), theme::Type::Lead, true));
    for (const SituationTable& table : situation->tables) {
      place.addWidget(paragraph(text(table.title), theme::Type::Body, true));
      auto* chart = new BarChart;
      chart->setObjectName("chart-" + text(table.id));
      chart->setBars(text(table.title), barsOf(table, session_.wording()));
      place.addWidget(chart);
    }
    place.addWidget(paragraph(text(situation->trafficTitle), theme::Type::Body, true));
    for (const SituationTraffic& day : situation->traffic)
      place.addWidget(paragraph(tr("%1: %2", "@item day and what was seen").arg(text(day.day), text(day.text)), theme::Type::Secondary));
  }
}

}  // namespace sankajo
