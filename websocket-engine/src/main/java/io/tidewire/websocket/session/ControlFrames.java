package io.tidewire.websocket.session;

import io.tidewire.websocket.protocol.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * The ping and the pong that wait for the network. Each is replaced by the next one (RFC 6455, section 5.5.3): a client
 * that does not read costs one of each.
 */
final class ControlFrames {

    private final Cork cork;
    private byte @Nullable [] ping;
    private byte @Nullable [] pong;

    ControlFrames(Cork cork) {
        this.cork = cork;
    }

    void ping(byte[] payload) {
        ping = payload;
    }

    void pong(byte[] payload) {
        pong = payload;
    }

    /** Sends them, once. */
    void write() {
        if (pong != null) {
            cork.append(Opcode.PONG, pong);
        }
        if (ping != null) {
            cork.append(Opcode.PING, ping);
        }
    }
}
