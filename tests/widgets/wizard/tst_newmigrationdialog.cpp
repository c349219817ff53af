// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wizard/newmigrationdialog.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lk;

class TestNewMigrationDialog : public QObject
{
    Q_OBJECT

private slots:
    void asksWhileOneTypes();
    void lateAnswerIsNotTaken();
    void badNameSaysWhy();
    void createsWhatWasShown();
};

namespace {

const std::vector<NewFile> files{{QStringLiteral("migrations/0002_a.sql"), "-- a\n"}};

} // namespace

void TestNewMigrationDialog::asksWhileOneTypes()
{
    NewMigrationDialog dialog(QStringLiteral("Plain"));
    QSignalSpy wanted(&dialog, &NewMigrationDialog::previewWanted);
    dialog.show();
    QTest::keyClicks(dialog.findChild<QLineEdit *>(), QStringLiteral("add orders"));
    QTRY_COMPARE(wanted.count(), 1); // once for the whole word
    QCOMPARE(wanted.first(), (QVariantList{QStringLiteral("add orders"), true}));
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("migrationCreate"))->isEnabled());
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
}

void TestNewMigrationDialog::lateAnswerIsNotTaken()
{
    NewMigrationDialog dialog(QStringLiteral("Plain"));
    dialog.findChild<QLineEdit *>()->setText(QStringLiteral("b"));
    dialog.setPreview(QStringLiteral("a"), true, files);
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("migrationCreate"))->isEnabled());
    dialog.setPreview(QStringLiteral("b"), false, files);
    QVERIFY(!dialog.findChild<QPushButton *>(QStringLiteral("migrationCreate"))->isEnabled());
}

void TestNewMigrationDialog::badNameSaysWhy()
{
    NewMigrationDialog dialog(QStringLiteral("Plain"));
    dialog.findChild<QLineEdit *>()->setText(QStringLiteral("a/b"));
    dialog.setPreview(QStringLiteral("a/b"), true,
                      tl::unexpected(Error{ErrorCode::Usage, QStringLiteral("no slashes"), {}, {}, {}}));
    auto *create = dialog.findChild<QPushButton *>(QStringLiteral("migrationCreate"));
    QVERIFY(!create->isEnabled());
    QVERIFY(create->toolTip().contains(QStringLiteral("no slashes")));
}

void TestNewMigrationDialog::createsWhatWasShown()
{
    auto *dialog = new NewMigrationDialog(QStringLiteral("Plain"));
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    std::vector<NewFile> created;
    connect(dialog, &NewMigrationDialog::createRequested, this,
            [&created](const std::vector<NewFile> &wanted) { created = wanted; });
    dialog->findChild<QLineEdit *>()->setText(QStringLiteral("a"));
    dialog->setPreview(QStringLiteral("a"), true, files);
    QVERIFY(dialog->findChild<QPlainTextEdit *>()->toPlainText().contains(QStringLiteral("migrations/0002_a.sql")));
    dialog->findChild<QPushButton *>(QStringLiteral("migrationCreate"))->click();
    QCOMPARE(created, files);
    delete dialog;
}

QTEST_MAIN(TestNewMigrationDialog)
#include "tst_newmigrationdialog.moc"
