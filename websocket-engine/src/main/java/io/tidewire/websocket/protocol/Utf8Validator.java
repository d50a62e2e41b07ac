package io.tidewire.websocket.protocol;

/**
 * Checks UTF-8 as it arrives, split anywhere (RFC 6455, section 8.1; RFC 3629, section 4): no overlong forms, no
 * surrogates, nothing above U+10FFFF. Says no at the first byte that no valid text could have there.
 */
final class Utf8Validator {

    // A character's first byte says how many follow and, for some, which second bytes are allowed (RFC 3629, 4).
    private int following;
    private int lowest;
    private int highest;

    /** Whether the bytes so far end with a whole character. */
    boolean isComplete() {
        return following == 0;
    }

    /** Forgets the text so far. */
    void reset() {
        following = 0;
    }

    /** Goes on with {@code bytes[from..to)}; false if they can belong to no valid text. */
    boolean accept(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (following == 0) {
                i = skipWholeCharacters(bytes, i, to);
                if (i < to && !begin(bytes[i++] & 0xFF)) {
                    return false;
                }
            } else {
                int next = bytes[i++] & 0xFF;
                if (next < lowest || next > highest) {
                    return false;
                }
                following--;
                lowest = 0x80;
                highest = 0xBF;
            }
        }
        return true;
    }

    /** Where a character begins that is split, or is none; before it everything is right. */
    private static int skipWholeCharacters(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            byte first = bytes[i];
            if (first >= 0) {
                i = Masking.skipAscii(bytes, i, to);
            } else if (first >= (byte) 0xC2 && first <= (byte) 0xDF && i + 1 < to && isFollowing(bytes[i + 1])) {
                i += 2;
            } else if (first >= (byte) 0xE0
                    && first <= (byte) 0xEF
                    && i + 2 < to
                    && isSecondOfThree(first, bytes[i + 1])
                    && isFollowing(bytes[i + 2])) {
                i += 3;
            } else if (first >= (byte) 0xF0
                    && first <= (byte) 0xF4
                    && i + 3 < to
                    && isSecondOfFour(first, bytes[i + 1])
                    && isFollowing(bytes[i + 2])
                    && isFollowing(bytes[i + 3])) {
                i += 4;
            } else {
                return i;
            }
        }
        return i;
    }

    /** E0 is not followed by what would be overlong, nor ED by a surrogate. */
    private static boolean isSecondOfThree(byte first, byte second) {
        return isFollowing(second)
                && (first != (byte) 0xE0 || second >= (byte) 0xA0)
                && (first != (byte) 0xED || second < (byte) 0xA0);
    }

    /** F0 is not followed by what would be overlong, nor F4 by what is beyond U+10FFFF. */
    private static boolean isSecondOfFour(byte first, byte second) {
        return isFollowing(second)
                && (first != (byte) 0xF0 || second >= (byte) 0x90)
                && (first != (byte) 0xF4 || second < (byte) 0x90);
    }

    /** Whether this byte can only stand behind the first one of a character. */
    static boolean isFollowing(byte b) {
        return (b & 0b1100_0000) == 0b1000_0000;
    }

    /** The first byte of a character that is not ASCII. */
    private boolean begin(int first) {
        lowest = 0x80;
        highest = 0xBF;
        if (first < 0xC2) {
            return false; // a following byte, or an overlong form of ASCII
        } else if (first < 0xE0) {
            following = 1;
        } else if (first < 0xF0) {
            following = 2;
            if (first == 0xE0) {
                lowest = 0xA0; // below: overlong
            } else if (first == 0xED) {
                highest = 0x9F; // above: surrogates
            }
        } else if (first < 0xF5) {
            following = 3;
            if (first == 0xF0) {
                lowest = 0x90; // below: overlong
            } else if (first == 0xF4) {
                highest = 0x8F; // above: beyond U+10FFFF
            }
        } else {
            return false;
        }
        return true;
    }
}
