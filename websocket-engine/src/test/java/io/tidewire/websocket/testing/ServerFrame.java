package io.tidewire.websocket.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A frame as a {@link RawWebSocketClient} reads it. */
public final class ServerFrame {

    private final int first;
    private final byte[] payload;

    ServerFrame(int first, byte[] payload) {
        this.first = first;
        this.payload = payload;
    }

    /** FIN, the reserved bits and the opcode. */
    public int first() {
        return first;
    }

    /** The payload, not copied. */
    public byte[] payload() {
        return payload;
    }

    /** The payload as text. */
    public String text() {
        return new String(payload, UTF_8);
    }

    /** Whether this is a close frame. */
    public boolean isClose() {
        return first == Frames.CLOSE;
    }

    /** The code of a close frame; 1005 for an empty one. */
    public int closeCode() {
        return payload.length == 0 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    }

    /** The whole frame as hex. */
    public String hex() {
        return Frames.server(first, Hex.of(payload));
    }

    @Override
    public String toString() {
        return payload.length <= 200 ? hex() : "%02x and %d bytes".formatted(first, payload.length);
    }
}
