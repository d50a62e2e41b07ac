package io.tidewire.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.protocol.ProtocolEvents;
import io.tidewire.websocket.protocol.ProtocolOutput;
import io.tidewire.websocket.protocol.WebSocketProtocol;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** From the bytes of one read to messages: headers, limits, unmasking, UTF-8, assembly. */
public class DecodeBenchmark extends MicroBenchmark {

    /** What each read brings. */
    @Param
    public ReadBatch read = ReadBatch.BINARY_32_B;

    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private final LastMessage events = new LastMessage();
    private final WebSocketProtocol protocol =
            new WebSocketProtocol(WebSocketOptions.defaults(), events, new NothingToSend(), null, new byte[16 * 1024]);

    /** Makes what is read. */
    @Setup
    public void open() {
        input = read.toBuffer();
    }

    /** Releases it. */
    @TearDown(Level.Trial)
    public void release() {
        input.release();
    }

    /** One read. */
    @Benchmark
    public @Nullable WebSocketMessage decode() {
        input.readerIndex(0);
        protocol.receive(input);
        return events.last;
    }

    private static final class LastMessage implements ProtocolEvents {

        private @Nullable WebSocketMessage last;

        @Override
        public boolean onMessage(WebSocketMessage message) {
            last = message;
            return true;
        }

        @Override
        public boolean onPart(MessagePart part) {
            throw new AssertionError("Messages come whole");
        }

        @Override
        public void onPong(byte[] payload) {}

        @Override
        public void onViolation(ProtocolViolation violation) {
            throw violation;
        }

        @Override
        public void onClosed(CloseStatus status) {}
    }

    private static final class NothingToSend implements ProtocolOutput {

        @Override
        public void pong(byte[] payload) {}

        @Override
        public void close(CloseStatus status, boolean afterQueued) {}

        @Override
        public void end(boolean peerIsDone) {}

        @Override
        public void awaitEnd() {}
    }
}
