package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;

/** An owner that wants no more messages for now: {@link ProtocolEvents#onMessage}. */
class PauseTest {

    private final Peer peer = new Peer().pausing();

    private static ByteBuf bytes(String hex) {
        return Unpooled.wrappedBuffer(Hex.hex(hex));
    }

    @Test
    void whatIsBehindTheMessageStaysUnreadUntilItIsGivenAgain() {
        String ping = client(PING, "01");
        String second = clientText("b") + ping;
        ByteBuf in = bytes(clientText("a") + second);

        peer.protocol().receive(in);
        assertThat(peer.texts()).containsExactly("a");
        assertThat(in.readableBytes()).isEqualTo(second.length() / 2);

        peer.protocol().receive(in);
        assertThat(peer.texts()).containsExactly("a", "b");
        assertThat(peer.output).isEmpty();
        assertThat(in.readableBytes()).isEqualTo(ping.length() / 2);

        peer.protocol().receive(in);
        assertThat(peer.output).containsExactly("pong 01");
        assertThat(in.isReadable()).isFalse();
        peer.assertOpen();
    }

    @Test
    void nothingStaysOnceTheConnectionHasFailed() { // 7.1.7: no more data is processed
        peer.inOnMessage(protocol -> protocol.fail(CloseStatus.SERVER_ERROR));
        ByteBuf in = bytes(clientText("a") + clientText("b"));

        peer.protocol().receive(in);
        assertThat(in.isReadable()).isFalse();
        assertThat(peer.texts()).containsExactly("a");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.SERVER_ERROR);
    }
}
