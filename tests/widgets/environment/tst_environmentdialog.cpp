// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/project/project.h"
#include "tests/support/temporaryproject.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/look/checklines.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTest>

using namespace lk;

class TestEnvironmentDialog : public QObject
{
    Q_OBJECT

private slots:
    void everyEngine_data();
    void everyEngine();
    void addressOfAServer_data();
    void addressOfAServer();
    void saysWhatIsMissing();
    void editsOnlyWhatWasChanged();
    void editsWhereToRehearse();
    void variablesStay();
    void passwordIsNowhereInTheFile();
    void testCanBeCancelled();
};

namespace {

template <class Widget>
Widget *part(const QWidget &of, const char *name)
{
    auto *found = of.findChild<Widget *>(QString::fromLatin1(name));
    if (!found)
        qFatal("no %s", name);
    return found;
}

void choose(QWidget &dialog, const QString &engine)
{
    auto *combo = part<QComboBox>(dialog, "environmentEngine");
    combo->setCurrentIndex(combo->findData(engine));
}

void type(QWidget &dialog, const char *name, const QString &text)
{
    part<QLineEdit>(dialog, name)->setText(text);
}

EnvironmentDialog::Subject subjectOf(const TemporaryProject &project, const QString &environment = {})
{
    EnvironmentDialog::Subject subject;
    subject.folder = project.folder();
    subject.file = project.read(QStringLiteral("lockkeeper.toml"));
    const auto read = openProject(project.folder());
    if (!read)
        qFatal("%s", qPrintable(read.error().text()));
    for (const Environment &one : read->environments)
        subject.taken << one.name;
    if (const Environment *found = read->environment(environment))
        subject.environment = *found;
    subject.canKeepPassword = true;
    return subject;
}

QByteArray written(const EnvironmentChange &change)
{
    const auto text = withEnvironment(change.expectedFile.value_or(QByteArray()), change.environment.name, change.settings);
    return text ? *text : text.error().text().toUtf8();
}

} // namespace

void TestEnvironmentDialog::everyEngine_data()
{
    QTest::addColumn<QString>("engine");
    for (const Engine *engine : engines())
        QTest::newRow(qPrintable(engine->traits().name)) << engine->traits().name;
}

void TestEnvironmentDialog::everyEngine()
{
    QFETCH(QString, engine);
    const EngineTraits &traits = engineByName(engine)->traits();
    TemporaryProject project;
    project.writePlainProject();
    EnvironmentDialog dialog(subjectOf(project));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    choose(dialog, engine);
    const bool server = traits.server.has_value();
    QCOMPARE(part<QLineEdit>(dialog, "environmentFile")->isVisible(), !server);
    for (const char *name : {"environmentHost", "environmentDatabaseName", "environmentUser", "environmentPassword", "environmentBrowseUser"})
        QVERIFY2(part<QLineEdit>(dialog, name)->isVisible() == server, name);
    auto *tabs = dialog.findChild<QTabWidget *>();
    int shown = 0;
    for (int tab = 0; tab < tabs->count(); ++tab)
        shown += tabs->isTabVisible(tab);
    QCOMPARE(shown, server ? 3 : 2);
    QCOMPARE(part<QSpinBox>(dialog, "environmentPort")->value(), server ? traits.server->defaultPort : 1);
}

void TestEnvironmentDialog::addressOfAServer_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("local");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("address");
    QTest::newRow("postgresql") << QStringLiteral("postgresql") << false << QStringLiteral("verify-full")
                                << QStringLiteral("postgresql://anna%40x@db1:5432/web%20shop?sslmode=verify-full&sslrootcert=/etc/ca.crt");
    QTest::newRow("postgresql by socket") << QStringLiteral("postgresql") << true << QString()
                                          << QStringLiteral("postgresql://anna%40x@/web%20shop?host=/run/sockets&sslrootcert=/etc/ca.crt");
    QTest::newRow("mariadb") << QStringLiteral("mariadb") << false << QStringLiteral("VERIFY_CA")
                             << QStringLiteral("mariadb://anna%40x@db1:3306/web%20shop?ssl-ca=/etc/ca.crt&ssl-mode=VERIFY_CA");
    QTest::newRow("mysql by socket") << QStringLiteral("mysql") << true << QString()
                                     << QStringLiteral("mysql://anna%40x@/web%20shop?socket=/run/sockets&ssl-ca=/etc/ca.crt");
}

