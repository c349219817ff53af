// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The reports are compared with the files beside this one. LK_WRITE_EXPECTED=1 writes them anew: read what git shows then.
#include "models/schema/diffreport.h"

#include <QFile>
#include <QTest>
#include <QXmlStreamReader>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &table, const QString &name, const QString &before,
                    const QString &after, const QStringList &details = {})
{
    return {kind, object, u"shop"_s, table, name, {}, before, after, details, {}};
}

SchemaDiff shop()
{
    SchemaDiff diff{{
        change(ChangeKind::Altered, u"table"_s, {}, u"orders"_s, u"CREATE TABLE orders (\n  id INT,\n  sum INT,\n  note TEXT\n)"_s,
               u"CREATE TABLE orders (\n  id INT,\n  sum BIGINT\n)"_s, {u"comment: none → all of them"_s}),
        change(ChangeKind::Removed, u"column"_s, u"orders"_s, u"note"_s, u"note TEXT"_s, {}),
        change(ChangeKind::Renamed, u"column"_s, u"orders"_s, u"total"_s, u"sum INT"_s, u"total INT"_s, {u"the script says RENAME (0011, line 3)"_s}),
        change(ChangeKind::Added, u"view"_s, {}, u"<b>&*sales*"_s, {}, u"CREATE VIEW \"<b>\" AS SELECT 1 -- one"_s),
        change(ChangeKind::Altered, u"function"_s, {}, u"f"_s, u"-- ```\nSELECT 1"_s, u"-- ```\nSELECT 2"_s, {u"definition"_s}),
    }};
    diff.changes[1].destroysRows = 1204;
    diff.changes[2].oldName = u"sum"_s;
    return diff;
}

QString expected(const QString &name, const QString &text)
{
    QFile file(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/schema/expected/") + name);
    if (qEnvironmentVariableIsSet("LK_WRITE_EXPECTED")) {
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
        file.close();
    }
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : u"there is no such file"_s;
}

const DiffTitles titles{u"live <shop>"_s, u"after 0011"_s, 2};

} // namespace

class TstDiffReport : public QObject
{
    Q_OBJECT

private slots:
    void isAsExpected_data();
    void isAsExpected();
    void saysWhenNothingDiffers();
    void neverLetsTextActOrHide();
    void htmlIsWellFormed();
};

void TstDiffReport::isAsExpected_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::newRow("SQL") << u"diff.sql"_s << diffSql(shop(), titles);
    QTest::newRow("Markdown") << u"diff.md"_s << diffMarkdown(shop(), titles);
    QTest::newRow("HTML") << u"diff.html"_s << diffHtml(shop(), titles);
}

void TstDiffReport::isAsExpected()
{
    QFETCH(QString, name);
    QFETCH(QString, text);
    QCOMPARE(text, expected(name, text));
}

void TstDiffReport::saysWhenNothingDiffers()
{
    const DiffTitles all{u"a"_s, u"b"_s, 0};
    QVERIFY(diffSql({}, all).contains(u"The schemas are equal"));
    QVERIFY(diffMarkdown({}, all).contains(u"the schemas are equal"));
    QVERIFY(diffHtml({}, all).contains(u"the schemas are equal"));
    // Not where filters keep what differs from being seen.
    for (const QString &text : {diffSql({}, titles), diffMarkdown({}, titles), diffHtml({}, titles)})
        QVERIFY2(!text.contains(u"equal") && text.contains(u"2 more"), qPrintable(text));
    QCOMPARE(countsText(shop()), u"1 added, 1 removed, 2 altered, 1 renamed"_s);
}

void TstDiffReport::neverLetsTextActOrHide()
{
    const SchemaDiff evil{{change(ChangeKind::Altered, u"view"_s, {}, u"v\u202e\n"_s, u"a\x1b[2J"_s, u"</td><script>x</script>"_s, {u"comment: a\nb"_s})}};
    for (const QString &text : {diffSql(evil, titles), diffMarkdown(evil, titles), diffHtml(evil, titles)})
        QVERIFY2(!text.contains(QChar(0x202e)) && !text.contains(QChar(0x1b)), qPrintable(text));
    QVERIFY(!diffHtml(evil, titles).contains(u"<script"));
    // What is not added stays a comment, whatever it holds.
    for (const QString &line : diffSql(evil, titles).split(u'\n', Qt::SkipEmptyParts))
        QVERIFY2(line.startsWith(u"--"), qPrintable(line));
}

void TstDiffReport::htmlIsWellFormed()
{
    QString page = diffHtml(shop(), titles);
    page.remove(u"<!DOCTYPE html>"_s).replace(u"<meta charset=\"utf-8\">"_s, u""_s).remove(u"<meta name=\"viewport\" content=\"width=device-width\">"_s);
    QXmlStreamReader reader(page);
    while (!reader.atEnd())
        reader.readNext();
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
}

QTEST_GUILESS_MAIN(TstDiffReport)
#include "tst_diffreport.moc"
