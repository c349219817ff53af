// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QDateTime>
#include <QHash>

namespace lk {

/// The words of a message in a file's name: "Add users!" is "add_users"; cut at a word when longer than @p longest.
QString alembicSlug(const QString &message, qsizetype longest);

/// A new revision's file by @p pattern ("%(year)d_%(rev)s_%(slug)s"), with its suffix. Error: the pattern has something unknown.
Result<QString> alembicFileName(const QString &pattern, const QString &revision, const QString &slug, const QDateTime &date);

/// A date as Alembic writes it: "2024-05-06 07:08:09.123000", with the offset where @p zoned.
QString alembicDate(const QDateTime &date, bool zoned);

/// A new revision by script.py.mako; @p values are the texts for its expressions ("repr(up_revision)"). An expression or line of another kind is an
/// error with its line: only Mako could fill it in.
Result<QByteArray> alembicText(const QByteArray &pattern, const QString &file, const QHash<QString, QString> &values);

/// The template that Alembic brings along.
QByteArray alembicTemplate();

} // namespace lk
