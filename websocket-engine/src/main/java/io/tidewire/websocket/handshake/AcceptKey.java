package io.tidewire.websocket.handshake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** Proves that the server read the client's key (RFC 6455, sections 4.2.1 no. 5 and 4.2.2 no. 5.4). */
final class AcceptKey {

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** 16 bytes are 22 digits of base64 and two of padding. */
    private static final int DIGITS = 22;

    private static final String PADDING = "==";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Never used but as a pattern: to look for an implementation costs more than the hashing. */
    private static final MessageDigest PRISTINE = newSha1();

    private AcceptKey() {}

    /** Whether a {@code Sec-WebSocket-Key}, trimmed, stands for 16 bytes in base64 (RFC 4648, section 4). */
    static boolean isKey(String key) {
        if (key.length() != DIGITS + PADDING.length() || !key.endsWith(PADDING)) {
            return false;
        }
        for (int i = 0; i < DIGITS; i++) {
            char c = key.charAt(i);
            if (!HeaderTokens.isAlphanumeric(c) && c != '+' && c != '/') {
                return false;
            }
        }
        // RFC 4648, 3.5: a decoder MAY reject a last digit with non-zero pad bits. 4.2.1, 5 does not even ask for
        // decoding, and nobody uses the bytes: such a key passes.
        return true;
    }

    /** A client's key: 16 bytes, random and new for each connection (4.1 no. 7). */
    static String random() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /** The value of {@code Sec-WebSocket-Accept} for a key that {@link #isKey} took. */
    static String answerTo(String key) {
        byte[] sha1 = sha1().digest((key + GUID).getBytes(ISO_8859_1));
        return Base64.getEncoder().encodeToString(sha1);
    }

    /** One that no other thread has. */
    private static MessageDigest sha1() {
        try {
            return (MessageDigest) PRISTINE.clone();
        } catch (CloneNotSupportedException rare) {
            return newSha1(); // not the JDK's own
        }
    }

    private static MessageDigest newSha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
