package io.tidewire.websocket.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.FastThreadLocal;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session sends in a turn is in memory that all sessions of its event loop use, as long as no client keeps it. */
class SharedWritesTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WebSocketSession session = open(channel);

    private static WebSocketSession open(EmbeddedChannel channel) {
        HandshakeInfo info = new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, null, null, null);
        WebSocketChannelHandler engine =
                new WebSocketChannelHandler(WebSocketOptions.defaults(), info, null, opened -> message -> {});
        channel.pipeline().addLast(engine);
        engine.open();
        return engine.session();
    }

    @AfterEach
    void ends() {
        channel.pipeline().removeLast();
        channel.finishAndReleaseAll();
        FastThreadLocal.removeAll(); // the loop, whose thread this one plays
    }

    private ByteBuf write(String text) {
        session.sendMessage(new TextMessage(text));
        channel.runPendingTasks();
        return channel.readOutbound();
    }

    private static String hex(ByteBuf written) {
        return ByteBufUtil.hexDump(written);
    }

    @Test
    void bufferThatTheNetworkHasTakenIsTheNextOne() {
        ByteBuf first = write("a");
        assertThat(hex(first)).isEqualTo("810161");
        first.release();

        ByteBuf second = write("bc");
        assertThat(second).isSameAs(first);
        assertThat(hex(second)).isEqualTo("81026263");
        second.release();
    }

    @Test
    void bufferThatWaitsForAClientIsLeftAlone() {
        ByteBuf waiting = write("a");

        ByteBuf next = write("b");
        assertThat(next).isNotSameAs(waiting);
        assertThat(hex(waiting)).isEqualTo("810161");
        assertThat(hex(next)).isEqualTo("810162");
        assertThat(next.capacity()).as("what waits takes up little").isLessThan(1024);
        next.release();
        waiting.release();
        ByteBuf free = write("c");
        assertThat(free).isSameAs(waiting);
        free.release();
    }

    @Test
    void messageThatIsTooLongForItIsInOthers() {
        session.sendMessage(new TextMessage("x".repeat(16 * 1024)));
        for (int i = 0; i < 4; i++) {
            session.sendMessage(new TextMessage("y".repeat(16 * 1024 - 4)));
        }
        channel.runPendingTasks();

        int bytes = 0;
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        assertThat(bytes).isEqualTo(5 * (16 * 1024 + 4) - 4 * 4);
    }
}
