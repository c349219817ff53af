// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/sqlpreview.h"

#include "widgets/editor/messagebar.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/syntaxes.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QProgressBar>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace lk {

QString asScript(const QStringList &statements)
{
    QString script;
    bool apart = false;
    for (const QString &statement : statements) {
        const QString sql = statement.trimmed();
        const bool large = sql.contains(u'\n');
        if (!script.isEmpty() && (large || apart))
            script += u'\n';
        script += sql.endsWith(u';') ? sql : sql + u';';
        script += u'\n';
        apart = large;
    }
    return script;
}

SqlPreview::SqlPreview(QWidget *parent)
    : QWidget(parent)
    , m_bar(new MessageBar(this))
    , m_pages(new QStackedWidget(this))
    , m_view(new ScriptEditor(this))
    , m_asking(new QWidget(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(QStringLiteral("sqlPreview"));
    m_bar->setObjectName(QStringLiteral("sqlPreviewBar"));
    m_view->setObjectName(QStringLiteral("sqlPreviewView"));
    m_view->setAccessibleName(tr("SQL that the program sends"));
    m_view->setReadOnly(true);
    m_nothing->setObjectName(QStringLiteral("sqlPreviewNothing"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setEnabled(false);
    auto *progress = new QProgressBar(m_asking);
    progress->setObjectName(QStringLiteral("sqlPreviewProgress"));
    progress->setAccessibleName(tr("The tool is being asked"));
    progress->setRange(0, 0);
    progress->setMaximumWidth(260);
    auto *middle = new QVBoxLayout(m_asking);
    middle->addWidget(progress, 0, Qt::AlignCenter);
    for (QWidget *page : {static_cast<QWidget *>(m_view), m_asking, static_cast<QWidget *>(m_nothing)})
        m_pages->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_view);
}

void SqlPreview::showAsking(const QString &tool)
{
    m_bar->say(tr("%1 is asked what this would send. It connects to no database.").arg(tool), QStringLiteral("run"));
    m_bar->offer(tr("Cancel"), [this] { emit cancelRequested(); });
    setText({});
    m_pages->setCurrentWidget(m_asking);
}

void SqlPreview::showTold(const QString &tool, const QStringList &statements)
{
    m_bar->say(tr("Not observed: this is %1's offline SQL, written without a database. A rehearsal shows what is really sent.").arg(tool), QStringLiteral("severity-note"),
               Tone::Accent);
    showStatements(statements);
}

void SqlPreview::showSeen(const QString &when, const QStringList &statements)
{
    m_bar->say(tr("Observed: this is what was sent to the scratch copy, %1.").arg(when), QStringLiteral("item-done"), Tone::Good);
    showStatements(statements);
}

void SqlPreview::showStatements(const QStringList &statements)
{
    const QString script = asScript(statements);
    setText(script);
    m_nothing->setText(tr("It sends nothing."));
    m_pages->setCurrentWidget(script.isEmpty() ? static_cast<QWidget *>(m_nothing) : m_view);
    if (!script.isEmpty())
        m_bar->offer(tr("Copy"), [script] { QGuiApplication::clipboard()->setText(script); });
}

void SqlPreview::setText(const QString &script)
{
    m_view->setReadOnly(false);
    m_view->setBytes(script.toUtf8());
    m_view->setReadOnly(true);
}

void SqlPreview::showProblem(const Error &error, const QString &file)
{
    const bool cancelled = error.code == ErrorCode::Cancelled;
    m_bar->say(cancelled ? tr("Cancelled: it is not known what this would send.") : error.text(), QStringLiteral("severity-blocks"), cancelled ? Tone::Quiet : Tone::Bad);
    if (const Place place = error.where; place.file == file && place.line > 0)
        m_bar->offer(tr("Go to line %1").arg(place.line), [this, place] { emit placeActivated(place.file, place.line, place.column); });
    m_bar->offer(tr("Ask again"), [this] { emit askRequested(); });
    setText({});
    m_nothing->setText(tr("There is no SQL to show."));
    m_pages->setCurrentWidget(m_nothing);
}

void SqlPreview::setDialect(const Dialect &dialect)
{
    m_view->setDialect(dialect);
    m_view->setSyntax(syntaxOf(QStringLiteral("preview.sql"), dialect));
}

QString SqlPreview::message() const
{
    return m_bar->text();
}

} // namespace lk