void TestEnvironmentDialog::addressOfAServer()
{
    QFETCH(QString, engine);
    QFETCH(bool, local);
    QFETCH(QString, mode);
    QFETCH(QString, address);
    TemporaryProject project;
    project.writePlainProject();
    EnvironmentDialog dialog(subjectOf(project));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    choose(dialog, engine);
    type(dialog, "environmentName", QStringLiteral("staging"));
    part<QRadioButton>(dialog, local ? "environmentBySocket" : "environmentByHost")->setChecked(true);
    type(dialog, "environmentHost", QStringLiteral("db1"));
    type(dialog, "environmentSocket", QStringLiteral("/run/sockets"));
    type(dialog, "environmentDatabaseName", QStringLiteral("web shop"));
    type(dialog, "environmentUser", QStringLiteral("anna@x"));
    type(dialog, "environmentPassword", QStringLiteral("s3cret"));
    type(dialog, "environmentAuthority", QStringLiteral("/etc/ca.crt"));
    auto *modes = part<QComboBox>(dialog, "environmentEncryption");
    modes->setCurrentIndex(modes->findData(mode));
    QCOMPARE(part<QLabel>(dialog, "environmentAddress")->text(), address);
    QVERIFY2(part<QPushButton>(dialog, "environmentSave")->isEnabled(), qPrintable(part<QPushButton>(dialog, "environmentSave")->toolTip()));
    // What was written leads back to the same fields.
    const Engine *read = engineByName(engine);
    const auto target = read->target(address, project.folder());
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    const AddressParts parts = addressParts(read->traits(), *target);
    QCOMPARE(parts.local, local);
    QCOMPARE(parts.database, QStringLiteral("web shop"));
    QCOMPARE(parts.user, QStringLiteral("anna@x"));
    QCOMPARE(parts.authority, QStringLiteral("/etc/ca.crt"));
    QCOMPARE(local ? parts.socket : parts.host, local ? QStringLiteral("/run/sockets") : QStringLiteral("db1"));
    QCOMPARE(written(dialog.change()), project.read(QStringLiteral("lockkeeper.toml")) + "\n[environments.staging]\nurl = \"" + address.toUtf8() + "\"\n");
}

void TestEnvironmentDialog::saysWhatIsMissing()
{
    TemporaryProject project;
    project.writePlainProject();
    EnvironmentDialog dialog(subjectOf(project));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *save = part<QPushButton>(dialog, "environmentSave");
    auto *problem = part<QLabel>(dialog, "environmentProblem");
    choose(dialog, QStringLiteral("postgresql"));
    QVERIFY(!save->isEnabled());
    QVERIFY(problem->text().contains(QStringLiteral("name")));
    type(dialog, "environmentName", QStringLiteral("development"));
    QVERIFY2(problem->text().contains(QStringLiteral("already")), qPrintable(problem->text()));
    type(dialog, "environmentName", QStringLiteral("a/b"));
    QVERIFY(!save->isEnabled());
    type(dialog, "environmentName", QStringLiteral("staging"));
    QVERIFY2(problem->text().contains(QStringLiteral("database")), qPrintable(problem->text()));
    QVERIFY(!save->isEnabled());
    type(dialog, "environmentDatabaseName", QStringLiteral("shop"));
    QVERIFY2(save->isEnabled(), qPrintable(problem->text()));
    choose(dialog, QStringLiteral("sqlite"));
    QVERIFY(!save->isEnabled());
    type(dialog, "environmentFile", QStringLiteral("staging.db"));
    QVERIFY(save->isEnabled());
    QCOMPARE(part<QLabel>(dialog, "environmentAddress")->text(), QStringLiteral("sqlite:staging.db"));
}

