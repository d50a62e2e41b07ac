package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import org.jspecify.annotations.Nullable;

/** How the road ends: with a close frame (RFC 6455, section 7.1.2), and then with the transport (7.1.1). */
final class RoadEnd {

    /** Ends a session in the middle of a message that cannot be finished: nothing else is said then. */
    static final CloseStatus CUT_SHORT = CloseStatus.SERVER_ERROR.withReason("message cut short");

    private enum Transports {
        CLOSE,
        CLOSE_OUTPUT
    }

    private final Transport transport;
    private final Cork cork;
    private @Nullable CloseStatus closing;
    private boolean closeWritten;
    private @Nullable Transports next;
    private boolean ended;

    RoadEnd(Transport transport, Cork cork) {
        this.transport = transport;
        this.cork = cork;
    }

    /** A close frame is to follow what may still go out. */
    void close(CloseStatus status) {
        if (!CUT_SHORT.equals(closing)) {
            closing = status;
        }
    }

    /** The transport is to end when the close frame is out. */
    void endTransport(boolean peerIsDone) {
        next = peerIsDone ? Transports.CLOSE : Transports.CLOSE_OUTPUT;
    }

    /** Nothing is left before the close frame: writes it if one is due, once, and ends the transport if that is. */
    void write() {
        if (closing != null && !closeWritten) {
            closeWritten = true;
            cork.append(Opcode.CLOSE, FrameEncoder.closePayload(closing));
        }
        if (closeWritten && next != null && !ended) {
            ended = true;
            cork.empty();
            if (next == Transports.CLOSE) {
                transport.close();
            } else {
                transport.closeOutput();
            }
        }
    }

    /** The transport has ended. */
    void transportEnded() {
        ended = true;
    }

    boolean hasWrittenClose() {
        return closeWritten;
    }

    /** Whether nothing goes out any more. */
    boolean isOver() {
        return ended;
    }
}
