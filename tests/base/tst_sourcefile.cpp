// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/sourcefile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace lk;

Q_DECLARE_METATYPE(TextEncoding)

class TstSourceFile : public QObject
{
    Q_OBJECT

private slots:
    void judgesBytes_data();
    void judgesBytes();
    void everySequenceIsJudgedAsUnicodeSays();
    void placesAreInCharacters();
    void everyEncodingErrorHasAWayOut_data();
    void everyEncodingErrorHasAWayOut();
    void readsExactlyWhatIsThere_data();
    void readsExactlyWhatIsThere();
    void followsLinksToFiles();
    void refusesWhatIsNoFile();
    void tenThousandFiles();
};

void TstSourceFile::judgesBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<TextEncoding>("encoding");
    QTest::addColumn<qint64>("offset");
    const auto row = [](const char *name, const QByteArray &bytes, TextEncoding encoding, qint64 offset) {
        QTest::newRow(name) << bytes << encoding << offset;
    };
    const QByteArray ascii = QByteArray("SELECT 1;\n").repeated(20);
    row("empty", {}, TextEncoding::Utf8, -1);
    row("ASCII", ascii, TextEncoding::Utf8, -1);
    row("UTF-8", ascii + "äöü ß € 🏪" + ascii, TextEncoding::Utf8, -1);
    row("mark", "\xef\xbb\xbfSELECT 1", TextEncoding::Utf8Bom, -1);
    row("mark alone", "\xef\xbb\xbf", TextEncoding::Utf8Bom, -1);
    row("Latin-1", ascii + "caf\xe9" + ascii, TextEncoding::NotUtf8, 203);
    row("Latin-1 at the end", "caf\xe9", TextEncoding::NotUtf8, 3);
    row("mark, then Latin-1", "\xef\xbb\xbf\xe9", TextEncoding::NotUtf8, 3);
    row("continuation alone", "a\x80z", TextEncoding::NotUtf8, 1);
    row("cut short", "a\xe2\x82", TextEncoding::NotUtf8, 1);
    row("overlong slash", "\xc0\xaf", TextEncoding::NotUtf8, 0);
    row("surrogate", "\xed\xa0\x80", TextEncoding::NotUtf8, 0);
    row("beyond Unicode", "\xf4\x90\x80\x80", TextEncoding::NotUtf8, 0);
    row("NUL", QByteArray("SELECT 1;\0DROP", 14), TextEncoding::HasNul, 9);
    row("NUL before Latin-1", QByteArray("a\0\xe9", 3), TextEncoding::HasNul, 1);
    row("many NULs", QByteArray(4000, '\0'), TextEncoding::HasNul, 0);
    row("UTF-16 with mark", QByteArray("\xff\xfeS\0E\0", 6), TextEncoding::Utf16, 0);
    row("UTF-16 big end", QByteArray("\xfe\xff\0S\0E", 6), TextEncoding::Utf16, 0);
    row("UTF-16 without mark", QByteArray("S\0E\0L\0E\0C\0T\0 \0001\0", 16), TextEncoding::Utf16, 0);
    row("UTF-16 big end without mark", QByteArray("\0S\0E\0L\0E\0C\0T", 12), TextEncoding::Utf16, 0);
}

void TstSourceFile::judgesBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(TextEncoding, encoding);
    QFETCH(qint64, offset);
    const SourceFile source = sourceFromBytes(bytes);
    QCOMPARE(source.encoding, encoding);
    QCOMPARE(source.badOffset, offset);
    QCOMPARE(source.bytes, bytes);
    QCOMPARE(source.readable(), offset < 0);
    QCOMPARE(source.textOffset(), encoding == TextEncoding::Utf8Bom ? 3 : 0);
}

