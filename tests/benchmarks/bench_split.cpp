// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/splitter.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>
#include <cstring>

using namespace lk;

namespace {

constexpr qsizetype wantedBytes = 100'000'000;
constexpr int rounds = 5;

/// What a migration of data looks like: short rows, long rows with text, comments, and now and then a trigger.
QByteArray mixedScript()
{
    const QByteArray trigger =
        "CREATE TRIGGER t AFTER INSERT ON orders BEGIN\n  UPDATE products SET stock = CASE WHEN stock > 1 "
        "THEN stock - 1 ELSE 0 END WHERE id = new.product;\nEND;\n";
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
            script += "-- Part " + n + "\n/* prices in cents; */\n" + trigger;
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

template <class Work>
double bestMs(Work work)
{
    double best = 1e12;
    for (int round = 0; round < rounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        work();
        best = std::min(best, double(timer.nsecsElapsed()) / 1e6);
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

void measure(const char *name, const QByteArray &script)
{
    qint64 lines = 0;
    size_t statements = 0;
    const double floorMs = bestMs([&] { lines = countLines(script); });
    const double splitMs = bestMs([&] {
        const auto spans = splitStatements(script, sqliteDialect());
        statements = spans ? spans->size() : 0;
    });
    const double megabytes = double(script.size()) / 1e6;
    std::printf("%-6s %.0f MB, %lld lines, %zu statements: split %.0f MB/s (%.1f ms); floor, memchr for line ends, "
                "%.0f MB/s (%.1f ms)\n",
                name, megabytes, static_cast<long long>(lines), statements, megabytes / splitMs * 1000, splitMs,
                megabytes / floorMs * 1000, floorMs);
}

} // namespace

int main()
{
    measure("mixed", mixedScript());
    measure("bulk", bulkScript());
    return 0;
}
