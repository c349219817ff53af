// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/dumppieces.h"

#include <QTest>

using namespace lk;

/// A dump that comes in pieces of any size gives the same statements, on the same lines, as the whole.
class TstDumpPieces : public QObject
{
    Q_OBJECT

private slots:
    void sameStatements_data();
    void sameStatements();
    void memoryStaysSmall();
    void brokenEndIsAnError();
};

namespace {

const QByteArray Dump = R"(-- MariaDB dump 10.19
--
-- Host: localhost    Database: shop
/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `a;
b` (
  `x` varchar(20) DEFAULT 'a;
b' COMMENT 'c'
);
INSERT INTO `t` VALUES (1,'x;\n'),(2,'it''s; \'so\'');
-- a note;
CREATE VIEW v AS -- half;
  SELECT 1;
DELIMITER ;;
/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN
  SET @a = 1;
  SET @b = ';';
END */;;
DELIMITER ;
SET @x = 1;
-- Dump completed
-- Lockkeeper: CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
)";

struct Statements {
    QList<QByteArray> texts;
    QList<qint64> lines;
    bool operator==(const Statements &) const = default;
    void add(QByteArrayView text, const std::vector<StatementSpan> &spans)
    {
        for (const StatementSpan &span : spans) {
            texts << text.sliced(span.offset, span.length).toByteArray();
            lines << span.line;
        }
    }
};

} // namespace

void TstDumpPieces::sameStatements_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("least");
    for (const int step : {1, 3, 7, 64, 4000}) {
        for (const int least : {1, 50, 100'000})
            QTest::addRow("%d bytes, pieces of %d", step, least) << step << least;
    }
}

void TstDumpPieces::sameStatements()
{
    QFETCH(int, step);
    QFETCH(int, least);
    const Dialect dialect = mariadbDialect();
    Statements expected;
    expected.add(Dump, splitStatements(Dump, dialect).value());
    QCOMPARE(expected.texts.size(), 6);

    Statements got;
    DumpPieces pieces(dialect, least);
    for (qsizetype at = 0; at < Dump.size(); at += step) {
        pieces.add(QByteArrayView(Dump).sliced(at, std::min<qsizetype>(step, Dump.size() - at)));
        while (const auto piece = pieces.next())
            got.add(piece->text, piece->statements);
    }
    const auto last = pieces.rest();
    QVERIFY2(last, last ? "" : qPrintable(last.error().text()));
    got.add(last->text, last->statements);
    QCOMPARE(got.texts, expected.texts);
    QCOMPARE(got.lines, expected.lines);
}

void TstDumpPieces::memoryStaysSmall()
{
    const Dialect dialect = mariadbDialect();
    DumpPieces pieces(dialect);
    const QByteArray line = "INSERT INTO t VALUES ('" + QByteArray(1000, 'x') + "');\n";
    qsizetype longest = 0;
    int statements = 0;
    for (int i = 0; i < 10'000; ++i) {
        pieces.add(line);
        while (const auto piece = pieces.next()) {
            longest = std::max(longest, piece->text.size());
            statements += int(piece->statements.size());
        }
    }
    QVERIFY(longest < (2 << 20));
    QCOMPARE(statements + int(pieces.rest()->statements.size()), 10'000);
}

void TstDumpPieces::brokenEndIsAnError()
{
    const Dialect dialect = mariadbDialect();
    DumpPieces pieces(dialect, 1);
    pieces.add("SELECT 1;\nSELECT 2;\nSELECT 'three;\n");
    while (pieces.next()) {
    }
    const auto last = pieces.rest();
    QVERIFY(!last);
    QCOMPARE(last.error().where.line, 3);
}

QTEST_GUILESS_MAIN(TstDumpPieces)
#include "tst_dumppieces.moc"
