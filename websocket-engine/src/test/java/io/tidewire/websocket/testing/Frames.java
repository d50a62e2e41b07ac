package io.tidewire.websocket.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Frames as hex, valid or not (RFC 6455, section 5.2): what tests send and what they expect back. */
public final class Frames {

    /** The first byte of a whole text message. */
    public static final int TEXT = 0x81;
    /** The first byte of a whole binary message. */
    public static final int BINARY = 0x82;
    /** The first byte of a text's first fragment. */
    public static final int TEXT_BEGINS = 0x01;
    /** The first byte of a binary message's first fragment. */
    public static final int BINARY_BEGINS = 0x02;
    /** The first byte of a fragment that is neither first nor last. */
    public static final int CONTINUES = 0x00;
    /** The first byte of the last fragment. */
    public static final int ENDS = 0x80;
    /** The first byte of a close frame. */
    public static final int CLOSE = 0x88;
    /** The first byte of a ping. */
    public static final int PING = 0x89;
    /** The first byte of a pong. */
    public static final int PONG = 0x8A;

    /** The key that {@link #client} masks with: the one of the examples in section 5.7. */
    public static final String KEY = "37fa213d";

    private static final int MASKED = 0x80;

    private Frames() {}

    /** A client's frame, masked. */
    public static String client(int first, String payload) {
        return client(first, KEY, payload);
    }

    /** A client's frame, masked with this key. */
    public static String client(int first, String key, String payload) {
        byte[] bytes = Hex.hex(payload);
        return Hex.of((byte) first) + length(MASKED, bytes.length) + key + mask(key, bytes);
    }

    /** A client's whole text message. */
    public static String clientText(String text) {
        return client(TEXT, Hex.of(text.getBytes(UTF_8)));
    }

    /** A client's close frame. */
    public static String clientClose(int code, String reason) {
        return client(CLOSE, closePayload(code, reason));
    }

    /** A server's frame, not masked. */
    public static String server(int first, String payload) {
        return Hex.of((byte) first) + length(0, payload.length() / 2) + payload;
    }

    /** A server's whole text message. */
    public static String serverText(String text) {
        return server(TEXT, Hex.of(text.getBytes(UTF_8)));
    }

    /** A server's close frame. */
    public static String serverClose(int code, String reason) {
        return server(CLOSE, closePayload(code, reason));
    }

    /** The payload of a close frame (5.5.1). */
    public static String closePayload(int code, String reason) {
        return "%04x".formatted(code) + Hex.of(reason.getBytes(UTF_8));
    }

    /** The payload masked (5.3), as hex. */
    public static String mask(String key, byte[] payload) {
        byte[] k = Hex.hex(key);
        byte[] masked = Arrays.copyOf(payload, payload.length);
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= k[i % 4];
        }
        return Hex.of(masked);
    }

    /** The second byte and the longer lengths behind it, in the shortest form. */
    private static String length(int masked, int length) {
        if (length < 126) {
            return "%02x".formatted(masked | length);
        }
        if (length <= 0xFFFF) {
            return "%02x%04x".formatted(masked | 126, length);
        }
        return "%02x%016x".formatted(masked | 127, length);
    }

    /** All of these, one behind the other. */
    public static byte[] bytes(Iterable<String> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String frame : frames) {
            all.writeBytes(Hex.hex(frame));
        }
        return all.toByteArray();
    }
}
