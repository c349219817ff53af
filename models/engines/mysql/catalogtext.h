// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace lk {

/// A text in single quotes, as every sql_mode but NO_BACKSLASH_ESCAPES reads it.
QString mysqlText(const QString &text);
/// "root@localhost" as the catalogue writes an account, as SQL writes it: `root`@`localhost`.
QString mysqlAccount(const QString &account);
/// The character set that a collation is of.
QString charsetOf(const QString &collation);

/// The SQL text that a server keeps, without the prefix that names its own database: the same text for every copy.
QString withoutDatabase(const QString &sql, const QString &database);

/// One partition, as SHOW CREATE TABLE writes it.
struct PartitionText {
    QString name;
    QString definition;
};

/// What SHOW CREATE TABLE says and information_schema does not.
struct TableText {
    QString sql;                    ///< whole, without the counter of AUTO_INCREMENT
    QHash<QString, QString> keys;   ///< lines of indexes by their names ("PRIMARY" for the primary key)
    QString period;                 ///< name of an application-time period
    QString periodLine;             ///< "PERIOD FOR `lease` (`starts`, `ends`)"
    QString options;                ///< after the closing parenthesis, up to PARTITION BY
    QString partitioning;           ///< PARTITION BY ... without the list of partitions
    QList<PartitionText> partitions;
};
TableText readTableText(const QString &sql);

// Parts of what SHOW CREATE says of a program; @p mode is the sql_mode that it is written in.
/// After the name: parameters, characteristics and body of a routine.
QString textAfterName(const QString &sql, const QString &mode);
QString triggerBody(const QString &sql, const QString &mode);
QString eventBody(const QString &sql, const QString &mode);
/// The view's SELECT.
QString viewSelect(const QString &sql);

} // namespace lk
