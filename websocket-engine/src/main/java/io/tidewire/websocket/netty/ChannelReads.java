package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.Objects;
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
        return new SwitchingHandle();
    }

    private ExtendedHandle newOwnHandle() {
        return (ExtendedHandle) super.newHandle();
    }

    /** Of the two ways in which a channel is read it keeps the state of the one only. */
    private final class SwitchingHandle implements ExtendedHandle {

        private @Nullable ExtendedHandle own = newOwnHandle(); // while nothing is shared
        private @Nullable SharedReads shared;

        // of a shared read
        private int attemptedBytes;
        private int readBytes;

        @Override
        public void reset(ChannelConfig config) {
            if (config.getRecvByteBufAllocator() instanceof SharedReads reads) {
                shared = reads;
                own = null;
            } else {
                shared = null;
                own = own == null ? newOwnHandle() : own;
                own.reset(config);
            }
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator memory) {
            return own == null ? Objects.requireNonNull(shared).take() : own.allocate(memory);
        }

        @Override
        public int guess() {
            return own == null ? SharedReads.LENGTH : own.guess();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            if (own == null) {
                attemptedBytes = bytes;
            } else {
                own.attemptedBytesRead(bytes);
            }
        }

        @Override
        public int attemptedBytesRead() {
            return own == null ? attemptedBytes : own.attemptedBytesRead();
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (own == null) {
                readBytes = bytes;
            } else {
                own.lastBytesRead(bytes);
            }
        }

        @Override
        public int lastBytesRead() {
            return own == null ? readBytes : own.lastBytesRead();
        }

        @Override
        public void incMessagesRead(int count) {
            if (own != null) {
                own.incMessagesRead(count);
            }
        }

        // the shared buffer is large, and then it is another connection's turn

        @Override
        public boolean continueReading() {
            return own != null && own.continueReading();
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return own != null && own.continueReading(maybeMoreData);
        }

        @Override
        public void readComplete() {
            if (own != null) {
                own.readComplete();
            }
        }
    }
}
