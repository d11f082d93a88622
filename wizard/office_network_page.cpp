// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/office_network_page.h"

#include <QVBoxLayout>

namespace sankajo {

OfficeNetworkPage::OfficeNetworkPage(Session& session) : OfficePageBase(session, "officeNetworkPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  lead_ = addText();
  question_ = addText(theme::Type::Body, true);
  kinds_ = new QWidget;
  auto* column = new QVBoxLayout(kinds_);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i] = new RadioRow;
    rows_[i]->setObjectName("filter-" + QString::fromUtf8(std::string(name(kFilters[i])).c_str()));
    column->addWidget(rows_[i]);
    connect(rows_[i], &QAbstractButton::clicked, this, [this] { refresh(); });
  }
  rows_[0]->setChecked(true);
  content().addWidget(kinds_);
  all_ = new CheckRow;
  all_->setObjectName("allPortsRow");
  content().addWidget(all_);
  connect(all_, &QAbstractButton::clicked, this, [this] { refresh(); });
  title_ = addText(theme::Type::Body, true);
  text_ = new QPlainTextEdit;
  text_->setObjectName("rulesText");
  text_->setReadOnly(true);
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  text_->setTextInteractionFlags(Qt::TextSelectableByKeyboard | Qt::TextSelectableByMouse);
  text_->setTabChangesFocus(true);
  content().addWidget(text_);
  said_ = addSaidLine();
  const auto arrange = [this] {
    constexpr double high = 18;
    text_->setFont(Theme::current().fixedFont(theme::Type::Secondary));
    text_->setFixedHeight(Theme::current().px(high));
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
  OfficeNetworkPage::retranslate();
}

Footer OfficeNetworkPage::footer() const {
  Footer footer;
  footer.back = true;
  footer.main = tr("Save the rules", "@action:button");
  footer.mainName = "saveRulesButton";
  return footer;
}

void OfficeNetworkPage::shown() {
  said_->hide();
  refresh();
}

std::size_t OfficeNetworkPage::chosen() const {
  const auto row = std::ranges::find_if(rows_, [](const RadioRow* one) { return one->isChecked(); });
  return row == rows_.end() ? 0 : static_cast<std::size_t>(row - rows_.begin());
}

std::string OfficeNetworkPage::rules() const {
  return filterRules(kFilters[chosen()], portsToClose(session_.advisories(), all_->isChecked()), session_.wording());
}

bool OfficeNetworkPage::mainPressed() {
  // What its reader takes for its own.
  QString ending = "txt";
  switch (kFilters[chosen()]) {
    case FilterFor::Nftables:
      ending = "nft";
      break;
    case FilterFor::PowerShell:
      ending = "ps1";
      break;
    case FilterFor::Netsh:
    case FilterFor::Iptables:
    case FilterFor::Ios:
    case FilterFor::Yamaha:
      break;
  }
  tellSaved(said_, saveFile(this, tr("Save the rules", "@title:window"),
                            "Sankajo-" + QString::fromUtf8(std::string(name(kFilters[chosen()])).c_str()),
                            {{ending, tr("Rules", "@item file kind"), writesText(rules())}}));
  return false;
}

void OfficeNetworkPage::retranslate() {
  heading_->setText(tr("Rules for routers and firewalls", "@title"));
  // A protocol and its number stay together.
  const QString ports = text(portsText(portsToClose(session_.advisories(), all_->isChecked()))).replace("P ", QStringLiteral("P\u00A0"));
  lead_->setText(tr("They close the doors for network traffic (ports) that the worm uses: %1. Sankajo puts nothing in by itself.", "@info").arg(ports));
  question_->setText(tr("What are the rules for?", "@title:group"));
  kinds_->setAccessibleName(question_->text());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    switch (kFilters[i]) {
      case FilterFor::Nftables:
        rows_[i]->setLabel(tr("Linux with nftables", "@option:radio"));
        break;
      case FilterFor::Iptables:
        rows_[i]->setLabel(tr("Linux with iptables", "@option:radio"));
        break;
      case FilterFor::PowerShell:
        rows_[i]->setLabel(tr("Firewall of Windows, with PowerShell", "@option:radio"));
        break;
      case FilterFor::Netsh:
        rows_[i]->setLabel(tr("Firewall of Windows, with netsh", "@option:radio"));
        break;
      case FilterFor::Ios:
        rows_[i]->setLabel(tr("Router with Cisco IOS", "@option:radio"));
        break;
      case FilterFor::Yamaha:
        rows_[i]->setLabel(tr("Router of the YAMAHA RTX series", "@option:radio"));
        break;
    }
  }
  all_->setLabel(
      tr("Close the further doors of Microsoft's bulletin too. Sharing files and printers stops across there.", "@option:check"));
  title_->setText(tr("The rules, with how to put them in, test them and take them out", "@title"));
  text_->setAccessibleName(title_->text());
  const QString now = text(rules());
  if (text_->toPlainText() != now) text_->setPlainText(now);
}

}  // namespace sankajo
