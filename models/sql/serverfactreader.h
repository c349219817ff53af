// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/factreader.h"

#include <initializer_list>

namespace lk {

/// Reads statements of the database servers: PostgreSQL, MySQL, MariaDB.
class ServerFactReader : private FactReader
{
public:
    using FactReader::FactReader;

    StatementFacts read();

private:
    void readVerb();
    void readBegin();
    void readStart();
    void readXa();
    void readPrepare();
    void readRollback();
    void readSavepoint();
    void readSelect();
    void readInsert();
    void readUpdate();
    void readDelete();
    void readMerge();
    void readTruncate();
    void readSet();
    void readReset();
    void readCopy();
    void readLoad();
    void readImport();
    void readCommentOn();
    void readRefresh();
    void readCluster();
    void readReindex();
    void readAnalyze();
    void readMaintenance();
    void readRenameStatement();
    void readLock();

    // serverdefinitions.cpp
    void readCreate();
    void readCreateModifiers();
    void readCreatedIndex();
    void readCreatedTable();
    void readDrop();
    void readAlter();
    void readAlterTable();
    void readAlterType();
    void readTableAction();
    void readRename();
    void readAdd();
    void readDropAction();
    void readChangedColumn();
    void countActions();
    void readTableAfter(std::initializer_list<QByteArrayView> keywords);
    ObjectKind takeObjectKind();

    bool takeWords(std::initializer_list<QByteArrayView> keywords);
    void skipOptions();
    bool postgres() const { return m_reader.dialect().customOperators; }
};

} // namespace lk
