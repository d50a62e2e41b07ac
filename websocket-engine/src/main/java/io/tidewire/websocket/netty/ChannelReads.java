package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Buffers for the reads of a channel that may become a WebSocket: while it speaks HTTP as Netty's default has it, and
 * from the upgrade on the one that all connections of the event loop share. To be set as {@code RECVBUF_ALLOCATOR} before
 * the channel reads, since a channel asks for its handle only once; without it, or with another one in its place, the
 * engine works all the same.
 */
public class ChannelReads extends AdaptiveRecvByteBufAllocator {

    /** For servers. */
    public static final ChannelReads INSTANCE = new ChannelReads();

    /** How often a stream's channel is read in a turn as long as it fills its buffer: Netty's default, but not this class's. */
    private static final int READS = 16;

    ChannelReads() {
        maxMessagesPerRead(READS);
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own method; there is no other yet
    public Handle newHandle() {
        return new SwitchingHandle((ExtendedHandle) super.newHandle());
    }

    private static final class SwitchingHandle extends DelegatingHandle implements ExtendedHandle {

        private @Nullable SharedReads shared;

        SwitchingHandle(ExtendedHandle ownBuffers) {
            super(ownBuffers);
        }

        @Override
        public void reset(ChannelConfig config) {
            shared = config.getRecvByteBufAllocator() instanceof SharedReads reads ? reads : null;
            super.reset(config);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator memory) {
            SharedReads reads = shared;
            return reads == null ? super.allocate(memory) : reads.take();
        }

        // the shared buffer is large, and then it is another connection's turn

        @Override
        public boolean continueReading() {
            return shared == null && super.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return shared == null && ((ExtendedHandle) delegate()).continueReading(maybeMoreData);
        }
    }
}
