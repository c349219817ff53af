// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/environmentbanner.h"

#include "models/engines/connectiontest.h"
#include "widgets/look/look.h"
#include "widgets/window/elidedlabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace lk {

namespace {

const QColor protectedColor(0xb3, 0x1b, 0x1b); // white on it: 7 : 1, in both themes

QString encryptionText(const DatabaseView &database)
{
    const QString &host = database.target.host;
    if (!database.server.cipher.isEmpty())
        return EnvironmentBanner::tr("encrypted");
    const bool socket = host.isEmpty() || host.startsWith(u'/');
    return socket ? EnvironmentBanner::tr("local socket") : EnvironmentBanner::tr("not encrypted");
}

/// Product and version, as whom, how, and what a person should know of it.
QString serverLine(const DatabaseView &database, const EngineTraits &engine)
{
    const ServerInfo &server = database.server;
    QStringList parts{productText(server, engine)};
    if (const QString user = server.user.isEmpty() ? database.target.user : server.user; !user.isEmpty())
        parts << EnvironmentBanner::tr("as %1").arg(user);
    if (!database.problem.isEmpty()) {
        parts << EnvironmentBanner::tr("can't be read");
        return parts.join(QStringLiteral(" · "));
    }
    if (engine.server)
        parts << encryptionText(database);
    if (!server.exists)
        parts << EnvironmentBanner::tr("not there yet: the first Apply makes it");
    else if (!server.remark.isEmpty())
        parts << server.remark;
    return parts.join(QStringLiteral(" · "));
}

} // namespace

EnvironmentBanner::EnvironmentBanner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_name(new QLabel(this))
    , m_database(new ElidedLabel(Qt::ElideMiddle, this))
    , m_server(new ElidedLabel(Qt::ElideRight, this))
    , m_protection(new QLabel(this))
    , m_switch(new QToolButton(this))
{
    setObjectName(QStringLiteral("environmentBanner"));
    m_name->setObjectName(QStringLiteral("environmentName"));
    m_name->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    bold.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    m_name->setFont(bold);
    m_protection->setFont(bold);
    m_protection->setText(tr("protected"));
    m_database->setObjectName(QStringLiteral("environmentDatabase"));
    m_switch->setObjectName(QStringLiteral("environmentSwitch"));
    m_switch->setText(tr("Environment"));
    m_switch->setToolTip(tr("Work on another database of the project"));
    m_switch->setAccessibleName(tr("Switch environment"));
    m_switch->setPopupMode(QToolButton::InstantPopup);
    m_switch->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_switch->setAutoRaise(true);
    m_switch->setFocusPolicy(Qt::TabFocus);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 5, 8, 5);
    layout->setSpacing(10);
    layout->addWidget(m_icon);
    layout->addWidget(m_name);
    layout->addWidget(m_database);
    layout->addSpacing(12);
    layout->addWidget(m_server);
    layout->addStretch(1);
    layout->addWidget(m_protection);
    layout->addWidget(m_switch);
    connect(&Look::instance(), &Look::changed, this, &EnvironmentBanner::takeColors);
    setPlain({}, {});
}

void EnvironmentBanner::setEnvironment(const Project &project, const Environment &environment,
                                       const DatabaseView &database, const EngineTraits &engine)
{
    m_protected = environment.isProtected;
    m_name->setText(environment.name.toUpper());
    m_database->setText(engine.server ? tr("%1: %2").arg(project.name, placeOf(database.target, engine))
                                      : tr("%1 @ %2").arg(project.name, database.target.name()));
    m_database->setLongText(database.target.url);
    m_server->setText(serverLine(database, engine));
    m_protection->setVisible(m_protected);
    setVisible(true);
    takeColors();
}

void EnvironmentBanner::setPlain(const QString &name, const QString &detail)
{
    m_protected = false;
    m_name->setText(name);
    m_database->setText(detail);
    m_server->setText({});
    m_protection->hide();
    setVisible(!name.isEmpty() || !detail.isEmpty());
    takeColors();
}

void EnvironmentBanner::setSwitchMenu(QMenu *menu)
{
    m_switch->setMenu(menu);
}

QString EnvironmentBanner::text() const
{
    QStringList parts{m_name->text(), m_database->text(), m_server->text()};
    if (m_protected)
        parts << m_protection->text();
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

void EnvironmentBanner::takeColors()
{
    QPalette colors = QPalette();
    if (m_protected) {
        for (const QPalette::ColorRole role :
             {QPalette::WindowText, QPalette::ButtonText, QPalette::Text, QPalette::PlaceholderText})
            colors.setColor(role, Qt::white);
        colors.setColor(QPalette::Button, protectedColor);
        colors.setColor(QPalette::Window, protectedColor);
    }
    setPalette(colors);
    m_switch->setPalette(colors);
    QPixmap icon = Look::icon(m_protected ? QStringLiteral("shield") : QStringLiteral("database"))
                       .pixmap(QSize(16, 16), devicePixelRatioF());
    if (m_protected) {
        QPainter painter(&icon);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(icon.rect(), Qt::white);
    }
    m_icon->setPixmap(icon);
    setAccessibleName(tr("Environment: %1").arg(text()));
    update();
}

void EnvironmentBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_protected ? protectedColor : Look::tint(Tone::Accent));
    if (!m_protected)
        painter.fillRect(QRect(0, 0, 4, height()), Look::color(Tone::Accent));
}

} // namespace lk
