// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/formatregistry.h"
#include "tests/formats/programsamples.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>

using namespace lk;
using namespace Qt::StringLiterals;

/// Broken projects: every file that a format reads, scripts and configuration and journals alike, is mutated, and the format must answer with
/// migrations, problems or an error that has words, never crash or hang.
///
/// Tries 400 inputs of each format, always the same, or for LK_FUZZ_SECONDS from LK_FUZZ_SEED, which is printed on a failure. The last input is always on the
/// disk: below LK_FUZZ_KEEP, if that names a folder, a crash leaves it there; put it into tests/fuzz/corpus/<format>/<name>/ to keep it.
class TestFormatFuzz : public QObject
{
    Q_OBJECT

private slots:
    void corpus_data() { everyFormat(); }
    void corpus();
    void mutations_data() { everyFormat(); }
    void mutations();

private:
    static void everyFormat();
};

namespace {

using Random = std::mt19937_64;

qint64 setting(const char *name, qint64 usual)
{
    bool ok = false;
    const qint64 given = qEnvironmentVariable(name).toLongLong(&ok);
    return ok ? given : usual;
}

size_t below(Random &random, qsizetype bound)
{
    return bound <= 0 ? 0 : size_t(random() % quint64(bound));
}

/// Words that parsers of migrations stumble over.
const QByteArrayList &words()
{
    static const QByteArrayList list{
        "'", "\"", "`", "$$", "/*", "*/", "--", ";", "\n", "\r\n", "\r", "\xef\xbb\xbf", QByteArray("\0", 1), "\xff\xfe", "-- +goose Up", "-- +goose Down",
        "-- +goose StatementBegin", "-- +goose StatementEnd", "-- +goose NO TRANSACTION", "-- migrate:up", "-- migrate:down", "transaction:false",
        "--liquibase formatted sql", "--changeset a:1", "--rollback ", "--preconditions", "--> statement-breakpoint", "-- Up", "-- Down", "${x}", "${", "}", "{", "[", "]", "=",
        "../", "/", "99999999999999999999", "-1", "0", "true", "null", "DELIMITER //", "COPY t FROM stdin;", "BEGIN", "END", "COMMIT;", "\\u0000", "\t", "#", "@", "exports.down = ", "module.exports = ", "export default ", "process.env.X", "__dirname", "async ", "=> ", "function", "`", "...", "E'\\'", "\xc3"};
    return list;
}

QByteArray mutated(QByteArray text, Random &random)
{
    for (size_t times = 1 + below(random, 4); times > 0; --times) {
        const qsizetype at = qsizetype(below(random, text.size() + 1));
        const qsizetype length = qsizetype(below(random, std::min<qsizetype>(text.size() - at, 40) + 1));
        switch (below(random, 7)) {
        case 0: text.remove(at, length); break;
        case 1: text.insert(at, words()[qsizetype(below(random, words().size()))]); break;
        case 2: text.insert(at, text.mid(at, length)); break;
        case 3: text.truncate(at); break;
        case 4:
            if (at < text.size())
                text[at] = char(random());
            break;
        case 5: text.replace(at, length, words()[qsizetype(below(random, words().size()))]); break;
        default: text.insert(at, QByteArray(qsizetype(below(random, 3000)), char(random()))); break;
        }
    }
    return text;
}

/// What is wrong with the format's answer, or nothing.
QString complaint(const Format &format, const TemporaryProject &project, const Dialect &dialect)
{
    (void)format.recognise(project.folder());
    const auto setup = format.setup(project.folder(), {});
    if (!setup)
        return setup.error().what.isEmpty() ? u"setup() gave an error without words"_s : QString();
    if (const auto url = format.url(*setup, {}); !url && url.error().what.isEmpty())
        return u"url() gave an error without words"_s;
    const auto all = format.load(*setup, dialect);
    if (!all)
        return all.error().what.isEmpty() ? u"load() gave an error without words"_s : QString();
    for (const Migration &migration : *all) {
        for (const FileProblem &problem : migration.problems) {
            if (problem.message.isEmpty() || problem.rule.isEmpty())
                return u"a problem of %1 has no words"_s.arg(migration.upFile);
        }
        for (const std::optional<Script> &script : {migration.up, migration.down}) {
            if (!script)
                continue;
            if (script->offset < 0 || script->length < 0 || script->offset + script->length > script->bytes.size() || script->firstLine < 1)
                return u"a script of %1 reaches out of its file"_s.arg(migration.upFile);
            const auto statements = format.split(script->view(), dialect);
            if (!statements)
                continue;
            qsizetype end = 0;
            for (const StatementSpan &span : *statements) {
                if (span.offset < end || span.length <= 0 || span.offset + span.length > script->length || span.line < 1)
                    return u"a statement of %1 reaches out of its script"_s.arg(migration.upFile);
                end = span.offset + span.length;
            }
        }
    }
    const auto made = format.create({u"next"_s, true, QDateTime::currentDateTimeUtc()}, *setup, *all);
    return !made && made.error().what.isEmpty() ? u"create() gave an error without words"_s : QString();
}

std::vector<FormatSample> samplesOf(const QString &format)
{
    std::vector<FormatSample> samples;
    for (const std::vector<FormatSample> *some : {&formatSamples(), &programSamples()})
        std::ranges::copy_if(*some, std::back_inserter(samples), [&](const FormatSample &sample) { return sample.format == format; });
    return samples;
}

QList<SampleFile> seed(const FormatSample &sample, const QString &engine)
{
    return sample.files({engine,
                         {{1, u"a"_s, "CREATE TABLE a (x INT, y TEXT DEFAULT 'it''s; so');\n-- a comment; with one\nINSERT INTO a VALUES (1, '$$');\n", "DROP TABLE a;\n"},
                          {2, u"b"_s, "CREATE TABLE b (\"odd;name\" INT);\n/* long; */ UPDATE a SET x = 2;\n", "DROP TABLE b;\n"},
                          {3, u"c"_s, "CREATE VIEW c AS SELECT x FROM a;\n", "DROP VIEW c;\n"}}});
}

} // namespace

