// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// A password. It has no text form, so that none of our messages, logs and reports can hold it by accident; who needs
/// the text says so.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QString text) : m_text(std::move(text)) {}

    bool isEmpty() const { return m_text.isEmpty(); }
    const QString &reveal() const { return m_text; }
    bool operator==(const Secret &) const = default;

private:
    QString m_text;
};

} // namespace lk
