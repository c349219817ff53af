// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lk {

/// Where bytes of interest stand in 64 bytes of text: bit i of a mask stands for byte i.
struct BlockMarks {
    uint64_t newlines = 0;
    uint64_t quotes = 0;  ///< '
    uint64_t strings = 0; ///< from each odd quote of the block up to before the next
    uint64_t backslashes = 0;
    uint64_t letters = 0; ///< e and E, which make E'...' of '...'
    uint64_t others = 0;  ///< the bytes of the set

    bool operator==(const BlockMarks &) const = default;
};

/// Bytes to look for at once, in 7-bit ASCII or beyond; fewer stand twice.
using ByteSet = std::array<char, 7>;

/// Reads @p count blocks of 64 bytes each from @p bytes.
using ReadMarks = void (*)(const char *bytes, int count, const ByteSet &set, BlockMarks *marks);

/// The ways to do it that this processor knows, the plainest first, the fastest last. All give the same.
std::vector<ReadMarks> waysToReadMarks();

/// The fastest of them.
ReadMarks fastestReadMarks();

/// How many bits are set. Not every x86-64 processor has an instruction for it, and a call of the compiler's library
/// takes longer.
constexpr int bitCount(uint64_t bits)
{
    bits -= bits >> 1 & 0x5555555555555555;
    bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
    bits = (bits + (bits >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return int(bits * 0x0101010101010101 >> 56);
}

/// The bits before @p bit; of 64 or more, all.
constexpr uint64_t below(int bit)
{
    return bit >= 64 ? ~uint64_t(0) : (uint64_t(1) << bit) - 1;
}

} // namespace lk
