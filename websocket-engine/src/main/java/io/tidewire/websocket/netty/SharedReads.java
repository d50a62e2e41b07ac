package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;

/**
 * One buffer for the reads of all connections of an event loop: the engine is done with a read before the next one
 * begins. So it stays in the processor's cache, and it is large enough for most large frames. Whoever keeps a read keeps
 * the buffer, and the next read gets another one. Event loop only.
 */
final class SharedReads extends ChannelReads {

    /** What one read may take, in bytes. */
    static final int LENGTH = 256 * 1024;

    private final SharedBuffer buffer = new SharedBuffer(LENGTH);

    /** The buffer, empty; the caller releases it. */
    ByteBuf take() {
        return buffer.take();
    }

    /** The event loop ends. */
    void release() {
        buffer.release();
    }
}
