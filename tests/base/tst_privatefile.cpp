// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>

#include <atomic>
#include <csignal>
#include <thread>

using namespace lk;

class TstPrivateFile : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void foldersArePrivate();
    void filesArePrivate();
    void writingReplacesWholly();
    void writingReplacesALinkNotItsTarget();
    void failedWriteLeavesTheOldContent();
    void readersSeeOldOrNew();
    void appendsLines();
    void appendCutsATornLine();
    void appendRefusesALink();
    void fullDiskLeavesNoHalfLine();
    void appendsFromManyThreads();
    void jsonComesBack();
    void brokenJsonNamesItsLine();
    void jsonLinesSkipATornLastLine();
    void jsonLinesNameABrokenLine();

private:
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QByteArray content(const char *name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
    }
    void put(const char *name, const QByteArray &bytes)
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    mode_t mode(const QString &name) const
    {
        struct stat status {};
        return ::stat(name.toUtf8().constData(), &status) == 0 ? status.st_mode & 07777 : 0;
    }
    QStringList entries() const
    {
        return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TstPrivateFile::foldersArePrivate()
{
    QVERIFY(makePrivateFolder(path("a/b/c")));
    for (const char *name : {"a", "a/b", "a/b/c"})
        QCOMPARE(mode(path(name)), mode_t(0700));
    QCOMPARE(::chmod(path("a").toUtf8().constData(), 0755), 0);
    QVERIFY(makePrivateFolder(path("a/b/c/")));
    QCOMPARE(mode(path("a")), mode_t(0755)); // what is there stays as it is
    put("file", "x");
    const auto made = makePrivateFolder(path("file/x"));
    QVERIFY(!made);
    QVERIFY(!made.error().why.isEmpty());
    QVERIFY(!makePrivateFolder(path("file")));
}

void TstPrivateFile::filesArePrivate()
{
    const mode_t before = ::umask(0);
    QVERIFY(writePrivateFile(path("a"), "secret"));
    QVERIFY(appendPrivateLine(path("b"), "secret", true));
    ::umask(before);
    QCOMPARE(mode(path("a")), mode_t(0600));
    QCOMPARE(mode(path("b")), mode_t(0600));
}

void TstPrivateFile::writingReplacesWholly()
{
    QVERIFY(writePrivateFile(path("a"), "a long first content"));
    QVERIFY(writePrivateFile(path("a"), "short"));
    QCOMPARE(content("a"), QByteArray("short"));
    QVERIFY(writePrivateFile(path("a"), {}));
    QCOMPARE(content("a"), QByteArray());
    QCOMPARE(entries(), QStringList(QStringLiteral("a"))); // no temporary file
}

void TstPrivateFile::writingReplacesALinkNotItsTarget()
{
    put("victim", "precious");
    QVERIFY(QFile::link(path("victim"), path("a")));
    QVERIFY(writePrivateFile(path("a"), "new"));
    QCOMPARE(content("victim"), QByteArray("precious"));
    QCOMPARE(content("a"), QByteArray("new"));
}

void TstPrivateFile::failedWriteLeavesTheOldContent()
{
    QVERIFY(writePrivateFile(path("a"), "old"));
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit = before;
    limit.rlim_cur = 1000;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto written = writePrivateFile(path("a"), QByteArray(5000, 'x'));
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!written);
    QVERIFY(written.error().nextStep.contains(QLatin1String("make space")));
    QCOMPARE(content("a"), QByteArray("old"));
    QCOMPARE(entries(), QStringList(QStringLiteral("a")));
    QVERIFY(!writePrivateFile(path("none/a"), "x"));
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder")));
    QVERIFY(!writePrivateFile(path("folder"), "x"));
    QCOMPARE(entries(), QStringList({QStringLiteral("a"), QStringLiteral("folder")}));
}