void TestFormatFuzz::everyFormat()
{
    QTest::addColumn<QString>("format");
    for (const Format *format : formats())
        QTest::newRow(qPrintable(format->traits().name)) << format->traits().name;
}

/// Inputs that once were answered badly, and some that are worth looking at each time: a project folder each.
void TestFormatFuzz::corpus()
{
    QFETCH(QString, format);
    const QDir folder(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/fuzz/corpus/") + format);
    for (const QString &name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QDir from(folder.filePath(name));
        for (const QString &engine : formatByName(format)->traits().engines) {
            const TemporaryProject project;
            QDirIterator walk(from.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
            while (walk.hasNext()) {
                QFile file(walk.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                project.write(from.relativeFilePath(file.fileName()), file.readAll());
            }
            const QString wrong = complaint(*formatByName(format), project, engineByName(engine)->traits().dialect);
            QVERIFY2(wrong.isEmpty(), qPrintable(u"%1, %2: %3"_s.arg(name, engine, wrong)));
        }
    }
}

void TestFormatFuzz::mutations()
{
    QFETCH(QString, format);
    const quint64 start = quint64(setting("LK_FUZZ_SEED", 20261121));
    const qint64 patience = setting("LK_FUZZ_SECONDS", 0) * 1000;
    constexpr quint64 Usual = 400;
    const std::vector<FormatSample> samples = samplesOf(format);
    QVERIFY(!samples.empty());
    const QStringList engines = formatByName(format)->traits().engines;
    const QString keep = qEnvironmentVariable("LK_FUZZ_KEEP");
    QElapsedTimer clock;
    clock.start();
    quint64 round = 0;
    for (; patience > 0 ? clock.elapsed() < patience : round < Usual; ++round) {
        Random random(start + round);
        const FormatSample &sample = samples[below(random, qsizetype(samples.size()))];
        const Engine &engine = *engineByName(engines[qsizetype(below(random, engines.size()))]);
        QList<SampleFile> files = seed(sample, engine.traits().name);
        SampleFile &victim = files[qsizetype(below(random, files.size()))];
        victim.content = mutated(victim.content, random);
        if (below(random, 20) == 0)
            files.removeAt(qsizetype(below(random, files.size())));
        const TemporaryProject project;
        for (const SampleFile &file : files) {
            project.write(file.path, file.content);
            if (keep.isEmpty())
                continue;
            const QString kept = keep + u'/' + file.path;
            QDir().mkpath(QFileInfo(kept).path());
            QFile out(kept);
            QVERIFY(out.open(QIODevice::WriteOnly) && out.write(file.content) == file.content.size());
        }
        QElapsedTimer one;
        one.start();
        const QString wrong = complaint(*formatByName(format), project, engine.traits().dialect);
        const QString again = u"again with LK_FUZZ_SEED=%1: "_s.arg(start + round);
        QVERIFY2(wrong.isEmpty(), qPrintable(again + wrong));
        QVERIFY2(one.elapsed() < 10'000, qPrintable(again + u"it took %1 ms"_s.arg(one.elapsed())));
    }
    qInfo("%s: %llu inputs", qPrintable(format), round);
}

QTEST_GUILESS_MAIN(TestFormatFuzz)
#include "tst_formatfuzz.moc"
