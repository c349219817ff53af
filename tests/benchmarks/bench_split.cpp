// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/splitter.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>

using namespace lk;

namespace {

constexpr qsizetype wantedBytes = 100'000'000;
constexpr int rounds = 7;

/// What a migration of data looks like: short rows, long rows with text, comments, and now and then @p routine.
QByteArray mixedScript(const QByteArray &routine)
{
    QByteArray script;
    script.reserve(wantedBytes + 4096);
    for (int i = 0; script.size() < wantedBytes; ++i) {
        const QByteArray n = QByteArray::number(i);
        script += "INSERT INTO orders (id, customer, status, total_cents) VALUES (" + n + ", 'customer" + n
                  + "@shop.example', 'paid', 1990);\n";
        if (i % 4 == 0)
            script += "UPDATE products\nSET words = 'A tent; light, dry, and it''s warm. Ça va, größer, up to -20 "
                      "degrees -- and "
                      "in two colours: moss/stone, sand/sky'\nWHERE id = "
                      + n + "; -- from the catalogue\n";
        if (i % 1000 == 0)
            script += "-- Part " + n + "\n/* prices in cents; */\n" + routine;
    }
    return script;
}

/// A dump's shape: one INSERT a thousand rows.
QByteArray bulkScript()
{
    QByteArray script;
    script.reserve(wantedBytes + 4096);
    for (int i = 0; script.size() < wantedBytes; ++i) {
        script += i % 1000 == 0 ? "INSERT INTO orders VALUES\n" : ",\n";
        script += '(' + QByteArray::number(i) + ",'2024-04-01 09:30:00','customer@shop.example',1990,NULL)";
        if (i % 1000 == 999)
            script += ";\n";
    }
    return script;
}

/// pg_dump's shape: the rows of a table as COPY data.
QByteArray copyScript()
{
    QByteArray script;
    script.reserve(wantedBytes + 4096);
    for (int table = 0; script.size() < wantedBytes; ++table) {
        script += "COPY public.orders" + QByteArray::number(table) + " (id, at, who, cents, note) FROM stdin;\n";
        for (int i = 0; i < 100'000; ++i)
            script += QByteArray::number(i) + "\t2024-04-01 09:30:00\tcustomer@shop.example\t1990\t\\N\n";
        script += "\\.\n\n";
    }
    return script;
}

const QByteArray sqliteTrigger =
    "CREATE TRIGGER t AFTER INSERT ON orders BEGIN\n  UPDATE products SET stock = CASE WHEN stock > 1 "
    "THEN stock - 1 ELSE 0 END WHERE id = new.product;\nEND;\n";
const QByteArray postgresqlFunction =
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n  UPDATE products SET stock = stock - 1; "
    "RETURN new;\nEND $body$;\n";
const QByteArray mysqlTrigger = "DELIMITER //\nCREATE TRIGGER t AFTER INSERT ON orders FOR EACH ROW BEGIN\n  IF NEW.id "
                                "> 1 THEN UPDATE products SET "
                                "stock = stock - 1; END IF;\nEND//\nDELIMITER ;\n";

/// This thread's processor time, which other programs on the machine disturb less than the clock on the wall.
double processorMs()
{
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

template <class Work>
double bestMs(Work work)
{
    double best = 1e12;
    for (int round = 0; round < rounds; ++round) {
        const double begin = processorMs();
        work();
        best = std::min(best, processorMs() - begin);
    }
    return best;
}

qint64 countLines(const QByteArray &script)
{
    qint64 lines = 0;
    const char *at = script.constData();
    const char *end = at + script.size();
    while ((at = static_cast<const char *>(std::memchr(at, '\n', size_t(end - at))))) {
        ++lines;
        ++at;
    }
    return lines;
}

void measure(const char *name, const Dialect &dialect, const QByteArray &script)
{
    qint64 lines = 0;
    size_t statements = 0;
    const double floorMs = bestMs([&] { lines = countLines(script); });
    const double splitMs = bestMs([&] {
        const auto spans = splitStatements(script, dialect);
        statements = spans ? spans->size() : 0;
    });
    const double megabytes = double(script.size()) / 1e6;
    std::printf(
        "%-10s %-5s %.0f MB, %lld lines, %zu statements: split %.0f MB/s (%.1f ms); floor, memchr for line ends, "
        "%.0f MB/s (%.1f ms); %.1f times the floor\n",
        qPrintable(dialect.name), name, megabytes, static_cast<long long>(lines), statements,
        megabytes / splitMs * 1000, splitMs, megabytes / floorMs * 1000, floorMs, splitMs / floorMs);
}

} // namespace

int main()
{
    measure("mixed", sqliteDialect(), mixedScript(sqliteTrigger));
    measure("mixed", postgresqlDialect(), mixedScript(postgresqlFunction));
    measure("mixed", mysqlDialect(), mixedScript(mysqlTrigger));
    const QByteArray bulk = bulkScript();
    for (const Dialect *dialect : {&sqliteDialect(), &postgresqlDialect(), &mysqlDialect()})
        measure("bulk", *dialect, bulk);
    measure("copy", postgresqlDialect(), copyScript());
    return 0;
}
