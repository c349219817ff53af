// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/tomlvalue.h"

#include "models/base/sourcefile.h"

#include <QFileInfo>

// The packaged library is built with exceptions, so this file takes the parser from the header, without them.
#undef TOML_SHARED_LIB
#undef TOML_HEADER_ONLY
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
// It asserts (or, in a release, assumes) that a key begins like one; a broken file ("[=]") proves it wrong. Its own errors come right after.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

#include <algorithm>
#include <string_view>

namespace lk {

namespace {

constexpr qint64 LargestFile = 1024 * 1024;

QString fromUtf8(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

Place placeIn(const QString &file, const toml::source_position &at)
{
    return {file, qint64(at.line), qint64(at.column)};
}

TomlValue convert(const toml::node &node, const QString &file);

void addMembers(TomlValue &value, const toml::table &table, const QString &file)
{
    for (const auto &[key, node] : table) {
        TomlValue member = convert(node, file);
        member.key = fromUtf8(key.str());
        member.where = placeIn(file, key.source().begin);
        value.members.push_back(std::move(member));
    }
    // The parser sorts by key; people mean their own order.
    std::ranges::stable_sort(value.members, [](const TomlValue &a, const TomlValue &b) {
        return std::pair(a.where.line, a.where.column) < std::pair(b.where.line, b.where.column);
    });
}

TomlValue convert(const toml::node &node, const QString &file)
{
    TomlValue value;
    value.where = value.begin = placeIn(file, node.source().begin);
    value.end = placeIn(file, node.source().end);
    if (const auto *table = node.as_table()) {
        addMembers(value, *table, file);
    } else if (const auto *array = node.as_array()) {
        value.kind = TomlValue::Kind::Array;
        for (const toml::node &item : *array)
            value.members.push_back(convert(item, file));
    } else if (const auto *text = node.as_string()) {
        value.kind = TomlValue::Kind::Text;
        value.value = fromUtf8(text->get());
    } else if (const auto *integer = node.as_integer()) {
        value.kind = TomlValue::Kind::Integer;
        value.value = qlonglong(integer->get());
    } else if (const auto *real = node.as_floating_point()) {
        value.kind = TomlValue::Kind::Real;
        value.value = real->get();
    } else if (const auto *boolean = node.as_boolean()) {
        value.kind = TomlValue::Kind::Boolean;
        value.value = boolean->get();
    } else {
        value.kind = TomlValue::Kind::Date;
    }
    return value;
}

Failure refused(const QString &path, const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 is not read").arg(path), {}, why, nextStep});
}

} // namespace

const TomlValue *TomlValue::find(QStringView name) const
{
    const auto found = std::ranges::find_if(members, [name](const TomlValue &member) { return member.key == name; });
    return isTable() && found != members.end() ? &*found : nullptr;
}

const TomlValue *TomlValue::find(std::initializer_list<QStringView> path) const
{
    const TomlValue *at = this;
    for (QStringView name : path) {
        at = at->find(name);
        if (!at)
            return nullptr;
    }
    return at;
}

Result<TomlValue> parseToml(const QByteArray &text, const QString &file)
{
    const toml::parse_result parsed = toml::parse(std::string_view(text.constData(), size_t(text.size())));
    if (!parsed) {
        const toml::parse_error &error = parsed.error();
        return Failure(Error{ErrorCode::Usage, QStringLiteral("%1 is not valid TOML").arg(QFileInfo(file).fileName()),
                             placeIn(file, error.source().begin), fromUtf8(error.description()),
                             QStringLiteral("correct the line")});
    }
    TomlValue root;
    root.where.file = file;
    addMembers(root, parsed.table(), file);
    return root;
}

Result<TomlValue> readTomlFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.isSymbolicLink())
        return refused(path, QStringLiteral("it is a symbolic link"), QStringLiteral("put the file itself there"));
    if (info.exists() && !info.isFile())
        return refused(path, QStringLiteral("it is not a file"), QStringLiteral("put a file there"));
    if (info.size() > LargestFile)
        return refused(path, QStringLiteral("it is larger than 1 MB"), QStringLiteral("make it smaller"));
    auto source = readSourceFile(path);
    if (!source)
        return failure(std::move(source));
    if (!source->readable()) {
        Error error = encodingError(*source, path);
        error.code = ErrorCode::Usage;
        return Failure(std::move(error));
    }
    return parseToml(source->bytes.sliced(source->textOffset()), path);
}

} // namespace lk
