// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/blockmarks.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)
#define LOCKKEEPER_X86
#include <immintrin.h>
#endif

namespace lk {

namespace {

/// Bit i is set when an odd number of the bits 0 to i is: from marks of quotes, what stands between them.
constexpr uint64_t prefixXor(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

void readPlain(const char *bytes, int count, const ByteSet &set, BlockMarks *marks)
{
    for (int block = 0; block < count; ++block, bytes += 64) {
        BlockMarks found;
        for (int i = 0; i < 64; ++i) {
            const char c = bytes[i];
            const uint64_t bit = uint64_t(1) << i;
            found.newlines |= c == '\n' ? bit : 0;
            found.quotes |= c == '\'' ? bit : 0;
            found.backslashes |= c == '\\' ? bit : 0;
            found.letters |= c == 'e' || c == 'E' ? bit : 0;
            found.others |= std::find(set.begin(), set.end(), c) != set.end() ? bit : 0;
        }
        found.strings = prefixXor(found.quotes);
        marks[block] = found;
    }
}

#ifdef LOCKKEEPER_X86
// Each function for itself, since what one kind of processor knows can't be called from code for another.

inline uint64_t equalSse2(const __m128i *parts, __m128i wanted)
{
    uint64_t mask = 0;
    for (int i = 0; i < 4; ++i)
        mask |= uint64_t(uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(parts[i], wanted)))) << (16 * i);
    return mask;
}

void readSse2(const char *bytes, int count, const ByteSet &set, BlockMarks *marks)
{
    const __m128i blank = _mm_set1_epi8(0x20);
    for (int block = 0; block < count; ++block, bytes += 64) {
        __m128i parts[4];
        __m128i lower[4];
        __m128i others[4];
        for (int i = 0; i < 4; ++i) {
            parts[i] = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes) + i);
            lower[i] = _mm_or_si128(parts[i], blank);
            others[i] = _mm_setzero_si128();
            for (const char c : set)
                others[i] = _mm_or_si128(others[i], _mm_cmpeq_epi8(parts[i], _mm_set1_epi8(c)));
        }
        BlockMarks &found = marks[block];
        found.newlines = equalSse2(parts, _mm_set1_epi8('\n'));
        found.quotes = equalSse2(parts, _mm_set1_epi8('\''));
        found.strings = prefixXor(found.quotes);
        found.backslashes = equalSse2(parts, _mm_set1_epi8('\\'));
        found.letters = equalSse2(lower, _mm_set1_epi8('e'));
        found.others = equalSse2(others, _mm_set1_epi8(-1));
    }
}

/// Two tables by which a byte's halves tell whether it is in the set: each byte of the set has a bit of its own. They
/// stand there four times, once for each lane.
struct HalfTables {
    alignas(64) uint8_t low[64] = {};
    alignas(64) uint8_t high[64] = {};

    explicit HalfTables(const ByteSet &set)
    {
        for (size_t lane = 0; lane < 64; lane += 16) {
            for (size_t i = 0; i < set.size(); ++i) {
                low[lane + (uint8_t(set[i]) & 15)] |= uint8_t(1 << i);
                high[lane + (uint8_t(set[i]) >> 4)] |= uint8_t(1 << i);
            }
        }
    }
};

[[gnu::target("avx2,pclmul")]] inline uint64_t equalAvx2(__m256i first, __m256i second, __m256i wanted)
{
    return uint64_t(uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(first, wanted))))
           | uint64_t(uint32_t(_mm256_movemask_epi8(_mm256_cmpeq_epi8(second, wanted)))) << 32;
}

[[gnu::target("avx2,pclmul")]] inline __m256i inNoneAvx2(__m256i part, __m256i low, __m256i high)
{
    const __m256i half = _mm256_set1_epi8(15);
    const __m256i ofLow = _mm256_shuffle_epi8(low, _mm256_and_si256(part, half));
    const __m256i ofHigh = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(part, 4), half));
    return _mm256_cmpeq_epi8(_mm256_and_si256(ofLow, ofHigh), _mm256_setzero_si256());
}

[[gnu::target("avx2,pclmul")]] void readAvx2(const char *bytes, int count, const ByteSet &set, BlockMarks *marks)
{
    const HalfTables tables(set);
    const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i *>(tables.low));
    const __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i *>(tables.high));
    const __m256i blank = _mm256_set1_epi8(0x20);
    const __m128i ones = _mm_set1_epi8(-1);
    for (int block = 0; block < count; ++block, bytes += 64) {
        const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes));
        const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(bytes + 32));
        BlockMarks &found = marks[block];
        found.newlines = equalAvx2(first, second, _mm256_set1_epi8('\n'));
        found.quotes = equalAvx2(first, second, _mm256_set1_epi8('\''));
        found.strings = uint64_t(
            _mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, int64_t(found.quotes)), ones, 0)));
        found.backslashes = equalAvx2(first, second, _mm256_set1_epi8('\\'));
        found.letters = equalAvx2(_mm256_or_si256(first, blank), _mm256_or_si256(second, blank), _mm256_set1_epi8('e'));
        found.others = ~equalAvx2(inNoneAvx2(first, low, high), inNoneAvx2(second, low, high), _mm256_set1_epi8(-1));
    }
}

[[gnu::target("avx512bw,pclmul")]] void readAvx512(const char *bytes, int count, const ByteSet &set, BlockMarks *marks)
{
    const HalfTables tables(set);
    const __m512i low = _mm512_load_si512(tables.low);
    const __m512i high = _mm512_load_si512(tables.high);
    const __m512i half = _mm512_set1_epi8(15);
    const __m512i blank = _mm512_set1_epi8(0x20);
    const __m128i ones = _mm_set1_epi8(-1);
    for (int block = 0; block < count; ++block, bytes += 64) {
        const __m512i text = _mm512_loadu_si512(bytes);
        const __m512i ofLow = _mm512_shuffle_epi8(low, _mm512_and_si512(text, half));
        const __m512i ofHigh = _mm512_shuffle_epi8(high, _mm512_and_si512(_mm512_srli_epi16(text, 4), half));
        BlockMarks &found = marks[block];
        found.newlines = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n'));
        found.quotes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\''));
        found.strings = uint64_t(
            _mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, int64_t(found.quotes)), ones, 0)));
        found.backslashes = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\\'));
        found.letters = _mm512_cmpeq_epi8_mask(_mm512_or_si512(text, blank), _mm512_set1_epi8('e'));
        found.others = _mm512_test_epi8_mask(ofLow, ofHigh);
    }
}
#endif

} // namespace

std::vector<ReadMarks> waysToReadMarks()
{
    std::vector<ReadMarks> ways{readPlain};
#ifdef LOCKKEEPER_X86
    ways.push_back(readSse2);
    const bool multiplies = __builtin_cpu_supports("pclmul");
    if (multiplies && __builtin_cpu_supports("avx2"))
        ways.push_back(readAvx2);
    if (multiplies && __builtin_cpu_supports("avx512bw"))
        ways.push_back(readAvx512);
#endif
    return ways;
}

ReadMarks fastestReadMarks()
{
    static const ReadMarks fastest = waysToReadMarks().back();
    return fastest;
}

} // namespace lk
