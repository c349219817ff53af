// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QMap>
#include <QStringList>

#include <functional>
#include <optional>

namespace lk {

/// A value of Rails' database.yml; one that only Ruby could tell is not static.
struct YamlValue {
    QString text;
    bool isStatic = true;
    QStringList list = {};                      ///< "- a" below it
    QMap<QString, YamlValue> map = {};          ///< what stands below it
    QStringList order = {};                     ///< of the map's keys
    bool isMap() const { return !order.isEmpty(); }
    QString value(const QString &key) const { return map.value(key).text; }
};

/// Reads database.yml: mappings, anchors and merges, lists of texts, quoted texts, and <%= %> with a variable of the environment and its
/// default. @p variable gives the environment's variables. Ruby around whole lines makes everything not static. Errors have file and line.
Result<YamlValue> readDatabaseYml(const QByteArray &text, const QString &file, const std::function<QString(const QString &)> &variable);

} // namespace lk
