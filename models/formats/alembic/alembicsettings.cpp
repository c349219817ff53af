// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicsettings.h"

#include "models/base/sourcefile.h"
#include "models/formats/alembic/inifile.h"
#include "models/project/tomlvalue.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>

namespace lk {

namespace {

constexpr qint64 LargestFile = 1024 * 1024;
const QString MainSection = QStringLiteral("alembic");

QByteArray smallFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.isFile() || info.size() > LargestFile)
        return {};
    const auto source = readSourceFile(path);
    return source ? source->bytes : QByteArray();
}

class SettingsReader
{
public:
    SettingsReader(const QString &folder, const QString &migrations, const QString &environment)
        : m_folder(folder), m_given(migrations.isEmpty() ? QString() : QDir::cleanPath(migrations)), m_environment(environment)
    {}

    Result<AlembicSettings> read()
    {
        IniFile ini;
        if (auto found = findFile(ini); !found)
            return Failure(found.error());
        if (auto chosen = chooseSection(ini); !chosen)
            return Failure(chosen.error());
        readFolders(ini);
        readNaming(ini);
        readProgram();
        return m_settings;
    }

private:
    QString path(const QString &relative) const { return QDir(m_folder).absoluteFilePath(relative); }
    bool has(const QString &relative) const { return QFileInfo(path(relative)).isFile(); }

    /// Folders that may hold env.py, the likeliest first.
    QStringList scriptFolders() const
    {
        QStringList folders;
        if (!m_given.isEmpty()) {
            folders += m_given;
            const qsizetype slash = m_given.lastIndexOf(u'/');
            folders += slash < 0 ? QStringLiteral(".") : m_given.left(slash);
            return folders;
        }
        return {QStringLiteral("migrations"), QStringLiteral("alembic")};
    }

    Result<void> findFile(IniFile &ini)
    {
        if (has(QStringLiteral("alembic.ini")))
            return readIni(ini, QStringLiteral("alembic.ini"), QString());
        if (auto project = readPyproject(ini); !project || !m_settings.file.isEmpty())
            return project;
        for (const QString &folder : scriptFolders()) {
            const QString file = folder == u"." ? QStringLiteral("alembic.ini") : folder + QStringLiteral("/alembic.ini");
            if (has(folder + QStringLiteral("/env.py")) && has(file))
                return readIni(ini, file, folder);
        }
        for (const QString &folder : scriptFolders()) {
            if (!has(folder + QStringLiteral("/env.py")) || !(has(folder + QStringLiteral("/script.py.mako")) || QDir(path(folder + QStringLiteral("/versions"))).exists()))
                continue;
            m_settings.scripts = folder;
            m_settings.because = QStringLiteral("%1/env.py is Alembic's").arg(folder);
            ini.set(MainSection, QStringLiteral("script_location"), folder);
            return {};
        }
        return {};
    }

    /// @p scripts: the folder of the .ini file, where it says nothing else (Flask-Migrate).
    Result<void> readIni(IniFile &ini, const QString &file, const QString &scripts)
    {
        m_settings.file = file;
        m_settings.because = QStringLiteral("%1 is Alembic's").arg(file);
        auto parsed = IniFile::parse(smallFile(path(file)), file);
        if (!parsed)
            return Failure(parsed.error());
        ini = std::move(*parsed);
        ini.setDefault(QStringLiteral("here"), QFileInfo(path(file)).absolutePath());
        if (!scripts.isEmpty())
            ini.set(MainSection, QStringLiteral("script_location"), scripts);
        return {};
    }

    /// [tool.alembic]: lists are lists there, and %(here)s is known too.
    Result<void> readPyproject(IniFile &ini)
    {
        const QString file = QStringLiteral("pyproject.toml");
        const QByteArray text = smallFile(path(file));
        if (!text.contains("tool.alembic"))
            return {};
        const auto toml = parseToml(text, file);
        if (!toml)
            return Failure(toml.error());
        const TomlValue *table = toml->find({u"tool", u"alembic"});
        if (!table || !table->isTable())
            return {};
        m_settings.file = file;
        m_settings.because = QStringLiteral("pyproject.toml has [tool.alembic]");
        for (const TomlValue &member : table->members) {
            QStringList parts;
            for (const TomlValue &part : member.members)
                parts += part.text();
            const QString value = member.kind == TomlValue::Kind::Array ? parts.join(u'\n') : member.value.toString();
            ini.set(MainSection, member.key.toLower(), value);
            if (member.kind == TomlValue::Kind::Array)
                ini.set(MainSection, QStringLiteral("path_separator"), QStringLiteral("newline"));
        }
        ini.setDefault(QStringLiteral("here"), QFileInfo(path(file)).absolutePath());
        return {};
    }

