// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/characters.h"

#include <array>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace lk {

/// 64 bytes of text, asked for the places of single bytes: bit i of an answer stands for byte i.
class PlainBlock
{
public:
    /// Seven bytes to look for at once; fewer stand twice.
    using Set = std::array<char, 7>;
    static Set set(const std::array<char, 7> &bytes) { return bytes; }

    explicit PlainBlock(const char *bytes) : m_bytes(bytes) {}

    uint64_t equal(char c) const
    {
        uint64_t mask = 0;
        for (int i = 0; i < 64; ++i)
            mask |= uint64_t(m_bytes[i] == c) << i;
        return mask;
    }
    uint64_t any(const Set &set) const
    {
        uint64_t mask = 0;
        for (const char c : set)
            mask |= equal(c);
        return mask;
    }
    uint64_t space() const
    {
        uint64_t mask = 0;
        for (int i = 0; i < 64; ++i)
            mask |= uint64_t(isSpace(m_bytes[i])) << i;
        return mask;
    }

private:
    const char *m_bytes;
};

#ifdef __SSE2__
/// The same with 16 bytes a comparison; every x86-64 processor has these instructions.
class Sse2Block
{
public:
    struct Set {
        __m128i bytes[7];
    };
    static Set set(const std::array<char, 7> &bytes)
    {
        Set result;
        for (size_t i = 0; i < bytes.size(); ++i)
            result.bytes[i] = _mm_set1_epi8(bytes[i]);
        return result;
    }

    explicit Sse2Block(const char *bytes)
    {
        for (int i = 0; i < 4; ++i)
            m_parts[i] = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes) + i);
    }

    uint64_t equal(char c) const
    {
        const __m128i wanted = _mm_set1_epi8(c);
        return gather([&](__m128i part) { return _mm_cmpeq_epi8(part, wanted); });
    }
    uint64_t any(const Set &set) const
    {
        return gather([&](__m128i part) {
            const __m128i first = _mm_or_si128(_mm_cmpeq_epi8(part, set.bytes[0]), _mm_cmpeq_epi8(part, set.bytes[1]));
            const __m128i second = _mm_or_si128(_mm_cmpeq_epi8(part, set.bytes[2]), _mm_cmpeq_epi8(part, set.bytes[3]));
            const __m128i third = _mm_or_si128(_mm_cmpeq_epi8(part, set.bytes[4]), _mm_cmpeq_epi8(part, set.bytes[5]));
            const __m128i fourth = _mm_or_si128(third, _mm_cmpeq_epi8(part, set.bytes[6]));
            return _mm_or_si128(_mm_or_si128(first, second), fourth);
        });
    }
    uint64_t space() const
    {
        return gather([](__m128i part) {
            // Tab (9) to carriage return (13) without vertical tab (11), and the blank.
            const __m128i control = _mm_and_si128(_mm_cmpgt_epi8(part, _mm_set1_epi8(8)),
                                                  _mm_cmplt_epi8(part, _mm_set1_epi8(14)));
            const __m128i noTab = _mm_andnot_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8(11)), control);
            return _mm_or_si128(noTab, _mm_cmpeq_epi8(part, _mm_set1_epi8(' ')));
        });
    }

private:
    template <class Compare>
    uint64_t gather(Compare compare) const
    {
        uint64_t mask = 0;
        for (int i = 0; i < 4; ++i)
            mask |= uint64_t(uint32_t(_mm_movemask_epi8(compare(m_parts[i])))) << (16 * i);
        return mask;
    }

    __m128i m_parts[4];
};
using Block = Sse2Block;
#else
using Block = PlainBlock;
#endif

/// Bit i is set when an odd number of the bits 0 to i is: from marks of quotes, what stands between them.
constexpr uint64_t prefixXor(uint64_t bits)
{
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

} // namespace lk
