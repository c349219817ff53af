// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/prisma/prismafolder.h"

#include "models/formats/localecompare.h"
#include "models/formats/migrationfolders.h"
#include "models/formats/owndown.h"
#include "models/formats/scriptcontent.h"

#include <QRegularExpression>

#include <algorithm>

namespace lk {

namespace {

Migration read(const SqlFile &file, const Dialect &dialect)
{
    Migration migration;
    migration.version = migration.key = file.name;
    migration.description = file.name.section(u'_', 1).replace(u'_', u' ');
    if (!file.regular) {
        migration.problems.push_back({QStringLiteral("folder-without-up"),
                                      QStringLiteral("%1 has no migration.sql: Prisma refuses the whole folder").arg(file.path.section(u'/', 0, -2)),
                                      QStringLiteral("bring the file back, or remove the folder"), 0, true});
        return migration;
    }
    migration.upFile = file.path;
    if (file.wasRead)
        migration.checksum = file.checksum;
    if (file.problem) {
        migration.problems.push_back(*file.problem);
        return migration;
    }
    migration.up = wholeScript(file);
    if (const auto problem = contentProblem(contentOf(file.bytes, dialect)))
        migration.problems.push_back(*problem);
    return migration;
}

QString nameOf(const Migration &migration)
{
    return migration.version;
}

QByteArray unpadded(const QByteArray &sum)
{
    QByteArray text;
    for (const char byte : sum)
        text += QByteArray::number(uchar(byte), 16);
    return text;
}

} // namespace

Result<std::vector<Migration>> prismaMigrations(const QString &folder, const QString &migrations, const Dialect &dialect)
{
    auto files = listMigrationFolders(folder, migrations, QStringLiteral("prisma/migrations"), QStringLiteral("migration.sql"));
    if (!files)
        return failure(std::move(files));
    std::ranges::sort(*files, localeLess, &SqlFile::name);
    readSqlFiles(folder, *files, QCryptographicHash::Sha256);
    std::vector<Migration> all;
    all.reserve(files->size());
    for (const SqlFile &file : *files)
        all.push_back(read(file, dialect));
    readOwnDowns(folder, all, dialect, nameOf);
    return all;
}

bool isPrismaChecksum(const QByteArray &stored, const QByteArray &text)
{
    const auto fits = [&](const QByteArray &candidate) {
        const QByteArray sum = QCryptographicHash::hash(candidate, QCryptographicHash::Sha256);
        return sum.toHex() == stored || unpadded(sum) == stored;
    };
    if (fits(text))
        return true;
    const QByteArray lf = QByteArray(text).replace("\r\n", "\n");
    return (lf != text && fits(lf)) || fits(QByteArray(lf).replace("\n", "\r\n"));
}

QString prismaSlug(const QString &name)
{
    static const QRegularExpression lowerThenUpper(QStringLiteral("([a-z\\d])([A-Z])"));
    static const QRegularExpression upperThenWord(QStringLiteral("([A-Z]+)([A-Z][a-z\\d]+)"));
    static const QRegularExpression other(QStringLiteral("[^a-z\\d]+"));
    QString slug = name.normalized(QString::NormalizationForm_C);
    for (const auto &[letter, plain] : {std::pair{u"ä", u"ae"}, {u"ö", u"oe"}, {u"ü", u"ue"}, {u"Ä", u"Ae"}, {u"Ö", u"Oe"}, {u"Ü", u"Ue"}, {u"ß", u"ss"}})
        slug.replace(QString::fromUtf16(letter), QString::fromUtf16(plain));
    slug = slug.normalized(QString::NormalizationForm_D);
    slug.removeIf([](QChar c) { return c.isMark(); });
    slug.replace(lowerThenUpper, QStringLiteral("\\1 \\2")).replace(upperThenWord, QStringLiteral("\\1 \\2"));
    slug = slug.toLower().replace(other, QStringLiteral("_"));
    while (slug.startsWith(u'_'))
        slug.remove(0, 1);
    slug.truncate(200);
    while (slug.endsWith(u'_'))
        slug.chop(1);
    return slug;
}

} // namespace lk
