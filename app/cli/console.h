// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/interrupt.h"
#include "app/cli/texttable.h"
#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/base/runcontrol.h"

#include <QElapsedTimer>
#include <QIODevice>
#include <QTextStream>

#include <memory>

class QJsonObject;

namespace lk {

/// Exit codes of cli.md.
enum class Exit { Done = 0, Failed = 1, Usage = 2, Blocked = 3, Disagreement = 4, Connection = 5, Locked = 6, Cancelled = 130 };
Exit exitOf(ErrorCode code);

/// What a command talks through: three streams and what is known of them. Tests hand in buffers.
class Console
{
public:
    Console(QIODevice &in, QIODevice &out, QIODevice &err);
    ~Console();

    bool inIsTerminal = false;
    bool outIsTerminal = false;
    bool errIsTerminal = false;
    bool watchInterrupts = false; ///< Ctrl-C cancels through control() once that was asked for
    bool json = false;
    bool quiet = false;
    bool verbose = false;

    bool colour() const { return outIsTerminal && !m_noColour; }
    QString ink(const QString &text, Ink ink) const { return painted(text, ink, colour()); }

    /// A line of the result.
    void print(const QString &line = {});
    /// Text of the result as it is; it ends its own lines.
    void write(const QString &text);
    /// A line beside the result, on stderr; left out with --quiet.
    void note(const QString &line);
    /// "error: what (where): why; next step" on stderr.
    void error(const Error &error);
    void printJson(const QJsonObject &object);
    void printJsonLine(const QJsonObject &object);

    /// Shows @p question on stderr and reads a line; only to be called when inIsTerminal.
    QString ask(const QString &question);

    /// A bar on stderr, when that is a terminal and nobody wants quiet; gone again with clearProgress() or the next line.
    void showProgress(const Progress &progress);
    void clearProgress();
    ProgressSink progressSink();

    /// Cancelled by Ctrl-C from the first call on.
    RunControl &control();

private:
    QIODevice &m_in;
    QTextStream m_out;
    QTextStream m_err;
    bool m_noColour = false;
    bool m_barShown = false;
    QElapsedTimer m_lastBar;
    RunControl m_control;
    std::unique_ptr<Interrupt> m_interrupt;
};

} // namespace lk
