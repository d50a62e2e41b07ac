package io.tidewire.websocket.testing;

import java.util.HexFormat;

/** Bytes as the RFCs print them. */
public final class Hex {

    private Hex() {}

    /** The bytes that these digits stand for; white space is for the reader. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    }

    /** The digits that stand for these bytes. */
    public static String of(byte... bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The same bytes again and again, as digits. */
    public static String times(int count, String digits) {
        return digits.repeat(count);
    }
}
