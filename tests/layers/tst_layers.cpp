// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

/// Linking does not enforce the layers: this reads every #include line (ARCHITECTURE.md, "Layers").
class TestLayers : public QObject
{
    Q_OBJECT

private slots:
    void includesGoDownOnly_data();
    void includesGoDownOnly();
    void membersAreIncludedByTheirRegistryOnly();
    void wrongIncludesAreNoticed();

private:
    static QStringList violations(const QString &file, const QByteArray &text);
};

namespace {

const QString Root = QStringLiteral(LOCKKEEPER_SOURCE_DIR);

/// Bottom first. A folder includes itself and what stands before it.
const QStringList Layers{QStringLiteral("base"), QStringLiteral("sql"),    QStringLiteral("schema"),    QStringLiteral("project"), QStringLiteral("engines"),
                         QStringLiteral("formats"), QStringLiteral("history"), QStringLiteral("plan"),   QStringLiteral("safety"),  QStringLiteral("audit"),
                         QStringLiteral("run"),  QStringLiteral("rehearsal"), QStringLiteral("backup"), QStringLiteral("checklist"), QStringLiteral("desk"), QStringLiteral("items")};

QStringList sources(const QString &folder)
{
    QStringList files;
    QDirIterator all(Root + u'/' + folder, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files, QDirIterator::Subdirectories);
    while (all.hasNext())
        files << QDir(Root).relativeFilePath(all.next());
    files.sort();
    return files;
}

QByteArray read(const QString &file)
{
    QFile source(Root + u'/' + file);
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QStringList includesOf(const QByteArray &text)
{
    static const QRegularExpression line(QStringLiteral(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])"), QRegularExpression::MultilineOption);
    QStringList includes;
    auto matches = line.globalMatch(QString::fromUtf8(text));
    while (matches.hasNext())
        includes << matches.next().captured(1);
    return includes;
}

/// "engines/sqlite" of "models/engines/sqlite/session.h": a member folder, or nothing.
QString memberOf(const QString &path)
{
    static const QRegularExpression member(QStringLiteral("^models/(engines/[^/]+|formats/[^/]+|safety/rules)/"));
    return member.match(path).captured(1);
}

} // namespace

QStringList TestLayers::violations(const QString &file, const QByteArray &text)
{
    static const QRegularExpression screen(QStringLiteral("^(QtWidgets|QtGui|QtSvg)/|^(QWidget|QApplication|QGuiApplication|QMessageBox|QColor|QIcon|QPixmap|QFont|QPainter|QBrush|QPalette|QImage|Qsci.*)$"));
    QStringList wrong;
    const QString layer = file.section(u'/', 1, 1);
    for (const QString &include : includesOf(text)) {
        const QString top = include.section(u'/', 0, 0);
        if (file.startsWith(QStringLiteral("models/"))) {
            const bool upwards = top == QStringLiteral("widgets") || top == QStringLiteral("app")
                || (top == QStringLiteral("models") && Layers.indexOf(include.section(u'/', 1, 1)) > Layers.indexOf(layer));
            const bool unknownFolder = top == QStringLiteral("models") && !Layers.contains(include.section(u'/', 1, 1));
            if (upwards || unknownFolder || screen.match(include).hasMatch())
                wrong << include;
        } else if (file.startsWith(QStringLiteral("widgets/")) && top == QStringLiteral("app")) {
            wrong << include;
        } else if (file.startsWith(QStringLiteral("app/cli/")) && (top == QStringLiteral("widgets") || include.startsWith(QStringLiteral("models/items/")) || screen.match(include).hasMatch())) {
            wrong << include;
        }
    }
    return wrong;
}

void TestLayers::includesGoDownOnly_data()
{
    QTest::addColumn<QString>("file");
    for (const char *folder : {"models", "widgets", "app"}) {
        for (const QString &file : sources(QLatin1String(folder)))
            QTest::newRow(qPrintable(file)) << file;
    }
}

void TestLayers::includesGoDownOnly()
{
    QFETCH(QString, file);
    if (file.startsWith(QStringLiteral("models/")))
        QVERIFY2(Layers.contains(file.section(u'/', 1, 1)), "a folder that ARCHITECTURE.md does not name");
    const QStringList wrong = violations(file, read(file));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral(", "))));
}

void TestLayers::membersAreIncludedByTheirRegistryOnly()
{
    for (const char *folder : {"models", "widgets", "app"}) {
        for (const QString &file : sources(QLatin1String(folder))) {
            for (const QString &include : includesOf(read(file))) {
                const QString member = memberOf(include);
                const bool allowed = member.isEmpty() || memberOf(file) == member || file.endsWith(QStringLiteral("registry.cpp"));
                QVERIFY2(allowed, qPrintable(file + QStringLiteral(" includes ") + include));
            }
        }
    }
}

void TestLayers::wrongIncludesAreNoticed()
{
    QCOMPARE(violations(QStringLiteral("models/sql/x.cpp"), "#include \"models/plan/plan.h\"\n").size(), 1);
    QCOMPARE(violations(QStringLiteral("models/sql/x.cpp"), "#include <QtWidgets/QWidget>\n# include <QColor>\n").size(), 2);
    QCOMPARE(violations(QStringLiteral("models/desk/x.cpp"), "#include \"widgets/look/look.h\"\n").size(), 1);
    QCOMPARE(violations(QStringLiteral("app/cli/x.cpp"), "#include \"widgets/look/look.h\"\n").size(), 1);
    QCOMPARE(violations(QStringLiteral("models/plan/x.cpp"), "#include \"models/sql/splitter.h\"\n#include <QString>\n").size(), 0);
}

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
