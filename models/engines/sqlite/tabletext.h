// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <vector>

namespace lk {

/// What the text of a CREATE statement tells beyond the catalogue. SQLite keeps the text as written, changed only by
/// ALTER TABLE.

/// One clause of a column or table definition: "NOT NULL", "CHECK (x > 0)", "REFERENCES t (id) ON DELETE CASCADE".
struct TextClause {
    enum class Kind { PrimaryKey, Unique, Check, ForeignKey, NotNull, Null, Default, Collate, Generated };
    Kind kind = Kind::Null;
    QString name;    ///< after CONSTRAINT
    QByteArray text; ///< from its keyword on
};

struct ColumnText {
    QString name;
    std::vector<TextClause> clauses;
};

/// Reads one column definition ("id INTEGER PRIMARY KEY").
ColumnText readColumn(QByteArrayView definition);
/// Reads one table constraint, or several that stand without a comma between them, as SQLite allows.
std::vector<TextClause> readTableConstraints(QByteArrayView definition);

/// A constraint as an object of its own, written inside a column or after the columns: the same constraint gives the
/// same text.
struct ConstraintText {
    QString type;   ///< "primary key", "unique", "check", "foreign key"
    QString name;   ///< given, or made of its content: "FOREIGN KEY (customer_id)"
    QByteArray sql; ///< as a table constraint, without its name
    bool autoincrement = false;
};
/// The constraint that @p clause makes; @p column is empty for table constraints. Only for the first four kinds.
ConstraintText constraintOf(const TextClause &clause, const QString &column);
bool isConstraint(const TextClause &clause);

/// The canonical form of a CREATE statement without the object's own name and, for an index, without its table's.
QByteArray canonicalWithoutName(QByteArrayView create);

} // namespace lk
