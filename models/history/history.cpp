// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/history.h"

#include "models/formats/versionnumber.h"

#include <QMultiHash>

#include <algorithm>

namespace lk {

namespace {

/// Joins by key: each file takes one row, rows without a file are put where their version belongs.
class Joiner
{
public:
    Joiner(const std::vector<Migration> &files, const std::vector<AppliedMigration> &applied, const Format &format, const FormatSetup &setup)
        : m_files(files), m_applied(applied), m_format(format), m_late(format.late(setup)), m_taken(applied.size(), false)
    {}

    History history()
    {
        m_rowOf.reserve(qsizetype(m_applied.size()));
        for (size_t i = m_applied.size(); i-- > 0;) // values() gives the newest insertion first
            m_rowOf.insert(m_applied[i].key, i);
        History history;
        history.entries.reserve(m_files.size() + m_applied.size());
        for (const Migration &file : m_files)
            history.entries.push_back(join(file));
        placeMissing(history.entries);
        markOutOfOrder(history.entries);
        return history;
    }

private:
    /// The row for @p file: of several with its key, the one with its checksum.
    std::optional<size_t> takeRow(const Migration &file)
    {
        std::optional<size_t> row;
        for (auto at = m_rowOf.constFind(file.key); at != m_rowOf.cend() && at.key() == file.key; ++at) {
            if (m_taken[at.value()])
                continue;
            if (m_format.isSame(file, m_applied[at.value()]))
                return at.value();
            if (!row)
                row = at.value();
        }
        return row;
    }

    /// Whether another file of the same version is what was applied.
    bool belongsToTwin(const Migration &file, const AppliedMigration &row) const
    {
        const auto isTwin = [&](const Migration *other) {
            return other != &file && other->key == file.key && m_format.isSame(*other, row);
        };
        const size_t index = size_t(&file - m_files.data());
        return (index > 0 && isTwin(&file - 1)) || (index + 1 < m_files.size() && isTwin(&file + 1));
    }

    HistoryEntry join(const Migration &file)
    {
        HistoryEntry entry;
        entry.file = file;
        const std::optional<size_t> row = takeRow(file);
        const bool differs = row && !m_format.isSame(file, m_applied[*row]);
        if (!row || (differs && belongsToTwin(file, m_applied[*row]))) {
            entry.note = file.up || file.problems.empty() ? QString() : file.problems.front().message;
            return entry;
        }
        m_taken[*row] = true;
        entry.applied = m_applied[*row];
        judge(entry, differs);
        return entry;
    }

    void judge(HistoryEntry &entry, bool differs) const
    {
        const Migration &file = *entry.file;
        if (!entry.applied->success)
            fail(entry);
        else if (file.upFile.isEmpty())
            miss(entry, QStringLiteral("its up script is gone"));
        else if (file.checksum.isEmpty() && m_format.traits().checksums)
            change(entry,
                   file.problems.empty() ? QStringLiteral("the file can't be read") : file.problems.front().message);
        else if (differs && file.repeatable)
            entry.state = State::Outdated;
        else if (differs && m_format.traits().checksums)
            change(entry, QStringLiteral("the file differs from what was applied: %1")
                              .arg(m_format.explainChange(file, *entry.applied)));
        else {
            entry.state = entry.applied->baseline ? State::Baseline : State::Applied;
            entry.note = entry.applied->note;
        }
    }

    static void fail(HistoryEntry &entry)
    {
        entry.state = State::Failed;
        entry.note = QStringLiteral("the tracking table says that it did not come to its end");
    }

    static void miss(HistoryEntry &entry, const QString &note)
    {
        entry.state = State::Missing;
        entry.note = note;
    }

    static void change(HistoryEntry &entry, const QString &note)
    {
        entry.state = State::Changed;
        entry.note = note;
    }

    static HistoryEntry withoutFile(const AppliedMigration &row)
    {
        HistoryEntry entry;
        entry.applied = row;
        if (!row.success)
            fail(entry);
        else if (row.baseline)
            entry.state = State::Baseline; // a baseline may stand for files that never were
        else
            miss(entry, QStringLiteral("it was applied, but there is no file for it") + (row.note.isEmpty() ? QString() : QStringLiteral("; ") + row.note));
        return entry;
    }

    struct Missing {
        size_t before = 0; ///< index of the file entry that it stands in front of
        size_t row = 0;
    };

    /// Puts rows without a file where their version belongs: by number, where all versions are numbers in order; else
    /// after the file that was applied before them.
    void placeMissing(std::vector<HistoryEntry> &entries) const
    {
        if (std::ranges::find(m_taken, false) == m_taken.end())
            return;
        const size_t numbered = numberedEntries(entries);
        const QHash<QString, size_t> placeOf = places(entries);
        std::vector<Missing> missing;
        size_t afterPrevious = 0;
        for (size_t row = 0; row < m_applied.size(); ++row) {
            const AppliedMigration &applied = m_applied[row];
            if (m_taken[row]) {
                afterPrevious = placeOf.value(applied.key) + 1;
                continue;
            }
            size_t before = afterPrevious;
            if (numbered > 0 && canonicalNumber(applied.key)) {
                const auto begin = entries.begin() + qsizetype(m_firstNumbered);
                const auto at = std::upper_bound(
                    begin, begin + qsizetype(numbered), applied.key,
                    [](const QString &key, const HistoryEntry &entry) { return numberLess(key, entry.file->key); });
                before = size_t(at - entries.begin());
            }
            missing.push_back({before, row});
        }
        merge(entries, std::move(missing));
    }

