package io.tidewire.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.session.EngineSession;
import io.tidewire.websocket.session.TimerWheel;
import java.net.URI;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** From the bytes of one read to those of its answer, through a whole session: all that the engine does without a network. */
public class EchoBenchmark extends MicroBenchmark {

    /** What each read brings. */
    @Param
    public ReadBatch read = ReadBatch.BINARY_32_B;

    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private final EngineSession session = new EngineSession(
            new EndlessTransport(),
            WebSocketOptions.defaults(),
            new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, null, null, null),
            null,
            new byte[16 * 1024],
            new ZlibPool(),
            new TimerWheel(0));

    /** Opens the session and makes what is read. */
    @Setup
    public void open() {
        input = read.toBuffer();
        session.open(Echo::new);
    }

    /** Ends the session. */
    @TearDown
    public void release() {
        session.transportEnded();
        input.release();
    }

    /** One read and its answer. */
    @Benchmark
    public void echo() {
        input.readerIndex(0);
        session.receive(input);
        session.receiveComplete();
    }

    private record Echo(WebSocketSession session) implements WebSocketListener {

        @Override
        public void onOpen(Inbound inbound) {
            inbound.request(Long.MAX_VALUE);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            session.sendMessage(message);
        }
    }
}
