package io.tidewire.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;

/** A client's opening handshake (RFC 6455, section 4.1). */
final class Handshake {

    /** The key of the RFC's own example, and its answer: a load needs no secrets. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String ACCEPT = "s3pplmbitxaq9kygzzhzrbk+xoo="; // in lower case, as all of the answer is read

    private Handshake() {}

    static ByteBuffer request(Target target) {
        String extensions = target.compression() ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "";
        return ByteBuffer.wrap(("GET " + target.path() + " HTTP/1.1\r\n"
                        + "Host: 127.0.0.1:" + target.port() + "\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: " + KEY + "\r\n"
                        + extensions
                        + "\r\n")
                .getBytes(US_ASCII));
    }

    /**
     * Whether the answer is whole.
     *
     * @param answer what has come, from its start to its position
     * @throws IOException if it is another than was asked for
     */
    static boolean isWhole(Target target, ByteBuffer answer) throws IOException {
        String text = US_ASCII.decode(answer.duplicate().flip()).toString().toLowerCase(Locale.ROOT);
        if (!text.endsWith("\r\n\r\n")) {
            return false;
        }
        if (!text.startsWith("http/1.1 101 ")
                || !text.contains("\r\nsec-websocket-accept: " + ACCEPT + "\r\n")
                || target.compression() != text.contains("permessage-deflate")) {
            throw new IOException("The handshake was answered with " + text);
        }
        return true;
    }
}
