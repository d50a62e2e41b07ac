package io.tidewire.websocket.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Does and undoes the client's masking (RFC 6455, section 5.3), eight bytes at a time, and tells in the same pass whether the
 * result is ASCII, so that most text needs no second look.
 */
final class Masking {

    /** The order of most processors; which one it is says nothing about RFC 6455's, which is {@link #longAt}'s. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle NETWORK_LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    /** The bits that no ASCII byte has. */
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** Up to so many bytes the compiler's own way with a loop costs more than it saves. */
    private static final int FEW = 256;

    private Masking() {}

    /**
     * Copies {@code length} bytes and unmasks them on the way; source and target may be the same place.
     *
     * @param mask the key as it applies to the first of these bytes: see {@link #rotate}
     * @return whether all unmasked bytes are ASCII
     */
    static boolean unmask(byte[] source, int from, byte[] target, int to, int length, int mask) {
        int key = Integer.reverseBytes(mask);
        long wide = ((long) key << 32) | (key & 0xFFFF_FFFFL);
        int whole = length & -Long.BYTES;
        long seen = whole <= FEW
                ? unmaskFew(source, from, target, to, whole, wide)
                : unmaskMany(source, from, target, to, whole, wide);
        for (int i = whole, shift = 0; i < length; i++, shift += 8) { // the key starts anew at a multiple of four
            byte a = (byte) (source[from + i] ^ (wide >>> shift));
            target[to + i] = a;
            seen |= a & 0x80;
        }
        return (seen & NOT_ASCII) == 0;
    }

    // The loops are methods without another branch: where lengths come that were not seen before, the compiler takes
    // back what it made of the methods around them, which are slow for a while, but not what is done to each byte

    private static long unmaskFew(byte[] source, int from, byte[] target, int to, int length, long wide) {
        long seen = 0;
        int i = 0;
        for (int end = length - 31; i < end; i += 32) {
            long a = (long) LONGS.get(source, from + i) ^ wide;
            long b = (long) LONGS.get(source, from + i + 8) ^ wide;
            long c = (long) LONGS.get(source, from + i + 16) ^ wide;
            long d = (long) LONGS.get(source, from + i + 24) ^ wide;
            LONGS.set(target, to + i, a);
            LONGS.set(target, to + i + 8, b);
            LONGS.set(target, to + i + 16, c);
            LONGS.set(target, to + i + 24, d);
            seen |= a | b | c | d;
        }
        return seen | unmaskMany(source, from + i, target, to + i, length - i, wide);
    }

    private static long unmaskMany(byte[] source, int from, byte[] target, int to, int length, long wide) {
        long seen = 0;
        for (int i = 0, end = length - 7; i < end; i += 8) {
            long a = (long) LONGS.get(source, from + i) ^ wide;
            LONGS.set(target, to + i, a);
            seen |= a;
        }
        return seen;
    }

    /** Whether {@code bytes[from..to)} are ASCII. */
    static boolean isAscii(byte[] bytes, int from, int to) {
        return skipAscii(bytes, from, to) == to;
    }

    /** Where ASCII ends in {@code bytes[from..to)}. */
    static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - 8 && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += 8;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The key as it applies after {@code consumed} bytes (5.3: octet i of the data takes octet i modulo 4 of it). */
    static int rotate(int mask, int consumed) {
        return Integer.rotateLeft(mask, (consumed & 3) << 3);
    }

    static long longAt(byte[] bytes, int index) {
        return (long) NETWORK_LONGS.get(bytes, index);
    }

    static int intAt(byte[] bytes, int index) {
        return (int) INTS.get(bytes, index);
    }

    static short shortAt(byte[] bytes, int index) {
        return (short) SHORTS.get(bytes, index);
    }
}
