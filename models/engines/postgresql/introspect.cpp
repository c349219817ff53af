// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/introspect.h"

#include "models/engines/postgresql/catalogmemory.h"

namespace lk {

namespace {

// Names come out qualified and constants in one form, whatever the session's settings are.
const auto Settings = QStringLiteral(
    "SELECT current_setting('server_version_num'), pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')::text, "
    "set_config('search_path', '', true), set_config('jit', 'off', true), set_config('datestyle', 'ISO, YMD', true), "
    "set_config('intervalstyle', 'postgres', true), set_config('timezone', 'UTC', true), set_config('extra_float_digits', '3', true), "
    "set_config('bytea_output', 'hex', true), set_config('quote_all_identifiers', 'off', true), set_config('lc_monetary', 'C', true), "
    // What is prepared is planned once, whatever its values are.
    "CASE WHEN current_setting('server_version_num')::int >= 120000 THEN set_config('plan_cache_mode', 'force_generic_plan', true) END");

Result<std::shared_ptr<const WholeCatalog>> readCatalog(PostgresqlReadTransaction &transaction, Session &session, CatalogMemory *memory)
{
    Result<Rows> settings = session.query(Settings);
    if (!settings)
        return failure(std::move(settings));
    const QVariantList row = settings->rows.at(0);
    const PostgresqlCatalog catalog = postgresqlCatalog(row[0].toString().toInt(), row[1].toString().startsWith(u't'));
    if (memory)
        return memory->read(transaction, catalog);
    return readWholeCatalog(transaction, catalog).map([](WholeCatalog &&whole) { return std::make_shared<const WholeCatalog>(std::move(whole)); });
}

} // namespace

Result<Snapshot> postgresqlSnapshot(Session &session, CatalogMemory *memory)
{
    const ServerInfo info = session.info();
    Snapshot snapshot;
    snapshot.engine = info.engine;
    snapshot.engineVersion = info.version;
    snapshot.takenAt = QDateTime::currentDateTimeUtc();
    if (!info.exists)
        return snapshot;
    auto transaction = PostgresqlReadTransaction::begin(session);
    if (!transaction)
        return failure(std::move(transaction));
    const auto catalog = readCatalog(*transaction, session, memory);
    Result<void> ended = transaction->end();
    if (!catalog)
        return Failure(catalog.error());
    if (!ended)
        return failure(std::move(ended));
    snapshot.objects.reserve((*catalog)->objects.size());
    for (const CatalogObject &object : (*catalog)->objects)
        snapshot.objects.push_back(object.object);
    return snapshot;
}

} // namespace lk