/// Against Qt's own judge, at every distance from the end, so that the fast path's seams are crossed.
void TstSourceFile::everySequenceIsJudgedAsUnicodeSays()
{
    const uchar interesting[] = {0x01, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
                                 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};
    const uchar later[] = {0x01, 0x7f, 0x80, 0xbf, 0xc2};
    int valid = 0;
    for (const uchar a : interesting) {
        for (const uchar b : interesting) {
            for (const uchar c : later) {
                for (const uchar d : later) {
                    const char raw[] = {char(a), char(b), char(c), char(d)};
                    const QByteArray sequence(raw, sizeof raw);
                    const QByteArray bytes = QByteArray("x").repeated((a + b + c + d) % 33) + sequence
                                             + QByteArray((a + d) % 19, 'y');
                    if (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff"))
                        continue;
                    const bool fine = QByteArrayView(bytes).isValidUtf8();
                    valid += fine;
                    if (sourceFromBytes(bytes).readable() != fine)
                        QFAIL(bytes.toHex().constData());
                }
            }
        }
    }
    QVERIFY(valid > 100);
}

void TstSourceFile::placesAreInCharacters()
{
    const SourceFile source = sourceFromBytes("SELECT 1;\nSELECT 'äö\xff';\n");
    const Error error = encodingError(source, QStringLiteral("x.sql"));
    QCOMPARE(error.where, (Place{QStringLiteral("x.sql"), 2, 11}));
    QVERIFY(error.why.contains(QLatin1String("0xff")));
}

void TstSourceFile::everyEncodingErrorHasAWayOut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("word");
    QTest::newRow("UTF-16") << QByteArray("\xff\xfe", 2) << "UTF-16";
    QTest::newRow("Latin-1") << QByteArray("\xe9") << "not UTF-8";
    QTest::newRow("NUL") << QByteArray("a\0", 2) << "NUL";
}

void TstSourceFile::everyEncodingErrorHasAWayOut()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, word);
    const Error error = encodingError(sourceFromBytes(bytes), QStringLiteral("x.sql"));
    QVERIFY(error.what.contains(word));
    QVERIFY(!error.nextStep.isEmpty());
    QCOMPARE(error.where.file, QStringLiteral("x.sql"));
}

void TstSourceFile::readsExactlyWhatIsThere_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("carriage returns") << QByteArray("a\r\nb\rc\n");
    QTest::newRow("no last line feed") << QByteArray("a");
    QTest::newRow("larger than any buffer") << QByteArray("0123456789abcde\n").repeated(200'000);
}

void TstSourceFile::readsExactlyWhatIsThere()
{
    QFETCH(QByteArray, content);
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("ä b.sql")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    const auto source = readSourceFile(file.fileName());
    QVERIFY(source);
    QCOMPARE(source->bytes, content);
}

void TstSourceFile::followsLinksToFiles()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("a.sql")));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
    file.close();
    QVERIFY(QFile::link(file.fileName(), folder.filePath(QStringLiteral("b.sql"))));
    QCOMPARE(readSourceFile(folder.filePath(QStringLiteral("b.sql")))->bytes, QByteArray("x"));
}

void TstSourceFile::refusesWhatIsNoFile()
{
    QTemporaryDir folder;
    const auto path = [&](const char *name) { return folder.filePath(QLatin1String(name)); };
    const auto why = [&](const char *name) {
        const auto source = readSourceFile(path(name));
        return source                                    ? QStringLiteral("read")
               : source.error().where.file == path(name) ? source.error().why
                                                         : QStringLiteral("no place");
    };
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("folder")));
    QCOMPARE(::mkfifo(path("pipe").toUtf8().constData(), 0600), 0);
    QCOMPARE(::symlink("two", path("one").toUtf8().constData()), 0);
    QCOMPARE(::symlink("one", path("two").toUtf8().constData()), 0);
    QCOMPARE(::symlink("nowhere", path("dangling").toUtf8().constData()), 0);
    QVERIFY(why("folder").contains(QLatin1String("folder")));
    QVERIFY(why("pipe").contains(QLatin1String("FIFO"))); // and does not wait for a writer
    QVERIFY(why("one").contains(QLatin1String("circle")));
    QVERIFY(why("missing").contains(QLatin1String("No such file")));
    QVERIFY(why("dangling").contains(QLatin1String("No such file")));
    QVERIFY(why("missing/x").contains(QLatin1String("No such file")));
    QVERIFY(readSourceFile(QStringLiteral("/dev/null")).error().why.contains(QLatin1String("device")));
}

void TstSourceFile::tenThousandFiles()
{
    QTemporaryDir folder;
    constexpr int Count = 10'000;
    QStringList paths;
    for (int i = 0; i < Count; ++i) {
        paths << folder.filePath(QStringLiteral("%1.sql").arg(i));
        QFile file(paths.back());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("CREATE TABLE t (x);\n") == 20);
    }
    qint64 bytes = 0;
    QElapsedTimer clock;
    clock.start();
    for (const QString &path : paths)
        bytes += readSourceFile(path)->bytes.size();
    qInfo("%d files in %lld ms", Count, clock.elapsed());
    QCOMPARE(bytes, 20 * Count);
}

QTEST_GUILESS_MAIN(TstSourceFile)
#include "tst_sourcefile.moc"
