package io.tidewire.websocket.session;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Makes frames of messages, compressed if that was agreed and is worth it (RFC 7692, section 6): one frame of a whole
 * message, at once if it is small, in parts if it is large. Event loop only.
 */
final class MessageWriter {

    /** A smaller payload shares the cork with others. */
    static final int SMALL_PAYLOAD = 16 * 1024;

    private final Cork cork;
    private final @Nullable MessageDeflater deflater;
    private @Nullable LargeFrame large; // under way: nothing may come between its parts

    MessageWriter(Cork cork, @Nullable MessageDeflater deflater) {
        this.cork = cork;
        this.deflater = deflater;
    }

    /** Writes a message that is small even if it does not get smaller. */
    void write(WebSocketMessage message) {
        byte[] deflated = deflate(message);
        if (deflated == null) {
            cork.append(opcodeOf(message), message.bytes());
        } else {
            cork.append(opcodeOf(message) | FrameEncoder.RSV1, deflated);
        }
    }

    /** Writes a message; false if the network has not taken all of it, and the others have to wait for it. */
    boolean write(Outgoing next) {
        byte[] deflated = deflate(next.message);
        byte[] body = deflated == null ? next.payload : deflated;
        int opcode = deflated == null ? opcodeOf(next.message) : opcodeOf(next.message) | FrameEncoder.RSV1;
        if (body.length > SMALL_PAYLOAD) {
            large = new LargeFrame(cork, next, opcode, body);
            return goOn();
        }
        try {
            cork.append(opcode, body);
        } catch (Throwable failure) {
            next.dropped(Outgoing.sessionClosed()); // nobody else knows of it
            throw failure;
        }
        next.written();
        return true;
    }

    /** Whether a frame is under way. */
    boolean isInFrame() {
        return large != null;
    }

    /** Goes on with the frame that is under way, if one is; false if the others have to wait for it. */
    boolean goOn() {
        LargeFrame frame = large;
        if (frame == null) {
            return true;
        }
        if (!frame.goOn()) {
            return false;
        }
        large = null;
        frame.written();
        return true;
    }

    /** Whether the frames that were made for many are those that it would make. */
    boolean makesTheSameOf(SharedMessage shared) {
        return !cork.isMasking() && shared.isPlain(deflater == null ? Integer.MAX_VALUE : deflater.threshold());
    }

    /** For the frames of one message of unknown length. */
    Fragments fragments(int opcode) {
        return new Fragments(cork, deflater, opcode);
    }

    static int opcodeOf(WebSocketMessage message) {
        return message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY;
    }

    /** In the order in which messages go out: a context remembers what was sent. */
    private byte @Nullable [] deflate(WebSocketMessage message) {
        return deflater == null || !message.isCompressible() ? null : deflater.deflate(message.bytes());
    }

    /** The transport has ended. */
    void close() {
        LargeFrame unfinished = large;
        if (unfinished != null) {
            large = null;
            unfinished.drop();
        }
        if (deflater != null) {
            deflater.close();
        }
    }
}