    /// [alembic]; or the section of the environment's name; or the only one with scripts; or the one of the given folder.
    Result<void> chooseSection(const IniFile &ini)
    {
        const QString key = QStringLiteral("script_location");
        QStringList sections;
        for (const QString &section : ini.sections()) {
            if (ini.value(section, key))
                sections += section;
        }
        m_settings.section = MainSection;
        if (!m_environment.isEmpty() && sections.contains(m_environment))
            m_settings.section = m_environment;
        for (const QString &section : std::as_const(sections)) {
            const QString scripts = relativeFolder(*ini.value(section, key));
            if (!m_given.isEmpty() && m_settings.section == MainSection && scriptFolders().contains(scripts))
                m_settings.section = section;
        }
        if (sections.contains(m_settings.section) || sections.isEmpty())
            return {};
        if (sections.size() == 1) {
            m_settings.section = sections.front();
            return {};
        }
        return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 has several projects").arg(m_settings.file), {m_settings.file, 0, 0},
                             QStringLiteral("the sections %1 name scripts each").arg(sections.join(QStringLiteral(", "))),
                             QStringLiteral("write the folder of one of them as `migrations` into lockkeeper.toml")});
    }

    /// "app/migrations", "%(here)s/migrations" and "app:migrations" (a package's folder), relative to the project.
    QString relativeFolder(const QString &location) const
    {
        QString folder = location.trimmed();
        if (!QDir::isAbsolutePath(folder) && folder.contains(u':'))
            folder = folder.section(u':', 0, 0).replace(u'.', u'/') + u'/' + folder.section(u':', 1).replace(u':', u'/');
        return QDir::cleanPath(QDir::isAbsolutePath(folder) ? QDir(m_folder).relativeFilePath(folder) : folder);
    }

    void readFolders(const IniFile &ini)
    {
        const auto value = [&](const char *name) { return ini.value(m_settings.section, QString::fromLatin1(name)).value_or(QString()); };
        const QString location = value("script_location");
        if (!location.isEmpty()) {
            m_settings.scripts = relativeFolder(location);
        } else if (m_settings.scripts.isEmpty()) {
            const QStringList candidates = scriptFolders();
            m_settings.scripts = m_given.isEmpty() ? candidates.front() : candidates.back();
        }
        m_settings.recursive = value("recursive_version_locations").compare(u"true", Qt::CaseInsensitive) == 0;
        for (const QString &place : splitPaths(value("version_locations"), value("version_path_separator") + value("path_separator")))
            m_settings.versions += relativeFolder(place);
        if (m_settings.versions.isEmpty()) {
            const bool given = m_settings.file.isEmpty() && !m_given.isEmpty() && m_settings.because.isEmpty();
            m_settings.versions = {given ? m_given : QDir::cleanPath(m_settings.scripts + QStringLiteral("/versions"))};
        }
    }

    static QStringList splitPaths(const QString &text, const QString &separator)
    {
        static const QRegularExpression Legacy(QStringLiteral(", *| +"));
        const QString word = separator.section(u' ', 0, 0); // a comment may stand behind it
        if (word == u"os" || word == u":")
            return text.split(u':', Qt::SkipEmptyParts);
        if (word == u";")
            return text.split(u';', Qt::SkipEmptyParts);
        if (word == u"newline")
            return text.split(u'\n', Qt::SkipEmptyParts);
        if (word == u"space")
            return text.split(u' ', Qt::SkipEmptyParts);
        return text.split(Legacy, Qt::SkipEmptyParts);
    }

    void readNaming(const IniFile &ini)
    {
        const auto value = [&](const char *name) { return ini.value(m_settings.section, QString::fromLatin1(name)).value_or(QString()); };
        m_settings.fileTemplate = value("file_template");
        if (m_settings.fileTemplate.isEmpty())
            m_settings.fileTemplate = QStringLiteral("%(rev)s_%(slug)s");
        if (const int length = value("truncate_slug_length").toInt(); length > 0)
            m_settings.slugLength = length;
        m_settings.timezone = value("timezone");
        const bool own = !m_environment.isEmpty() && ini.value(m_environment, QStringLiteral("sqlalchemy.url"));
        m_settings.url = own ? *ini.value(m_environment, QStringLiteral("sqlalchemy.url")) : value("sqlalchemy.url");
    }

    /// What env.py's words say: that it is Flask's, its table, and where its address comes from.
    void readProgram()
    {
        const PythonWords words = readPythonWords(smallFile(path(m_settings.envFile())), {"version_table", "version_table_schema"});
        m_settings.flask = words.names.contains("current_app");
        if (m_settings.flask && !m_settings.because.isEmpty())
            m_settings.because = QStringLiteral("%1 is Flask-Migrate's").arg(m_settings.envFile());
        const auto literal = [&](const char *name) {
            const PythonValue value = words.arguments.value(name);
            return value.kind == PythonValue::Kind::Text ? value.texts.front() : QString();
        };
        m_settings.table = literal("version_table");
        m_settings.schema = literal("version_table_schema");
        const bool sets = words.names.contains("set_main_option") || words.names.contains("set_section_option");
        m_settings.programmedUrl = m_settings.flask || words.names.contains("environ") || words.names.contains("getenv") || words.names.contains("create_engine")
                                   || words.names.contains("create_async_engine") || (sets && words.texts.contains(QStringLiteral("sqlalchemy.url")));
        static const QRegularExpression Variable(QStringLiteral("^[A-Z][A-Z0-9_]{2,}$"));
        for (const QString &text : words.texts) {
            if (Variable.match(text).hasMatch() && !m_settings.urlNames.contains(text))
                m_settings.urlNames += text;
        }
        for (const char *usual : {"SQLALCHEMY_DATABASE_URI", "DATABASE_URL"}) {
            if (m_settings.programmedUrl && !m_settings.urlNames.contains(QLatin1String(usual)))
                m_settings.urlNames += QString::fromLatin1(usual);
        }
    }

    QString m_folder;
    QString m_given;
    QString m_environment;
    AlembicSettings m_settings;
};

} // namespace

Result<AlembicSettings> readAlembicSettings(const QString &folder, const QString &migrations, const QString &environment)
{
    return SettingsReader(folder, migrations, environment).read();
}

} // namespace lk
