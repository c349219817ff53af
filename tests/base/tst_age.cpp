// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/age.h"
#include "tests/support/agekeys.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;

class TstAge : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void comesBack_data();
    void comesBack();
    void programIsMissing();
    void recipients_data();
    void recipients();
    void cancelEndsWriting();
    void asksNobodyForAPassphrase();

private:
    /// A new empty file in the test's folder.
    QString newFile(const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    AgeKeys m_keys;
    RunControl m_control;
};

void TstAge::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_keys = makeAgeKeys(m_folder->filePath(QStringLiteral("identity")));
}

QString TstAge::newFile(const QString &name)
{
    QFile file(m_folder->filePath(name));
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ? file.fileName() : QString();
}

void TstAge::comesBack_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {0, 1, 65536, 65537, 20'000'000})
        QTest::addRow("%lld bytes", qlonglong(size)) << size;
}

void TstAge::comesBack()
{
    QFETCH(qsizetype, size);
    QByteArray text(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        text[i] = char((i * 167 + 59) ^ (i >> 9));
    const QString file = newFile(QStringLiteral("secret"));
    {
        auto writer = AgeWriter::make(file, {m_keys.recipient});
        QVERIFY2(writer, writer ? "" : qPrintable(writer.error().text()));
        QVERIFY((*writer)->write(text, m_control));
        QVERIFY((*writer)->finish(m_control));
    }
    QVERIFY(isAgeFile(file));
    auto reader = AgeReader::make(file, m_keys.identity);
    QVERIFY(reader);
    QByteArray read;
    for (;;) {
        const auto bytes = (*reader)->read(m_control);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().text()));
        if (bytes->isEmpty())
            break;
        read += *bytes;
    }
    QVERIFY(read == text);
}

void TstAge::programIsMissing()
{
    QVERIFY(findAge());
    const auto missing = findAge({m_folder->path()});
    QVERIFY(!missing);
    QCOMPARE(missing.error().nextStep, QStringLiteral("install the package age"));
    QVERIFY(missing.error().text().contains(m_folder->path()));
}

void TstAge::recipients_data()
{
    QTest::addColumn<QString>("recipient");
    QTest::addColumn<QString>("problem");
    QTest::newRow("age") << QStringLiteral("age1qqqsyqcyq5rqwzqf") << QString();
    QTest::newRow("ssh") << QStringLiteral("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@host") << QString();
    QTest::newRow("secret") << QStringLiteral("AGE-SECRET-KEY-1QQQ") << QStringLiteral("a secret key stands in it");
    QTest::newRow("option") << QStringLiteral("-o/tmp/x") << QStringLiteral("is no recipient");
    QTest::newRow("file") << QStringLiteral("keys.txt") << QStringLiteral("is no recipient");
    QTest::newRow("empty") << QString() << QStringLiteral("is no recipient");
}

void TstAge::recipients()
{
    QFETCH(QString, recipient);
    QFETCH(QString, problem);
    const QString said = recipientProblem(recipient);
    QCOMPARE(said.isEmpty(), problem.isEmpty());
    QVERIFY(said.contains(problem));
    QVERIFY(!said.contains(QStringLiteral("1QQQ")));
}

void TstAge::cancelEndsWriting()
{
    auto writer = AgeWriter::make(newFile(QStringLiteral("secret")), {m_keys.recipient});
    QVERIFY(writer);
    RunControl control;
    control.cancel();
    const auto written = (*writer)->write(QByteArray(50'000'000, 'x'), control);
    const auto finished = written ? (*writer)->finish(control) : written;
    QVERIFY(!finished);
    QCOMPARE(finished.error().code, ErrorCode::Cancelled);
}

void TstAge::asksNobodyForAPassphrase()
{
    const QString file = newFile(QStringLiteral("secret"));
    {
        auto writer = AgeWriter::make(file, {m_keys.recipient});
        QVERIFY((*writer)->write("x", m_control) && (*writer)->finish(m_control));
    }
    // As age writes an identity that is kept behind a passphrase.
    QFile locked(newFile(QStringLiteral("locked")));
    QVERIFY(locked.open(QIODevice::WriteOnly));
    locked.write("age-encryption.org/v1\n-> scrypt rF0/NwblUHHTpgQgRpe5CQ 10\ngUjEymFKMVXQEKdMMHL24oYexjE3TIC0O0zGSqJ2aUY\n"
                 "--- 0bVBpRoLBnhD+7Ko+MhFfZmzcdQNHuzFfbwj3MBNcpk\n0123456789abcdef");
    locked.close();
    const auto opened = checkIdentity(file, locked.fileName());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Usage);
    QVERIFY2(opened.error().text().contains(QStringLiteral("identity")), qPrintable(opened.error().text()));
}

QTEST_GUILESS_MAIN(TstAge)
#include "tst_age.moc"
