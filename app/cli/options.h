// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace CLI {
class App;
}

namespace lk {

/// The options of one command, bound to the variables they fill. Keeps CLI11 out of the commands' files.
class Options
{
public:
    explicit Options(CLI::App &app);

    void flag(const char *names, bool &value, const char *help);
    void text(const char *names, QString &value, const char *placeholder, const char *help);
    void texts(const char *names, QStringList &values, const char *placeholder, const char *help); ///< may be given several times
    void number(const char *names, int &value, const char *placeholder, const char *help); ///< 1 and above
    void choice(const char *names, QString &value, const QStringList &allowed, const char *help);
    void argument(const char *name, QString &value, bool required, const char *help);
    void arguments(const char *name, QStringList &values, const char *help);
    /// The two don't go together.
    void exclusive(const char *one, const char *other);
    /// A word after the command ("checklist tick"); @p chosen becomes true when it is given.
    Options word(const char *name, bool &chosen, const char *help);

private:
    CLI::App &m_app;
};

} // namespace lk
