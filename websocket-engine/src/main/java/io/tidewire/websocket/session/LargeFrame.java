package io.tidewire.websocket.session;

import org.jspecify.annotations.Nullable;

/** A frame that goes out in parts, so that a slow client costs a part in buffers and not the message. */
final class LargeFrame {

    private static final int PART = 64 * 1024;

    private static final byte[] NOTHING = new byte[0];

    private final Transport transport;
    private final Cork cork;
    private @Nullable Outgoing message;
    private int opcode;
    private byte[] body = NOTHING;
    private int sent;

    LargeFrame(Transport transport, Cork cork) {
        this.transport = transport;
        this.cork = cork;
    }

    /** Whether a frame is under way: nothing may come between its parts. */
    boolean isUnderWay() {
        return message != null;
    }

    /**
     * Begins a frame; {@link #goOn()} sends it.
     *
     * @param frameOpcode with or without RSV1
     * @param payload what travels
     */
    void begin(Outgoing whose, int frameOpcode, byte[] payload) {
        message = whose;
        opcode = frameOpcode;
        body = payload;
        sent = 0;
    }

    /** Goes on as far as the network takes it; false if it has not taken all. */
    boolean goOn() {
        Outgoing frame = message;
        if (frame == null) {
            return true;
        }
        int length = body.length;
        while (sent == 0 || transport.isWritable()) {
            int count = Math.min(PART, length - sent);
            if (sent == 0) {
                cork.appendFirst(opcode, body, count);
            } else {
                cork.appendMore(body, sent, count);
            }
            sent += count;
            if (sent == length) {
                end();
                frame.written();
                return true;
            }
            cork.flush();
            if (message != frame) {
                return false; // the transport ended over it
            }
        }
        return false;
    }

    /** The transport has ended. */
    void drop() {
        Outgoing frame = message;
        if (frame != null) {
            end();
            frame.dropped(Outgoing.sessionClosed());
        }
    }

    private void end() {
        message = null;
        body = NOTHING;
    }
}
