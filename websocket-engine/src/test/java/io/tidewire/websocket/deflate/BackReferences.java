package io.tidewire.websocket.deflate;

import java.util.Arrays;

/** How far back a raw deflate stream refers (RFC 1951): what a window has to hold. */
final class BackReferences {

    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] stream;
    private int bit;

    /** A message without the four bytes that end it. */
    BackReferences(byte[] message) {
        stream = Arrays.copyOf(message, message.length + 4);
        stream[message.length + 2] = (byte) 0xFF;
        stream[message.length + 3] = (byte) 0xFF;
    }

    int longest() {
        int longest = 0;
        while (bit + 3 <= stream.length * 8) {
            bits(1);
            int type = bits(2);
            if (type == 0) {
                bit = (bit + 7) & ~7;
                int length = bits(16);
                bits(16);
                bit += length * 8;
            } else {
                longest = Math.max(longest, type == 1 ? fixed() : dynamic());
            }
        }
        return longest;
    }

    private int fixed() {
        int[] literals = new int[288];
        for (int i = 0; i < 288; i++) {
            literals[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        }
        int[] distances = new int[30];
        Arrays.fill(distances, 5);
        return block(new Code(literals), new Code(distances));
    }

    private int dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int count = bits(4) + 4;
        int[] order = new int[19];
        for (int i = 0; i < count; i++) {
            order[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Code lengthCode = new Code(order);
        int[] lengths = new int[literals + distances];
        for (int i = 0; i < lengths.length; ) {
            int symbol = lengthCode.next();
            if (symbol < 16) {
                lengths[i++] = symbol;
            } else {
                int repeated = symbol == 16 ? lengths[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                while (times-- > 0) {
                    lengths[i++] = repeated;
                }
            }
        }
        return block(
                new Code(Arrays.copyOf(lengths, literals)),
                new Code(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private int block(Code literals, Code distances) {
        int longest = 0;
        for (int symbol = literals.next(); symbol != 256; symbol = literals.next()) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int distance = distances.next();
                longest = Math.max(longest, DISTANCE_BASE[distance] + bits(distance < 2 ? 0 : distance / 2 - 1));
            }
        }
        return longest;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= ((stream[bit >> 3] >> (bit & 7)) & 1) << i;
        }
        return value;
    }

    /** A Huffman code, given by the lengths of its symbols (RFC 1951, section 3.2.2). */
    private final class Code {

        private final int[] counts = new int[16];
        private final int[] symbols;

        Code(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] at = new int[16];
            for (int i = 1; i < 15; i++) {
                at[i + 1] = at[i] + counts[i];
            }
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] != 0) {
                    symbols[at[lengths[i]]++] = i;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new IllegalStateException("no such code");
        }
    }
}
