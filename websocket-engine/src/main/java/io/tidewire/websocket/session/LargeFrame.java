package io.tidewire.websocket.session;

/** A frame that goes out in parts, so that a slow client costs a part in buffers and not the message. */
final class LargeFrame {

    private static final int PART = 64 * 1024;

    private final Cork cork;
    private final Outgoing message;
    private final int opcode;
    private final byte[] body;
    private int sent;
    private boolean dropped;

    /**
     * A frame of which nothing is sent yet.
     *
     * @param opcode with or without RSV1
     * @param body what travels
     */
    LargeFrame(Cork cork, Outgoing message, int opcode, byte[] body) {
        this.cork = cork;
        this.message = message;
        this.opcode = opcode;
        this.body = body;
    }

    /** Goes on as far as the network takes it; false if it has not taken all. */
    boolean goOn() {
        int length = body.length;
        while (sent == 0 || cork.isWritable()) {
            int count = Math.min(PART, length - sent);
            if (sent == 0) {
                cork.appendFirst(opcode, body, count);
            } else {
                cork.appendMore(body, sent, count);
            }
            sent += count;
            if (sent == length) {
                return true;
            }
            cork.flush();
            if (dropped) {
                return false; // the transport ended over it
            }
        }
        return false;
    }

    /** All of it was sent. */
    void written() {
        message.written();
    }

    /** The transport has ended. */
    void drop() {
        dropped = true;
        message.dropped(Outgoing.sessionClosed());
    }
}
