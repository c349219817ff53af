// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include <CLI/CLI.hpp>

namespace lk {

Options::Options(CLI::App &app)
    : m_app(app)
{
}

void Options::flag(const char *names, bool &value, const char *help)
{
    m_app.add_flag(names, value, help);
}

void Options::text(const char *names, QString &value, const char *placeholder, const char *help)
{
    m_app.add_option_function<std::string>(names, [&value](const std::string &given) { value = QString::fromStdString(given); }, help)
        ->type_name(placeholder);
}

void Options::texts(const char *names, QStringList &values, const char *placeholder, const char *help)
{
    const auto add = [&values](const std::vector<std::string> &given) {
        for (const std::string &value : given)
            values += QString::fromStdString(value);
    };
    m_app.add_option_function<std::vector<std::string>>(names, add, help)->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)->type_name(placeholder);
}

void Options::number(const char *names, int &value, const char *placeholder, const char *help)
{
    m_app.add_option(names, value, help)->check(CLI::PositiveNumber)->type_name(placeholder);
}

void Options::choice(const char *names, QString &value, const QStringList &allowed, const char *help)
{
    std::vector<std::string> words;
    for (const QString &word : allowed)
        words.push_back(word.toStdString());
    m_app.add_option_function<std::string>(names, [&value](const std::string &given) { value = QString::fromStdString(given); }, help)
        ->check(CLI::IsMember(words))
        ->type_name("");
}

void Options::argument(const char *name, QString &value, bool required, const char *help)
{
    m_app.add_option_function<std::string>(name, [&value](const std::string &given) { value = QString::fromStdString(given); }, help)
        ->required(required)
        ->type_name("");
}

void Options::arguments(const char *name, QStringList &values, const char *help)
{
    m_app
        .add_option_function<std::vector<std::string>>(
            name,
            [&values](const std::vector<std::string> &given) {
                for (const std::string &value : given)
                    values += QString::fromStdString(value);
            },
            help)
        ->type_name("");
}

void Options::exclusive(const char *one, const char *other)
{
    m_app.get_option(one)->excludes(other);
}

Options Options::word(const char *name, bool &chosen, const char *help)
{
    m_app.require_subcommand(0, 1);
    CLI::App *app = m_app.add_subcommand(name, help);
    app->parse_complete_callback([&chosen] { chosen = true; });
    return Options(*app);
}

} // namespace lk
