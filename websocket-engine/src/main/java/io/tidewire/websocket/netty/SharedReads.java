package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One buffer for the reads of all connections of an event loop: the engine is done with a read before the next one
 * begins. So it stays in the processor's cache, and it is large enough for most large frames. Whoever keeps a read keeps
 * the buffer, and the next read gets another one. Event loop only.
 */
final class SharedReads extends ChannelReads {

    /** What one read may take, in bytes. */
    static final int LENGTH = 256 * 1024;

    /** Not the channel's: a detector of leaks would watch every access to what lives as long as the loop. */
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private @Nullable ByteBuf buffer;

    /** The buffer, empty; the caller releases it. */
    ByteBuf take() {
        ByteBuf shared = buffer;
        if (shared == null || shared.refCnt() != 1) {
            release();
            shared = MEMORY.directBuffer(LENGTH, LENGTH);
            buffer = shared;
        }
        return shared.clear().retain();
    }

    /** The event loop ends. */
    void release() {
        if (buffer != null) {
            ReferenceCountUtil.safeRelease(buffer); // whoever has released too much has not ended all other connections
            buffer = null;
        }
    }
}
