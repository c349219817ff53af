// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/unsavedstore.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;

class TestUnsavedStore : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryByte_data();
    void keepsEveryByte();
    void onlyTheOwnerReads();
    void lastTextWins();
    void noneRemovesTheFile();
    void projectsAreApart();
    void brokenFileIsNoText();
};

void TestUnsavedStore::keepsEveryByte_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("text") << QByteArray("CREATE TABLE a (x);\n");
    QTest::newRow("CRLF and BOM") << QByteArray("\xEF\xBB\xBF-- a\r\n-- b\n");
    QTest::newRow("not UTF-8") << QByteArray("\xE4\xF6\xFC");
    QTest::newRow("NUL") << QByteArray("a\0b", 3);
}

void TestUnsavedStore::keepsEveryByte()
{
    QFETCH(QByteArray, text);
    const QTemporaryDir folder;
    {
        UnsavedStore store(folder.path());
        store.keep(QStringLiteral("/a/project"), {{QStringLiteral("migrations/0001_ä.sql"), text}});
    }
    const UnsavedStore store(folder.path());
    QCOMPARE(store.load(QStringLiteral("/a/project")).value(QStringLiteral("migrations/0001_ä.sql"), "missing"), text);
}

void TestUnsavedStore::onlyTheOwnerReads()
{
    const QTemporaryDir folder;
    UnsavedStore store(folder.path() + QStringLiteral("/new/below"));
    store.keep(QStringLiteral("/p"), {{QStringLiteral("f"), "secret"}});
    store.waitForWritten();
    const QFile::Permissions others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    QVERIFY(QFile::exists(store.pathOf(QStringLiteral("/p"))));
    QCOMPARE(QFile::permissions(store.pathOf(QStringLiteral("/p"))) & others, QFile::Permissions());
}

void TestUnsavedStore::lastTextWins()
{
    const QTemporaryDir folder;
    UnsavedStore store(folder.path());
    for (int number = 0; number <= 50; ++number)
        store.keep(QStringLiteral("/p"), {{QStringLiteral("f"), QByteArray::number(number)}});
    store.waitForWritten();
    QCOMPARE(store.load(QStringLiteral("/p")).value(QStringLiteral("f")), QByteArray("50"));
}

void TestUnsavedStore::noneRemovesTheFile()
{
    const QTemporaryDir folder;
    UnsavedStore store(folder.path());
    store.keep(QStringLiteral("/p"), {{QStringLiteral("f"), "x"}});
    store.keep(QStringLiteral("/p"), {});
    store.waitForWritten();
    QVERIFY(!QFile::exists(store.pathOf(QStringLiteral("/p"))));
    QVERIFY(store.load(QStringLiteral("/p")).isEmpty());
}

void TestUnsavedStore::projectsAreApart()
{
    const QTemporaryDir folder;
    UnsavedStore store(folder.path());
    store.keep(QStringLiteral("/p"), {{QStringLiteral("f"), "p"}});
    store.keep(QStringLiteral("/q"), {{QStringLiteral("f"), "q"}});
    store.waitForWritten();
    QCOMPARE(store.load(QStringLiteral("/p")).value(QStringLiteral("f")), QByteArray("p"));
    QCOMPARE(store.load(QStringLiteral("/q")).value(QStringLiteral("f")), QByteArray("q"));
}

void TestUnsavedStore::brokenFileIsNoText()
{
    const QTemporaryDir folder;
    const UnsavedStore store(folder.path());
    QFile file(store.pathOf(QStringLiteral("/p")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{ \"files\": ");
    file.close();
    QVERIFY(store.load(QStringLiteral("/p")).isEmpty());
}

QTEST_GUILESS_MAIN(TestUnsavedStore)
#include "tst_unsavedstore.moc"