void TestEnvironmentDialog::editsOnlyWhatWasChanged()
{
    TemporaryProject project;
    project.write(QStringLiteral("lockkeeper.toml"),
                  "# ours\n[environments.live]\nurl = 'postgres://anna@db1/shop?connect_timeout=7' # kept\nlock_timeout = \"2500ms\"\n");
    EnvironmentDialog dialog(subjectOf(project, QStringLiteral("live")));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    QVERIFY(dialog.change().settings.empty());
    QCOMPARE(part<QLineEdit>(dialog, "environmentHost")->text(), QStringLiteral("db1"));
    QCOMPARE(part<QSpinBox>(dialog, "environmentPort")->value(), 5432);
    QVERIFY(part<QLineEdit>(dialog, "environmentName")->isReadOnly());
    part<QCheckBox>(dialog, "environmentProtected")->setChecked(true);
    part<QDoubleSpinBox>(dialog, "environmentStatementTimeout")->setValue(90);
    QCOMPARE(written(dialog.change()), "# ours\n[environments.live]\nurl = 'postgres://anna@db1/shop?connect_timeout=7' # kept\nlock_timeout = \"2500ms\"\n"
                                       "protected = true\nstatement_timeout = \"90s\"\n");
    type(dialog, "environmentHost", QStringLiteral("db2"));
    type(dialog, "environmentBrowseUser", QStringLiteral("reader"));
    const QByteArray text = written(dialog.change());
    QVERIFY2(text.contains("url = \"postgresql://anna@db2:5432/shop?sslmode=verify-full\" # kept"), text);
    QVERIFY2(text.contains("browse_url = \"postgresql://reader@db2:5432/shop?sslmode=verify-full\""), text);
}

/// Shown as it stands in the file, written only where it was changed.
void TestEnvironmentDialog::editsWhereToRehearse()
{
    qputenv("LK_TEST_REHEARSALS", "postgresql://anna@db9/postgres");
    TemporaryProject project;
    const QByteArray before = "[environments.live]\nurl = 'postgres://anna@db1/shop' # kept\nrehearsal = { on = \"${LK_TEST_REHEARSALS}\", data = \"none\" } # ours\n";
    project.write(QStringLiteral("lockkeeper.toml"), before);
    EnvironmentDialog dialog(subjectOf(project, QStringLiteral("live")));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    part<QTabWidget>(dialog, "environmentTabs")->setCurrentIndex(2);
    auto *place = part<QComboBox>(dialog, "environmentRehearsal");
    auto *server = part<QLineEdit>(dialog, "environmentRehearsalServer");
    auto *rows = part<QComboBox>(dialog, "environmentRehearsalRows");
    auto *save = part<QPushButton>(dialog, "environmentSave");
    QVERIFY(server->isVisible());
    QCOMPARE(server->text(), QStringLiteral("${LK_TEST_REHEARSALS}"));
    QCOMPARE(rows->currentData().toString(), QStringLiteral("none"));
    QVERIFY(dialog.change().settings.empty());
    server->clear();
    QVERIFY(!save->isEnabled());
    server->setText(QStringLiteral("postgresql://anna@db8/postgres"));
    QVERIFY(save->isEnabled());
    QVERIFY2(written(dialog.change()).contains("rehearsal = { on = \"postgresql://anna@db8/postgres\", data = \"none\" } # ours"), written(dialog.change()));
    place->setCurrentIndex(place->findData(QStringLiteral("backup")));
    QVERIFY(!server->isVisible());
    rows->setCurrentIndex(rows->findData(QStringLiteral("auto")));
    QByteArray after = before;
    after.replace("${LK_TEST_REHEARSALS}", "backup").replace("none", "auto");
    QCOMPARE(written(dialog.change()), after);
    // A password has no place in the file.
    place->setCurrentIndex(place->findData(QString()));
    server->setText(QStringLiteral("postgresql://anna:hush@db8/postgres"));
    QVERIFY(!withEnvironment(before, QStringLiteral("live"), dialog.change().settings));
    // A file has no server to be copied on.
    choose(dialog, QStringLiteral("sqlite"));
    QCOMPARE(place->findData(QStringLiteral("private")), -1);
    QCOMPARE(place->findData(QStringLiteral("live")), -1);
}

