// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

/// PostgreSQL tables of 12 columns with 2 indexes and a foreign key, as a script for psql.
inline QByteArray wideSchema(int tables)
{
    QByteArray sql = "SET client_min_messages = error; BEGIN;\n";
    for (int i = 0; i < tables; ++i) {
        const QByteArray t = QByteArray::number(i);
        sql += "CREATE TABLE t" + t + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent bigint NOT NULL, code varchar(20) NOT NULL, "
               "words text DEFAULT 'none', cents integer DEFAULT 0, amount numeric(12,2), born date, changed timestamptz DEFAULT now(), "
               "active boolean DEFAULT true, payload jsonb, ratio double precision, tags text[]);\n"
               "CREATE INDEX t" + t + "_code ON t" + t + " (code, born DESC);\n"
               "CREATE UNIQUE INDEX t" + t + "_words ON t" + t + " (words) WHERE active;\n";
        if (i > 0)
            sql += "ALTER TABLE t" + t + " ADD CONSTRAINT t" + t + "_parent FOREIGN KEY (parent) REFERENCES t" + QByteArray::number(i - 1) + " (id);\n";
        if (i % 200 == 199)
            sql += "COMMIT; BEGIN;\n";
    }
    return sql + "COMMIT; ANALYZE;\n";
}
