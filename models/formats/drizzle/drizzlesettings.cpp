// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzlesettings.h"

#include "models/project/dotenv.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace lk {

namespace {

constexpr qint64 LargestConfiguration = 1 << 20;

Error computedError(const JsValue &value, const QString &name)
{
    return {ErrorCode::Usage, QStringLiteral("drizzle's setting %1 can't be read").arg(name), value.where,
            QStringLiteral("%1 is computed by a program, which is not run here").arg(value.text.isEmpty() ? QStringLiteral("its value") : u'"' + value.text + u'"'),
            QStringLiteral("write the value out as a text there")};
}

/// Takes the text at @p path into @p to; what only the program knows is noted.
void takeText(const JsValue &root, std::initializer_list<QStringView> path, QString &to, DrizzleSettings &settings)
{
    const JsValue *value = root.find(path);
    if (!value || value->is(JsValue::Kind::Null))
        return;
    if (value->is(JsValue::Kind::Text)) {
        to = value->text;
        return;
    }
    QStringList names;
    for (const QStringView name : path)
        names += name.toString();
    settings.computed += QStringLiteral("%1 (%2)").arg(names.join(u'.'), value->where.text());
}

Result<void> checkName(const JsValue *value, const QString &name)
{
    if (!value || value->is(JsValue::Kind::Null))
        return {};
    if (!value->is(JsValue::Kind::Text)) // guessing would write into another table
        return Failure(computedError(*value, name));
    static const QRegularExpression plainName(QStringLiteral("^[^.\\x00-\\x1f\"`]+$"));
    if (plainName.match(value->text).hasMatch())
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the name \"%1\" in %2 is not supported").arg(value->text, name), value->where,
                         QStringLiteral("it has a dot, a quote or a control character"), QStringLiteral("name it with letters, digits and _")});
}

/// "file:dev.db" and "./dev.db" as "sqlite:dev.db"; addresses of servers as they are.
QString translated(const QString &url, const QString &dialect)
{
    static const QRegularExpression withScheme(QStringLiteral("^[A-Za-z][A-Za-z0-9+]*://"));
    if (isPostgresql(dialect) || withScheme.match(url).hasMatch())
        return url;
    if (dialect == u"mysql" || dialect == u"singlestore" || url.startsWith(u"sqlite:"))
        return url;
    return QStringLiteral("sqlite:") + (url.startsWith(u"file:") ? url.mid(5) : url);
}

} // namespace

QString drizzleConfiguration(const QString &folder)
{
    for (const char *name : {"drizzle.config.ts", "drizzle.config.js", "drizzle.config.json"}) {
        if (QFileInfo(folder + u'/' + QLatin1String(name)).isFile())
            return QString::fromLatin1(name);
    }
    return {};
}

bool isPostgresql(const QString &dialect)
{
    return dialect == u"postgresql" || dialect == u"pg";
}

std::optional<bool> wantsFolders(const QString &folder)
{
    const auto text = readSmallFile(folder + QStringLiteral("/package.json"), LargestConfiguration);
    const auto root = text ? readJsonText(*text, QStringLiteral("package.json")) : Result<JsValue>(Failure(Error{}));
    if (!root)
        return std::nullopt;
    for (const QStringView part : {QStringView(u"devDependencies"), QStringView(u"dependencies")}) {
        for (const QStringView package : {QStringView(u"drizzle-kit"), QStringView(u"drizzle-orm")}) {
            static const QRegularExpression number(QStringLiteral("(\\d+)\\."));
            const JsValue *version = root->find({part, package});
            const auto match = version ? number.match(version->text) : QRegularExpressionMatch();
            if (match.hasMatch())
                return match.captured(1).toInt() >= 1;
        }
    }
    return std::nullopt;
}

Result<std::optional<DrizzleSettings>> readDrizzleSettings(const QString &folder)
{
    DrizzleSettings settings;
    settings.file = drizzleConfiguration(folder);
    if (settings.file.isEmpty())
        return std::nullopt;
    const QString path = folder + u'/' + settings.file;
    const auto text = readSmallFile(path, LargestConfiguration);
    if (!text)
        return Failure(text.error());
    const auto root = settings.file.endsWith(u".json") ? readJsonText(*text, path) : readExportedObject(*text, path);
    if (!root)
        return Failure(root.error());
    takeText(*root, {u"out"}, settings.out, settings);
    takeText(*root, {u"dialect"}, settings.dialect, settings);
    takeText(*root, {u"migrations", u"table"}, settings.table, settings);
    takeText(*root, {u"migrations", u"schema"}, settings.schema, settings);
    takeText(*root, {u"migrations", u"prefix"}, settings.prefix, settings);
    for (const QStringView name : {QStringView(u"table"), QStringView(u"schema")}) {
        if (const auto named = checkName(root->find({u"migrations", name}), QStringLiteral("migrations.%1").arg(name)); !named)
            return Failure(named.error());
    }
    if (const JsValue *whole = root->find(u"migrations"); whole && !whole->is(JsValue::Kind::Object))
        return Failure(computedError(*whole, QStringLiteral("migrations")));
    settings.url.kind = JsValue::Kind::Null;
    if (const JsValue *url = root->find({u"dbCredentials", u"url"}))
        settings.url = *url;
    return settings;
}

Result<QString> drizzleUrl(const DrizzleSettings &settings, const QString &folder)
{
    switch (settings.url.kind) {
    case JsValue::Kind::Null: return QString();
    case JsValue::Kind::Text: return translated(settings.url.text, settings.dialect);
    case JsValue::Kind::Variable: break;
    default: return Failure(computedError(settings.url, QStringLiteral("dbCredentials.url")));
    }
    const QString name = settings.url.text;
    const QString variable = QStringLiteral("${%1}").arg(name);
    if (isPostgresql(settings.dialect) || settings.dialect == u"mysql")
        return variable;
    // A file's address is written in other words than ours, so its value is needed here.
    const QString value = qEnvironmentVariableIsSet(name.toUtf8().constData()) ? qEnvironmentVariable(name.toUtf8().constData()) : readDotEnv(folder).value(name);
    return value.isEmpty() ? variable : translated(value, settings.dialect);
}

} // namespace lk