void TestEnvironmentDialog::variablesStay()
{
    qputenv("LK_TEST_ADDRESS", "postgresql://anna@db1/shop");
    TemporaryProject project;
    project.write(QStringLiteral("lockkeeper.toml"), "[environments.live]\nurl = \"${LK_TEST_ADDRESS}\"\n");
    EnvironmentDialog dialog(subjectOf(project, QStringLiteral("live")));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(!part<QLineEdit>(dialog, "environmentHost")->isEnabled());
    QVERIFY(part<QLabel>(dialog, "environmentAddress")->text().contains(QStringLiteral("${LK_TEST_ADDRESS}")));
    part<QCheckBox>(dialog, "environmentProtected")->setChecked(true);
    QCOMPARE(written(dialog.change()), QByteArray("[environments.live]\nurl = \"${LK_TEST_ADDRESS}\"\nprotected = true\n"));
    QCOMPARE(dialog.change().environment.url, QStringLiteral("postgresql://anna@db1/shop"));
}

void TestEnvironmentDialog::passwordIsNowhereInTheFile()
{
    TemporaryProject project;
    project.writePlainProject();
    EnvironmentDialog dialog(subjectOf(project));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    choose(dialog, QStringLiteral("mariadb"));
    type(dialog, "environmentName", QStringLiteral("staging"));
    type(dialog, "environmentDatabaseName", QStringLiteral("shop"));
    type(dialog, "environmentUser", QStringLiteral("anna"));
    type(dialog, "environmentPassword", QStringLiteral("s3cret"));
    QCOMPARE(part<QLineEdit>(dialog, "environmentPassword")->echoMode(), QLineEdit::Password);
    part<QCheckBox>(dialog, "environmentKeepPassword")->setChecked(true);
    const EnvironmentChange change = dialog.change();
    QCOMPARE(change.password.reveal(), QStringLiteral("s3cret"));
    QVERIFY(change.keepPassword);
    QVERIFY(!written(change).contains("s3cret"));
    QVERIFY(!part<QLabel>(dialog, "environmentAddress")->text().contains(QStringLiteral("s3cret")));
}

void TestEnvironmentDialog::testCanBeCancelled()
{
    TemporaryProject project;
    project.writePlainProject();
    EnvironmentDialog dialog(subjectOf(project, QStringLiteral("development")));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    int asked = 0;
    int cancelled = 0;
    connect(&dialog, &EnvironmentDialog::testRequested, this, [&](const Environment &environment) {
        ++asked;
        QCOMPARE(environment.url, QStringLiteral("sqlite:shop.db"));
    });
    connect(&dialog, &EnvironmentDialog::testCancelled, this, [&] { ++cancelled; });
    auto *test = part<QPushButton>(dialog, "environmentTest");
    const QString idle = test->text();
    test->click();
    QCOMPARE(asked, 1);
    QVERIFY(test->text() != idle);
    test->click();
    QCOMPARE(cancelled, 1);
    QCOMPARE(test->text(), idle);
    test->click();
    dialog.showChecks({{QStringLiteral("Connection"), false, QStringLiteral("<i>refused</i>")}});
    QCOMPARE(test->text(), idle);
    QVERIFY(part<CheckLines>(dialog, "environmentChecks")->texts().join(u'\n').contains(QStringLiteral("<i>refused</i>")));
    dialog.reject();
    QCOMPARE(cancelled, 1);
}

QTEST_MAIN(TestEnvironmentDialog)
#include "tst_environmentdialog.moc"
