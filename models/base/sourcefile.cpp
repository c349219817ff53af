// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/sourcefile.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

namespace lk {

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Q_DISABLE_COPY_MOVE(Descriptor)
    operator int() const { return m_fd; }

private:
    int m_fd;
};

Failure cannotRead(const QString &path, const QString &why, const QString &nextStep = {})
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("cannot read the file"), {path, 0, 0}, why, nextStep});
}

Failure cannotRead(const QString &path, int code)
{
    if (code == ELOOP)
        return cannotRead(path, QStringLiteral("its symbolic links lead in a circle"),
                          QStringLiteral("repair or remove the link"));
    return cannotRead(path, qt_error_string(code));
}

QString kindOf(mode_t mode)
{
    if (S_ISDIR(mode))
        return QStringLiteral("it is a folder");
    if (S_ISFIFO(mode))
        return QStringLiteral("it is a named pipe (FIFO), not a regular file");
    if (S_ISSOCK(mode))
        return QStringLiteral("it is a socket, not a regular file");
    return QStringLiteral("it is a device, not a regular file");
}

/// Reads to the end, beginning with room for @p expected bytes; files may grow meanwhile.
Result<QByteArray> readAll(int fd, const QString &path, qsizetype expected)
{
    QByteArray bytes(expected + 1, Qt::Uninitialized);
    qsizetype have = 0;
    for (;;) {
        if (have == bytes.size())
            bytes.resize(bytes.size() * 2);
        const ssize_t got = ::read(fd, bytes.data() + have, size_t(bytes.size() - have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return cannotRead(path, errno);
        have += got;
        // A regular file gives less than asked for only at its end; where the size was known, no second read need tell.
        if (got == 0 || (have == expected && have < bytes.size()))
            break;
    }
    bytes.truncate(have);
    return bytes;
}

/// Length of the valid UTF-8 sequence that begins at @p at with a byte above 0x7f; 0 if it is not one.
qsizetype sequenceLength(const uchar *at, const uchar *end)
{
    const uchar first = *at;
    const int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || end - at < length)
        return 0;
    for (int i = 1; i < length; ++i) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    }
    const bool overlong = (first == 0xe0 && at[1] < 0xa0) || (first == 0xf0 && at[1] < 0x90);
    const bool surrogate = first == 0xed && at[1] > 0x9f;
    const bool beyond = first == 0xf4 && at[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

/// Offset of the first byte that is not UTF-8, or -1. Runs of ASCII go by sixteen bytes at a time.
qint64 firstNotUtf8(const QByteArray &bytes)
{
    const auto *begin = reinterpret_cast<const uchar *>(bytes.constData());
    const uchar *end = begin + bytes.size();
    const uchar *at = begin;
    while (at < end) {
        std::uint64_t words[2];
        while (end - at >= 16) {
            std::memcpy(words, at, sizeof words);
            if (((words[0] | words[1]) & 0x8080808080808080ull) != 0)
                break;
            at += 16;
        }
        while (at < end && *at < 0x80)
            ++at;
        if (at == end)
            break;
        const qsizetype length = sequenceLength(at, end);
        if (length == 0)
            return at - begin;
        at += length;
    }
    return -1;
}

/// Text in UTF-16 without a mark: nearly every second byte of its beginning is NUL, always on the same side.
bool looksLikeUtf16(const QByteArray &bytes)
{
    const qsizetype length = std::min<qsizetype>(bytes.size(), 4096) & ~qsizetype(1);
    if (length < 4 || bytes.size() % 2 != 0)
        return false;
    qsizetype nuls[2] = {0, 0};
    for (qsizetype i = 0; i < length; ++i)
        nuls[i % 2] += bytes[i] == '\0';
    const qsizetype most = std::max(nuls[0], nuls[1]);
    const qsizetype least = std::min(nuls[0], nuls[1]);
    return most * 2 > length * 7 / 10 && least * 2 < length / 10 + 1;
}

Place placeInBytes(const QByteArray &bytes, qint64 offset, const QString &file)
{
    const auto begin = bytes.cbegin();
    const auto at = begin + std::clamp<qint64>(offset, 0, bytes.size());
    const qint64 line = 1 + std::count(begin, at, '\n');
    const auto lineStart = std::find(std::make_reverse_iterator(at), std::make_reverse_iterator(begin), '\n').base();
    const auto isCharacter = [](char byte) { return (uchar(byte) & 0xc0) != 0x80; };
    return {file, line, 1 + std::count_if(lineStart, at, isCharacter)};
}

} // namespace

Result<SourceFile> readSourceFile(const QString &path)
{
    // Without O_NONBLOCK, opening a FIFO would wait for its other end.
    const Descriptor fd(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (fd < 0)
        return cannotRead(path, errno);
    struct stat status;
    if (::fstat(fd, &status) != 0)
        return cannotRead(path, errno);
    if (!S_ISREG(status.st_mode))
        return cannotRead(path, kindOf(status.st_mode));
    return readAll(fd, path, qsizetype(status.st_size)).map([](QByteArray &&bytes) {
        return sourceFromBytes(std::move(bytes));
    });
}

SourceFile sourceFromBytes(QByteArray bytes)
{
    SourceFile source;
    const bool bom = bytes.startsWith("\xef\xbb\xbf");
    source.encoding = bom ? TextEncoding::Utf8Bom : TextEncoding::Utf8;
    const qsizetype nul = bytes.indexOf('\0');
    if (bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff") || (nul >= 0 && looksLikeUtf16(bytes))) {
        source.encoding = TextEncoding::Utf16;
        source.badOffset = 0;
    } else if (nul >= 0) {
        source.encoding = TextEncoding::HasNul;
        source.badOffset = nul;
    } else if (const qint64 bad = firstNotUtf8(bytes); bad >= 0) {
        source.encoding = TextEncoding::NotUtf8;
        source.badOffset = bad;
    }
    source.bytes = std::move(bytes);
    return source;
}

Error encodingError(const SourceFile &source, const QString &file)
{
    Error error{ErrorCode::Failed, {}, {file, 0, 0}, {}, {}};
    if (source.encoding == TextEncoding::Utf16) {
        error.what = QStringLiteral("the file is UTF-16, scripts must be UTF-8");
        error.nextStep = QStringLiteral("save it as UTF-8, for example: iconv -f UTF-16 -t UTF-8 FILE");
        return error;
    }
    error.where = placeInBytes(source.bytes, source.badOffset, file);
    if (source.encoding == TextEncoding::HasNul) {
        error.what = QStringLiteral("the file holds a NUL byte");
        error.why = QStringLiteral("a database reads a script only up to the first NUL and would leave out the rest");
        error.nextStep = QStringLiteral("remove the byte, or restore the file if it is damaged");
        return error;
    }
    const auto byte = uchar(source.bytes.at(source.badOffset));
    error.what = QStringLiteral("the file is not UTF-8");
    error.why = QStringLiteral("byte 0x%1 does not belong there; perhaps the file is Latin-1 or Windows-1252")
                    .arg(byte, 2, 16, QLatin1Char('0'));
    error.nextStep = QStringLiteral("save it as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE");
    return error;
}

} // namespace lk
