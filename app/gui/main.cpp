// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/pictures.h"
#include "widgets/look/look.h"
#include "widgets/window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLibraryInfo>
#include <QTimer>
#include <QTranslator>

namespace {

/// English plurals first, the person's language over them; Qt's own words from where Qt is.
void loadTranslations(QTranslator &plurals, QTranslator &ours, QTranslator &qts)
{
    if (plurals.load(QStringLiteral(":/translations/lockkeeper_en.qm")))
        QCoreApplication::installTranslator(&plurals);
    for (const QString &folder :
         {QStringLiteral(":/translations"),
          QCoreApplication::applicationDirPath() + QStringLiteral("/../share/lockkeeper/translations")}) {
        if (ours.load(QLocale(), QStringLiteral("lockkeeper"), QStringLiteral("_"), folder)) {
            QCoreApplication::installTranslator(&ours);
            break;
        }
    }
    if (qts.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&qts);
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("lockkeeper"));
    QCoreApplication::setApplicationName(QStringLiteral("lockkeeper"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOCKKEEPER_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Lockkeeper"));
    QGuiApplication::setDesktopFileName(QStringLiteral("org.lockkeeper.Lockkeeper"));
    QTranslator plurals;
    QTranslator ours;
    QTranslator qts;
    loadTranslations(plurals, ours, qts);
    QApplication::setWindowIcon(lk::Look::icon(QStringLiteral("lockkeeper"), lk::Tone::Accent));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "main", "Review, rehearse, back up, apply, verify and revert database migrations."));
    const QCommandLineOption environment({QStringLiteral("e"), QStringLiteral("environment")},
                                         QCoreApplication::translate("main", "Environment of lockkeeper.toml to open."),
                                         QStringLiteral("name"));
    const QCommandLineOption pictures(
        QStringLiteral("pictures"),
        QCoreApplication::translate("main", "Write pictures of the window to this folder and quit."),
        QStringLiteral("folder"));
    parser.addOption(environment);
    parser.addOption(pictures);
    parser.addPositionalArgument(
        QStringLiteral("folder"),
        QCoreApplication::translate("main", "The project to open; without it, the one opened last."),
        QStringLiteral("[folder]"));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(application);

    const lk::WindowMemory memory;
    lk::Look::instance().apply(memory.theme());
    lk::MainWindow window(std::make_shared<lk::Keyring>());
    const QString folder = parser.positionalArguments().value(0, memory.recentProjects().value(0));
    if (parser.isSet(pictures)) {
        lk::Pictures session(window, parser.value(pictures));
        session.begin(folder, parser.value(environment));
        return QApplication::exec();
    }
    window.show();
    if (!folder.isEmpty())
        window.openProject(folder, parser.value(environment));
    return QApplication::exec();
}
