// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/passworddialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace lk;

class TestPasswordDialog : public QObject
{
    Q_OBJECT

private slots:
    void saysForWhomAndWhere();
    void givesItOnce();
    void withoutAKeyring();
};

namespace {

PasswordDialog::Words words()
{
    PasswordDialog::Words made;
    made.environment = QStringLiteral("production");
    made.user = QStringLiteral("migrator");
    made.server = QStringLiteral("db1:5433");
    made.database = QStringLiteral("shop");
    made.said = QStringLiteral("<b>no password supplied</b>");
    made.canKeep = true;
    return made;
}

QString allText(const QWidget &dialog)
{
    QStringList texts;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

void TestPasswordDialog::saysForWhomAndWhere()
{
    const PasswordDialog first(words());
    for (const char *part : {"production", "migrator", "db1:5433", "shop", "<b>no password supplied</b>"})
        QVERIFY2(allText(first).contains(QString::fromLatin1(part)), part);
    QVERIFY(!allText(first).contains(QStringLiteral("refused")));
    PasswordDialog::Words again = words();
    again.refused = true;
    const PasswordDialog second(again);
    QVERIFY(allText(second).contains(QStringLiteral("refused")));
    for (const QLabel *label : first.findChildren<QLabel *>())
        QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty() || !label->text().contains(u'<'));
}

void TestPasswordDialog::givesItOnce()
{
    auto *dialog = new PasswordDialog(words());
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    auto *field = dialog->findChild<QLineEdit *>(QStringLiteral("password"));
    auto *open = dialog->findChild<QPushButton *>(QStringLiteral("passwordOpen"));
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    QVERIFY(!open->isEnabled());
    QVERIFY(!open->toolTip().isEmpty());
    QList<std::pair<Secret, bool>> given;
    connect(dialog, &PasswordDialog::given, this, [&](const Secret &password, bool keep) { given << std::pair(password, keep); });
    dialog->show();
    QTest::keyClicks(field, QStringLiteral("s3cret "));
    dialog->findChild<QCheckBox *>(QStringLiteral("passwordKeep"))->setChecked(true);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(given.size(), 1);
    QCOMPARE(given.first().first.reveal(), QStringLiteral("s3cret "));
    QVERIFY(given.first().second);
    QVERIFY(field->text().isEmpty());
    QVERIFY(!dialog->isVisible());
    delete dialog;
}

void TestPasswordDialog::withoutAKeyring()
{
    PasswordDialog::Words none = words();
    none.canKeep = false;
    const PasswordDialog dialog(none);
    auto *keep = dialog.findChild<QCheckBox *>(QStringLiteral("passwordKeep"));
    QVERIFY(!keep->isEnabled());
    QVERIFY(!keep->isChecked());
    QVERIFY(!keep->toolTip().isEmpty());
}

QTEST_MAIN(TestPasswordDialog)
#include "tst_passworddialog.moc"