void TstPrivateFile::readersSeeOldOrNew()
{
    const QByteArray one(100'000, '1');
    const QByteArray two(100'000, '2');
    QVERIFY(writePrivateFile(path("a"), one));
    std::atomic<bool> stop = false;
    std::atomic<int> torn = 0;
    std::atomic<int> seen = 0;
    std::thread reader([&] {
        while (!stop) {
            const QByteArray now = content("a");
            torn += now != one && now != two;
            ++seen;
        }
    });
    for (int i = 0; i < 40; ++i)
        QVERIFY(writePrivateFile(path("a"), i % 2 ? one : two));
    stop = true;
    reader.join();
    QVERIFY(seen > 0);
    QCOMPARE(torn.load(), 0);
}

void TstPrivateFile::appendsLines()
{
    QVERIFY(appendPrivateLine(path("log"), "one", false));
    QVERIFY(appendPrivateLine(path("log"), "two", true));
    QCOMPARE(content("log"), QByteArray("one\ntwo\n"));
    QVERIFY(!appendPrivateLine(path("none/log"), "x", true));
}

void TstPrivateFile::appendCutsATornLine()
{
    put("log", "one\ntw");
    QVERIFY(appendPrivateLine(path("log"), "three", true));
    QCOMPARE(content("log"), QByteArray("one\nthree\n"));
    put("log", "torn from the beginning");
    QVERIFY(appendPrivateLine(path("log"), "one", true));
    QCOMPARE(content("log"), QByteArray("one\n"));
    put("log", "one\n" + QByteArray(20'000, 't'));
    QVERIFY(appendPrivateLine(path("log"), "two", true));
    QCOMPARE(content("log"), QByteArray("one\ntwo\n"));
}

void TstPrivateFile::appendRefusesALink()
{
    put("victim", "precious\n");
    QVERIFY(QFile::link(path("victim"), path("log")));
    QVERIFY(!appendPrivateLine(path("log"), "x", true));
    QCOMPARE(content("victim"), QByteArray("precious\n"));
}

void TstPrivateFile::fullDiskLeavesNoHalfLine()
{
    QVERIFY(appendPrivateLine(path("log"), "one", true));
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit = before;
    limit.rlim_cur = 10;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto appended = appendPrivateLine(path("log"), "a line too long", true);
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!appended);
    QCOMPARE(content("log"), QByteArray("one\n"));
}

void TstPrivateFile::appendsFromManyThreads()
{
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 200; ++i) {
                if (!appendPrivateLine(path("log"), QByteArray(100, char('a' + t)), false))
                    return;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const QList<QByteArray> lines = content("log").split('\n');
    QCOMPARE(lines.size(), 801);
    for (const QByteArray &line : lines)
        QVERIFY(line.isEmpty() || line == QByteArray(100, line[0]));
}

void TstPrivateFile::jsonComesBack()
{
    const QJsonObject object{{QStringLiteral("ß"), 1}, {QStringLiteral("list"), QJsonValue::Null}};
    QVERIFY(writeJsonFile(path("a.json"), object));
    QCOMPARE(readJsonFile(path("a.json")).value(), object);
    QCOMPARE(mode(path("a.json")), mode_t(0600));
    const auto missing = readJsonFile(path("none.json"));
    QVERIFY(!missing);
    QVERIFY(missing.error().text().contains(QLatin1String("No such file")));
}

void TstPrivateFile::brokenJsonNamesItsLine()
{
    put("a.json", "{\n  \"a\": 1,\n  nonsense\n}\n");
    const auto broken = readJsonFile(path("a.json"));
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.file, path("a.json"));
    QCOMPARE(broken.error().where.line, 3);
    put("a.json", "[1]");
    QVERIFY(readJsonFile(path("a.json")).error().why.contains(QLatin1String("object")));
    put("a.json", "");
    QVERIFY(!readJsonFile(path("a.json")));
}

void TstPrivateFile::jsonLinesSkipATornLastLine()
{
    QVERIFY(readJsonLines(path("none"))->empty());
    put("log", "{\"a\":1}\n\n{\"a\":2}\r\n{\"a\":");
    const auto lines = readJsonLines(path("log")).value();
    QCOMPARE(lines.size(), size_t(2));
    QCOMPARE(lines[1].value(QStringLiteral("a")).toInt(), 2);
    put("log", QByteArray("{\"a\":1}\n\0\0\0\n", 12));
    QCOMPARE(readJsonLines(path("log"))->size(), size_t(1));
}

void TstPrivateFile::jsonLinesNameABrokenLine()
{
    put("log", "{\"a\":1}\nbroken\n{\"a\":2}\n");
    const auto lines = readJsonLines(path("log"));
    QVERIFY(!lines);
    QCOMPARE(lines.error().where.line, 2);
    QVERIFY(!readJsonLines(m_folder->path()));
}

QTEST_GUILESS_MAIN(TstPrivateFile)
#include "tst_privatefile.moc"