    static QHash<QString, size_t> places(const std::vector<HistoryEntry> &entries)
    {
        QHash<QString, size_t> places;
        places.reserve(qsizetype(entries.size()));
        for (size_t i = 0; i < entries.size(); ++i) {
            if (entries[i].applied)
                places.insert(entries[i].file->key, i);
        }
        return places;
    }

    /// Length of the run of entries with ascending numbers, 0 if the numbers are not in order; m_firstNumbered is where
    /// it begins.
    size_t numberedEntries(const std::vector<HistoryEntry> &entries) const
    {
        const auto isNumber = [](const HistoryEntry &entry) { return canonicalNumber(entry.file->key).has_value(); };
        const auto begin = std::ranges::find_if(entries, isNumber);
        const auto end = std::find_if_not(begin, entries.end(), isNumber);
        const bool sorted = std::is_sorted(begin, end, [](const HistoryEntry &a, const HistoryEntry &b) {
            return numberLess(a.file->key, b.file->key);
        });
        m_firstNumbered = size_t(begin - entries.begin());
        return sorted ? size_t(end - begin) : 0;
    }

    void merge(std::vector<HistoryEntry> &entries, std::vector<Missing> missing) const
    {
        std::ranges::stable_sort(missing, [this](const Missing &a, const Missing &b) {
            if (a.before != b.before)
                return a.before < b.before;
            const QString &keyA = m_applied[a.row].key;
            const QString &keyB = m_applied[b.row].key;
            const bool numberA = canonicalNumber(keyA).has_value();
            const bool numberB = canonicalNumber(keyB).has_value();
            return numberA && numberB ? numberLess(keyA, keyB) : numberA && !numberB;
        });
        std::vector<HistoryEntry> merged;
        merged.reserve(entries.size() + missing.size());
        auto next = missing.begin();
        for (size_t i = 0; i <= entries.size(); ++i) {
            for (; next != missing.end() && next->before == i; ++next)
                merged.push_back(withoutFile(m_applied[next->row]));
            if (i < entries.size())
                merged.push_back(std::move(entries[i]));
        }
        entries = std::move(merged);
    }

    void markOutOfOrder(std::vector<HistoryEntry> &entries) const
    {
        if (m_late == LateRule::Graph)
            return;
        const auto newest = std::find_if(entries.rbegin(), entries.rend(),
                                         [](const HistoryEntry &entry) { return entry.applied.has_value() && !(entry.file && entry.file->repeatable); });
        if (newest == entries.rend())
            return;
        QString note = QStringLiteral("%1, which comes after it, is already applied").arg(newest->version());
        if (m_late == LateRule::Refuses)
            note += QStringLiteral("; %1 refuses such a migration").arg(m_format.traits().title);
        else if (m_late == LateRule::Skips)
            note += QStringLiteral("; %1 passes over it for ever").arg(m_format.traits().title);
        for (auto entry = newest; entry != entries.rend(); ++entry) {
            if (entry->state != State::Pending || !entry->canApply() || entry->file->repeatable)
                continue;
            entry->state = State::OutOfOrder;
            if (entry->note.isEmpty())
                entry->note = note;
        }
        for (auto entry = newest.base(); entry != entries.end() && !m_applied.empty(); ++entry) {
            if (entry->state != State::Pending || !entry->canApply() || !m_format.passesOver(*entry->file, m_applied.back()))
                continue;
            entry->state = State::OutOfOrder;
            entry->note = QStringLiteral("%1 is already applied; %2 passes over this one for ever").arg(m_applied.back().version, m_format.traits().title);
        }
    }

    const std::vector<Migration> &m_files;
    const std::vector<AppliedMigration> &m_applied;
    const Format &m_format;
    const LateRule m_late;
    QMultiHash<QString, size_t> m_rowOf;
    std::vector<bool> m_taken;
    mutable size_t m_firstNumbered = 0;
};

} // namespace

QString word(State state)
{
    switch (state) {
    case State::Applied: return QStringLiteral("applied");
    case State::Pending: return QStringLiteral("pending");
    case State::OutOfOrder: return QStringLiteral("out of order");
    case State::Outdated: return QStringLiteral("outdated");
    case State::Changed: return QStringLiteral("changed");
    case State::Missing: return QStringLiteral("missing");
    case State::Failed: return QStringLiteral("failed");
    case State::Baseline: return QStringLiteral("baseline");
    case State::Unknown: break;
    }
    return QStringLiteral("unknown");
}

const HistoryEntry *History::find(const QString &version) const
{
    const auto number = canonicalNumber(version);
    const HistoryEntry *byKey = nullptr;
    for (const HistoryEntry &entry : entries) {
        if (entry.version() == version)
            return &entry;
        if (!byKey && (entry.key() == version || (number && entry.key() == *number)))
            byKey = &entry;
    }
    return byKey;
}

QMap<QString, int> History::counts() const
{
    QMap<QString, int> counts;
    for (const HistoryEntry &entry : entries)
        ++counts[word(entry.state)];
    return counts;
}

bool History::disagrees() const
{
    return std::ranges::any_of(entries, [](const HistoryEntry &entry) {
        return entry.state == State::Changed || entry.state == State::Missing || entry.state == State::Failed;
    });
}

std::vector<Migration> History::files() const
{
    std::vector<Migration> files;
    for (const HistoryEntry &entry : entries) {
        if (entry.file)
            files.push_back(*entry.file);
    }
    return files;
}

History joinHistory(const std::vector<Migration> &files, const std::vector<AppliedMigration> &applied,
                    const Format &format, const FormatSetup &setup)
{
    return Joiner(files, applied, format, setup).history();
}

} // namespace lk
