// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/truststore.h"
#include "tests/support/temporaryproject.h"

#include <QDir>
#include <QFileInfo>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Trust belongs to a folder and to what its configuration says.
class tst_TrustStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentCounts();
    void foldersCount();
    void brokenFileTrustsNobody();
};

void tst_TrustStore::contentCounts()
{
    const TemporaryProject project;
    const QString kept = project.folder() + u"/kept/trusted.json"_s;
    const QStringList files{u"knexfile.js"_s, u"package.json"_s};
    project.write(u"knexfile.js"_s, "module.exports = {}");
    TrustStore store(kept);
    QVERIFY(!store.trusts(project.folder(), files));
    QVERIFY(store.trust(project.folder(), files));
    QVERIFY(TrustStore(kept).trusts(project.folder(), files));
    QVERIFY(TrustStore(kept).trusts(project.folder() + u"/."_s, files));
    QCOMPARE(QFileInfo(kept).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    project.write(u"package.json"_s, "{}"); // one more file that runs
    QVERIFY(!store.trusts(project.folder(), files));
    QVERIFY(store.trust(project.folder(), files));
    project.write(u"knexfile.js"_s, "require('child_process')");
    QVERIFY(!store.trusts(project.folder(), files));
    project.write(u"knexfile.js"_s, "module.exports = {}");
    QVERIFY(store.trusts(project.folder(), files));
    QVERIFY(store.forget(project.folder()));
    QVERIFY(!store.trusts(project.folder(), files));
}

void tst_TrustStore::foldersCount()
{
    const TemporaryProject one;
    const TemporaryProject two;
    one.write(u"alembic.ini"_s, "[alembic]");
    two.write(u"alembic.ini"_s, "[alembic]");
    TrustStore store(one.folder() + u"/trusted.json"_s);
    QVERIFY(store.trust(one.folder(), {u"alembic.ini"_s}));
    QVERIFY(!store.trusts(two.folder(), {u"alembic.ini"_s}));
    QVERIFY(store.trust(two.folder(), {u"alembic.ini"_s}));
    QVERIFY(store.trusts(one.folder(), {u"alembic.ini"_s}));
}

void tst_TrustStore::brokenFileTrustsNobody()
{
    const TemporaryProject project;
    project.write(u"trusted.json"_s, "{\"broken");
    QVERIFY(!TrustStore(project.folder() + u"/trusted.json"_s).trusts(project.folder(), {}));
}

QTEST_GUILESS_MAIN(tst_TrustStore)
#include "tst_truststore.moc"
