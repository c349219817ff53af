// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/toolproject.h"

#include <QFile>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

const QByteArray tool = R"SH(#!/bin/sh
request=$(cat)
field() { printf '%s' "$request" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
echo "$(field action)" >> ran
db=$(field database)
version=$(field version)
answer() { printf '\036%s\n' "$1"; }
send() { sqlite3 "$db" "$1" || exit 1; answer "{\"sql\": \"$1\", \"ms\": 1.5, \"rows\": 0}"; }
parents() { sed -n 's/^down_revision = //p' "$(field file)" | tr -d "()' " | grep -v None | tr ',' '\n'; }
case "$(field action)" in
address) answer '{"address": "sqlite:shop.db"}' ;;
identify) answer "{\"identity\": \"$(sqlite3 "$db" "$(field query)")\"}" ;;
preview) answer "{\"sql\": \"CREATE TABLE t_$version (id INTEGER PRIMARY KEY)\"}" ;;
run)
    sqlite3 "$db" "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)" || exit 1
    if [ "$(field direction)" = up ]; then
        send "CREATE TABLE t_$version (id INTEGER PRIMARY KEY)"
        for parent in $(parents); do sqlite3 "$db" "DELETE FROM alembic_version WHERE version_num = '$parent'"; done
        send "INSERT INTO alembic_version VALUES ('$version')"
    else
        send "DROP TABLE t_$version"
        sqlite3 "$db" "DELETE FROM alembic_version WHERE version_num = '$version'"
        for parent in $(parents); do sqlite3 "$db" "INSERT OR IGNORE INTO alembic_version VALUES ('$parent')"; done
    fi ;;
esac
)SH";

QByteArray revision(const QByteArray &id, const QByteArray &down, const QByteArray &title)
{
    return "\"\"\"" + title + "\n\nRevision ID: " + id + "\nCreate Date: 2026-11-02 10:00:00\n\"\"\"\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = '" + id
        + "'\ndown_revision = " + down
        + "\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade():\n    op.create_table('t_" + id + "', sa.Column('id', sa.Integer, primary_key=True))\n\n\ndef downgrade():\n    op.drop_table('t_"
        + id + "')\n";
}

} // namespace

ToolProject::ToolProject(bool named)
{
    write(u"alembic.ini"_s, "[alembic]\nscript_location = migrations\n");
    write(u"migrations/env.py"_s, "import os\n\nfrom alembic import context\nfrom sqlalchemy import create_engine\n\nengine = create_engine(os.environ['SHOP_DATABASE'])\n"
                                  "with engine.connect() as connection:\n    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n");
    write(u"migrations/versions/a1_customers.py"_s, revision("a1", "None", "customers"));
    write(u"migrations/versions/b1_orders.py"_s, revision("b1", "'a1'", "orders"));
    write(u"migrations/versions/c1_reviews.py"_s, revision("c1", "'a1'", "reviews"));
    write(u"migrations/versions/d1_merge.py"_s, revision("d1", "('b1', 'c1')", "merge orders and reviews"));
    write(u".venv/bin/python"_s, tool);
    QFile::setPermissions(path(u".venv/bin/python"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (named)
        write(u"lockkeeper.toml"_s, "[project]\nname = \"Tool shop\"\n\n[environments.development]\nurl = \"sqlite:shop.db\"\n");
}

QStringList ToolProject::ran() const
{
    QFile file(path(u"ran"_s));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts) : QStringList();
}

} // namespace lk
