// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/programsamples.h"

namespace lk {

namespace {

/// Python's r""" """ around SQL; a quote at its end would end it.
QByteArray executed(const QByteArray &sql)
{
    return sql.isEmpty() ? "    pass\n" : "    op.execute(r\"\"\"" + sql.trimmed() + " \"\"\")\n";
}

/// A line of revisions in the style of Alembic's own template.
QList<SampleFile> alembicRevisions(const QString &folder, const SampleSet &set)
{
    QList<SampleFile> files;
    QByteArray parent = "None";
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray revision = QByteArray::number(migration.number, 16).rightJustified(12, '0');
        const QByteArray name = migration.name.toUtf8();
        files.append({folder + QString::fromLatin1(revision) + u'_' + migration.name + QStringLiteral(".py"),
                      "\"\"\"" + name + "\n\nRevision ID: " + revision + "\nRevises: " + parent + "\nCreate Date: 2024-01-01 00:00:00.000000\n\n\"\"\"\n"
                          + "from typing import Sequence, Union\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n\n# revision identifiers, used by Alembic.\n"
                          + "revision: str = '" + revision + "'\ndown_revision: Union[str, Sequence[str], None] = " + parent
                          + "\nbranch_labels: Union[str, Sequence[str], None] = None\ndepends_on: Union[str, Sequence[str], None] = None\n\n\n"
                          + "def upgrade() -> None:\n" + executed(migration.up) + "\n\ndef downgrade() -> None:\n" + executed(migration.down)});
        parent = '\'' + revision + '\'';
    }
    return files;
}

QList<SampleFile> alembic(const SampleSet &set)
{
    return alembicRevisions(QStringLiteral("alembic/versions/"), set)
           + QList<SampleFile>{{QStringLiteral("alembic.ini"),
                                "[alembic]\nscript_location = %(here)s/alembic\nfile_template = %%(year)d_%%(month).2d-%%(rev)s_%%(slug)s\nsqlalchemy.url = sqlite:///dev.db\n\n"
                                "[loggers]\nkeys = root\n"},
                               {QStringLiteral("alembic/env.py"), "from alembic import context\n\ncontext.configure(url=None, version_table=\"versions\")\n"},
                               {QStringLiteral("alembic/script.py.mako"),
                                "\"\"\"${message}\n\nRevision ID: ${up_revision}\n\n\"\"\"\nrevision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n\n"
                                "def upgrade():\n    ${upgrades if upgrades else \"pass\"}\n\n\ndef downgrade():\n    ${downgrades if downgrades else \"pass\"}\n"}};
}

QList<SampleFile> flaskMigrate(const SampleSet &set)
{
    return alembicRevisions(QStringLiteral("migrations/versions/"), set)
           + QList<SampleFile>{{QStringLiteral("migrations/alembic.ini"), "[alembic]\n# file_template = %%(rev)s_%%(slug)s\n\n[loggers]\nkeys = root,flask_migrate\n"},
                               {QStringLiteral("migrations/env.py"), "from flask import current_app\n\nengine = current_app.extensions['migrate'].db.engine\n"},
                               {QStringLiteral(".flaskenv"), "FLASK_APP=shop\nDATABASE_URL=sqlite:///dev.db\n"}};
}

QList<SampleFile> sqitch(const SampleSet &set)
{
    const QByteArray engine = set.engine == u"postgresql" ? "pg" : set.engine == u"sqlite" ? "sqlite" : "mysql";
    QList<SampleFile> files{{QStringLiteral("sqitch.conf"), "[core]\n\tengine = " + engine + "\n\t# plan_file = sqitch.plan\n[engine \"" + engine + "\"]\n\ttarget = dev\n[target \"dev\"]\n\turi = db:"
                                                                + engine + ":dev.db\n[user]\n\tname = \"Jo Doe\"\n\temail = jo@example.com\n"}};
    QByteArray plan = "%syntax-version=1.0.0\n%project=shop\n%uri=https://example.com/shop/\n\n";
    QByteArray before;
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray name = migration.name.toUtf8() + QByteArray::number(migration.number);
        plan += name + (before.isEmpty() ? QByteArray() : " [" + before + " !other:x]") + " 2024-01-01T00:00:00Z Jo Doe <jo@example.com> # step\n";
        if (migration.number % 1000 == 3)
            plan += "@v" + QByteArray::number(migration.number) + " 2024-01-01T00:00:00Z Jo Doe <jo@example.com> # tag\n\n";
        before = name;
        for (const auto &[folder, script] : {std::pair("deploy", migration.up), {"revert", migration.down}, {"verify", QByteArray("SELECT 1;\n")}}) {
            if (!script.isEmpty())
                files.append({QStringLiteral("%1/%2.sql").arg(QString::fromLatin1(folder), QString::fromUtf8(name)), script});
        }
    }
    files.append({QStringLiteral("sqitch.plan"), plan});
    return files;
}

} // namespace

const std::vector<FormatSample> &programSamples()
{
    static const std::vector<FormatSample> samples{
        {QStringLiteral("sqitch"), QStringLiteral("sqitch"), sqitch},
        {QStringLiteral("alembic"), QStringLiteral("alembic"), alembic},
        {QStringLiteral("alembic, flask"), QStringLiteral("alembic"), flaskMigrate},
    };
    return samples;
}

} // namespace lk
