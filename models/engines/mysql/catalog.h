// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/catalogtext.h"
#include "models/engines/session.h"

#include <QHash>

#include <optional>

namespace lk {

// The fields of each query of the catalogue, in their order.
namespace tablefield {
enum { Name, Type, Engine, RowFormat, Collation, Options, Comment };
}
namespace columnfield {
enum { Table, Name, Position, Default, Nullable, Collation, Type, Extra, Comment, Expression, Srid, DataType };
}
namespace indexfield {
enum { Table, Name, NonUnique, Column, Direction, Prefix, Type, Comment, Ignored, Expression };
}
namespace checkfield {
enum { Table, Name, Level, Clause, Enforced };
}
namespace keyfield {
enum { Table, Name, Column, Schema, Referenced, ReferencedColumn };
}
namespace rulefield {
enum { Table, Name, Update, Delete };
}
namespace viewfield {
enum { Name, Definition, CheckOption, Definer, Security, Charset, Collation, Algorithm };
}
namespace routinefield {
enum { Name, Type, Returns, ReturnsCollation, Body, Deterministic, Access, Security, Mode, Comment, Definer, Charset, Collation, DatabaseCollation, Text };
}
namespace parameterfield {
enum { Routine, Type, Mode, Name, DataType, Collation };
}
namespace triggerfield {
enum { Name, Table, Timing, Event, Order, Body, Mode, Definer, Charset, Collation, DatabaseCollation };
}
namespace eventfield {
enum { Name, Definer, TimeZone, Type, At, Every, Unit, Starts, Ends, Status, Completion, Comment, Body, Mode, Charset, Collation, DatabaseCollation, StartsNoted };
}
namespace sequencefield {
enum { Name, Start, Minimum, Maximum, Increment, Cache, Cycle };
}
namespace grantfield {
enum { Grantee, Kind, Object, Column, Privilege, Grantable };
}

/// What a database's catalogue says; see readMysqlCatalog().
struct MysqlCatalog {
    bool mariadb = false;
    QString database;
    QString collation; ///< the database's default
    QString comment;
    bool foldsTables = false;
    QString grantsOf; ///< empty: this account may not see everybody's grants
    Rows tables;
    Rows columns;
    Rows indexes;
    Rows checks;
    Rows keys;
    Rows rules;
    Rows views;
    Rows routines;
    Rows parameters;
    Rows triggers;
    Rows events;
    Rows sequences;
    Rows srids; ///< table, column, SRID; MariaDB keeps them apart
    Rows grants;
    QHash<QString, TableText> texts; ///< of those tables of which information_schema does not tell all

    QString own(const QVariant &sql) const { return withoutDatabase(sql.toString(), database); }
};

/// Reads the catalogue of the session's current database. Beyond the fixed queries there is a SHOW CREATE for each table that is
/// partitioned, has an application-time period or a full-text index with a parser, or is of an engine whose options
/// information_schema leaves out, and for each view and program with texts in quotes: information_schema loses their
/// escapes and character sets. MariaDB is asked for hundreds of them at once, MySQL for one after the other.
Result<MysqlCatalog> readMysqlCatalog(Session &session);

} // namespace lk
