// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

Exit exitOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Failed:
    case ErrorCode::Unknown: return Exit::Failed;
    case ErrorCode::Usage: return Exit::Usage;
    case ErrorCode::Blocked: return Exit::Blocked;
    case ErrorCode::Disagreement: return Exit::Disagreement;
    case ErrorCode::Password:
    case ErrorCode::Connection: return Exit::Connection;
    case ErrorCode::Locked: return Exit::Locked;
    case ErrorCode::Cancelled: return Exit::Cancelled;
    }
    return Exit::Failed;
}

Console::Console(QIODevice &in, QIODevice &out, QIODevice &err)
    : m_in(in), m_out(&out), m_err(&err), m_noColour(qEnvironmentVariableIsSet("NO_COLOR"))
{
}

Console::~Console() = default;

void Console::print(const QString &line)
{
    write(line + u'\n');
}

void Console::write(const QString &text)
{
    clearProgress();
    m_out << text;
    m_out.flush();
}

void Console::note(const QString &line)
{
    if (quiet)
        return;
    clearProgress();
    m_err << printableBlock(line) << u'\n';
    m_err.flush();
}

void Console::error(const Error &error)
{
    clearProgress();
    m_err << painted(u"error:"_s, Ink::Bad, errIsTerminal && !m_noColour) << u' ' << printableBlock(error.text()) << u'\n';
    m_err.flush();
}

void Console::printJson(const QJsonObject &object)
{
    write(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)));
}

void Console::printJsonLine(const QJsonObject &object)
{
    print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

QString Console::ask(const QString &question)
{
    clearProgress();
    m_err << printable(question) << u' ';
    m_err.flush();
    return QString::fromUtf8(m_in.readLine()).trimmed();
}

void Console::showProgress(const Progress &progress)
{
    const bool last = progress.total > 0 && progress.done >= progress.total;
    if (!errIsTerminal || quiet || (m_lastBar.isValid() && m_lastBar.elapsed() < 50 && !last))
        return;
    m_lastBar.start();
    const int width = 30;
    const qint64 filled = progress.total > 0 ? std::min<qint64>(width, progress.done * width / progress.total) : 0;
    const QString numbers = progress.total > 0 ? u"%1%"_s.arg(std::min<qint64>(100, progress.done * 100 / progress.total), 3)
                                               : QString::number(progress.done);
    m_err << u"\r\x1b[K["_s << QString(int(filled), u'#') << QString(width - int(filled), u' ') << u"] "_s << numbers << u' '
          << printable(progress.what).left(60);
    m_err.flush();
    m_barShown = true;
}

void Console::clearProgress()
{
    if (!m_barShown)
        return;
    m_err << u"\r\x1b[K"_s;
    m_err.flush();
    m_barShown = false;
}

ProgressSink Console::progressSink()
{
    return [this](const Progress &progress) { showProgress(progress); };
}

RunControl &Console::control()
{
    if (watchInterrupts && !m_interrupt)
        m_interrupt = std::make_unique<Interrupt>(m_control);
    return m_control;
}

} // namespace lk
