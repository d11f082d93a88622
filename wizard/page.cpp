// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/page.h"

#include <QAccessible>
#include <QApplication>
#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>
#include <QWizard>

namespace sankajo {

KeptView::KeptView(QWidget& place) : place_(place) {
  const QWidget* focused = QApplication::focusWidget();
  if (focused != nullptr && place.isAncestorOf(focused)) name_ = focused->objectName();
  const QWidget* around = &place;
  while (around != nullptr && qobject_cast<const Page*>(around) == nullptr) around = around->parentWidget();
  area_ = around != nullptr ? around->findChild<QScrollArea*>() : nullptr;
  if (area_ != nullptr) scrolled_ = area_->verticalScrollBar()->value();
}

KeptView::~KeptView() {
  // Where the focus was taken away with what had it, Qt has scrolled to the next in its way. When everything has its place again.
  if (area_ != nullptr) QTimer::singleShot(0, area_, [area = area_.data(), scrolled = scrolled_] { area->verticalScrollBar()->setValue(scrolled); });
  if (name_.isEmpty()) return;
  for (auto* widget : place_.findChildren<QWidget*>(name_)) {
    if (!widget->isVisible() || !widget->isEnabled()) continue;
    if (!widget->hasFocus()) widget->setFocus(Qt::OtherFocusReason);
    return;
  }
}

Page::Page(Session& session, const char* name) : session_(session) {
  setObjectName(name);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  frame_ = new PageFrame(this);
  layout->addWidget(frame_);
  networkPanel_ = new Panel;
  networkPanel_->setObjectName("networkPanel");
  networkPanel_->hide();
  networkText_ = paragraph({}, theme::Type::Body, true);
  networkText_->setObjectName("networkText");
  networkPanel_->body()->addWidget(networkText_);
  content().addWidget(networkPanel_);
  connect(&session_, &Session::networkChanged, this, [this] {
    if (isVisible()) tellNetwork();
  });
}

void Page::changeEvent(QEvent* event) {
  QWizardPage::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) refresh();
}

void Page::refresh() {
  const KeptView view(*this);
  retranslate();
  tellNetwork();
  emit completeChanged();
  emit footerChanged();
}

void Page::tellNetwork() {
  const bool told = networkPanel_->isVisibleTo(this);
  const bool tells = tellsNetwork() && session_.isPluggedInAgain();
  networkPanel_->setVisible(tells);
  if (!tells) return;
  const Network network = session_.network();
  networkText_->setText(!network.wifi    ? tr("The network cable is in again. Please unplug it.", "@info")
                        : !network.cable ? tr("Wi-Fi is on again. Please turn it off.", "@info")
                                         : tr("The network cable is in again, and Wi-Fi is on. Please unplug the cable and turn Wi-Fi off.", "@info"));
  if (told) return;
  QAccessibleEvent alert(networkText_, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void Page::goOn() {
  passing_ = true;
  wizard()->next();
  passing_ = false;
}

Paragraph* Page::addText(theme::Type type, bool bold, bool soft) {
  Paragraph* added = paragraph({}, type, bold, soft);
  content().addWidget(added);
  return added;
}

QPushButton* Page::addLink(const char* name) {
  QPushButton* link = makeButton(ButtonKind::Link);
  link->setObjectName(name);
  content().addWidget(link, 0, Qt::AlignLeft);
  return link;
}

Paragraph* paragraph(const QString& words, theme::Type type, bool bold, bool soft) {
  auto* made = new Paragraph(words, type);
  made->setBold(bold);
  made->setSoft(soft);
  return made;
}

StateRow* stateRow(Emblem emblem, const QString& words, const QString& path, double ems) {
  auto* row = new StateRow(ems);
  row->setState(emblem, words);
  if (!path.isEmpty()) row->setPath(path);
  return row;
}

QString returnText(const Session& session) {
  return session.comesBack() ? Page::tr("After you have signed in, Sankajo starts by itself and checks again. Windows may ask for administrator rights first.", "@info")
                             : Page::tr("After the restart, start Sankajo again yourself. It cannot be made to start by itself.", "@info");
}

void clear(QLayout& layout) {
  while (QLayoutItem* item = layout.takeAt(0)) {
    if (QWidget* widget = item->widget()) {
      widget->hide();
      widget->setObjectName({});  // Nobody finds it any more.
      widget->deleteLater();
    }
    if (QLayout* below = item->layout()) clear(*below);
    delete item;
  }
}

}  // namespace sankajo
