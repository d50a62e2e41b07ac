package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Direct memory that the connections of an event loop use one after the other, so that it stays in the processor's cache.
 * It is in use for as long as somebody has not released it. Event loop only.
 */
final class SharedBuffer {

    /** Not the channel's: a detector of leaks would watch every access to what lives as long as the loop. */
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(true, true);

    private final int length;
    private @Nullable ByteBuf buffer;

    /** One of so many bytes, made when it is wanted. */
    SharedBuffer(int length) {
        this.length = length;
    }

    /** Whether nobody uses it, and it has room for so many bytes. */
    boolean isFreeFor(int bytes) {
        return bytes <= length && (buffer == null || buffer.refCnt() == 1);
    }

    /** The buffer, empty; the caller releases it. If it is in use it is left to its user, and another takes its place. */
    ByteBuf take() {
        ByteBuf shared = buffer;
        if (shared == null || shared.refCnt() != 1) {
            release();
            shared = MEMORY.directBuffer(length, length);
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
