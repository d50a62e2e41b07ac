package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an echo costs the heap, from the bytes of the client's frame to those of the answer: the message that the
 * application is given, and nothing beside it. On most virtual machines the {@link BinaryMessage} takes 24 bytes and its
 * array of 32 bytes another 48; how many they are on this one is measured as the echo is.
 */
class EchoAllocationTest {

    private static final int PAYLOAD = 32;
    private static final int FRAMES_PER_ROUND = 20_000;

    /** The first rounds are not compiled yet; and whatever a round allocates only once, another does not. */
    private static final int ROUNDS = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** No leak detector: it would note every call, on the heap. */
    private static final ByteBufAllocator UNWATCHED = new UnpooledByteBufAllocator(true, true);

    private final ByteBuf output = UNWATCHED.directBuffer(64 * 1024);
    private final ReusingTransport transport = new ReusingTransport(output);
    private final EngineSession session = new EngineSession(
            transport,
            WebSocketOptions.defaults(),
            SessionHarness.INFO,
            null,
            new byte[16 * 1024],
            new ZlibPool(),
            new TimerWheel(0));

    /** Where a message goes that is not to be optimised away. */
    private volatile @Nullable WebSocketMessage last;

    @BeforeEach
    void open() {
        session.open(it -> new WebSocketListener() {

            @Override
            public void onOpen(Inbound inbound) {
                inbound.request(Long.MAX_VALUE);
            }

            @Override
            public void onMessage(WebSocketMessage message) {
                last = message;
                it.sendMessage(message);
            }
        });
    }

    @AfterEach
    void release() {
        session.transportEnded();
        output.release();
    }

    @Test
    void echoOfASmallBinaryFrameAllocatesTheMessageOnly() {
        assertThat(bytesPerFrameOfABatchOf(1)).isLessThanOrEqualTo(bytesPerMessage());
    }

    @Test
    void echoesOfManySmallBinaryFramesInOneReadAllocateTheirMessagesOnly() {
        assertThat(bytesPerFrameOfABatchOf(16)).isLessThanOrEqualTo(bytesPerMessage());
    }

    private double bytesPerMessage() {
        return leastOf(() -> {
            for (int i = 0; i < FRAMES_PER_ROUND; i++) {
                last = new BinaryMessage(new byte[PAYLOAD]);
            }
        });
    }

    private double bytesPerFrameOfABatchOf(int frames) {
        byte[] batch = Hex.hex(Hex.times(frames, Frames.client(Frames.BINARY, Hex.times(PAYLOAD, "a5"))));
        ByteBuf input = UNWATCHED.directBuffer(batch.length).writeBytes(batch);
        double bytes = leastOf(() -> {
            for (int i = 0; i < FRAMES_PER_ROUND; i += frames) {
                input.readerIndex(0);
                session.receive(input);
                session.receiveComplete();
            }
        });
        input.release();
        assertThat(transport.bytesWritten)
                .as("all frames were echoed")
                .isEqualTo((long) ROUNDS * FRAMES_PER_ROUND * (2 + PAYLOAD));
        return bytes;
    }

    /** What one frame of the cheapest round has allocated, in bytes. */
    private static double leastOf(Runnable round) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            round.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return (double) least / FRAMES_PER_ROUND;
    }

    /** A network that takes all at once, and hands out the same buffer again and again. */
    private static final class ReusingTransport implements Transport {

        private final ByteBufAllocator allocator;
        long bytesWritten;

        ReusingTransport(ByteBuf buffer) {
            this.allocator = new Reuse(buffer);
        }

        @Override
        public ByteBuf buffer(int size) {
            return allocator.directBuffer(size);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(ByteBuf bytes) {
            bytesWritten += bytes.readableBytes();
            bytes.clear();
        }

        @Override
        public void flush() {}

        @Override
        public void whenWritten(Consumer<@Nullable Throwable> done) {
            done.accept(null);
        }

        @Override
        public void setReading(boolean reading) {}

        @Override
        public void close() {}

        @Override
        public void closeOutput() {}

        @Override
        public void cut() {}

        @Override
        public boolean inEventLoop() {
            return true;
        }

        @Override
        public boolean execute(Runnable task) {
            throw new AssertionError("An echo is answered in its own turn");
        }
    }

    private static final class Reuse extends AbstractByteBufAllocator {

        private final ByteBuf buffer;

        Reuse(ByteBuf buffer) {
            this.buffer = buffer;
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return buffer;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new AssertionError("What goes to the network is not on the heap");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return true;
        }
    }
}
