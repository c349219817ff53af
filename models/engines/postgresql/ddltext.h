// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// Texts that both a snapshot's definitions and its DDL are made of.

/// @p name as PostgreSQL reads it back, in double quotes where it has to.
QString writtenName(const QString &name);
QString writtenText(const QString &text);
/// "public.orders"
QString qualifiedName(const QString &schema, const QString &name);
QString qualifiedName(const SchemaObject &object);

/// "id integer NOT NULL DEFAULT 1"; @p identity: options of the sequence behind an identity.
QString columnText(const SchemaObject &column, bool withDefault = true, const QString &identity = {});
/// CREATE TABLE with @p parts; partitions as such @p ofParent, or as tables of their own.
QString tableText(const SchemaObject &table, const QStringList &parts, bool ofParent);
/// "(fillfactor=70, toast.autovacuum_enabled=off)" of an attribute's text
QString optionsText(const QString &options);

} // namespace lk
