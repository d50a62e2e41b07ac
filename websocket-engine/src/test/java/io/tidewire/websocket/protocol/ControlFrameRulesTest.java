package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5.5. */
class ControlFrameRulesTest {

    private final Peer peer = new Peer();

    @Test
    void pingOfTheRfcIsAnsweredWithItsPayload() {
        peer.sends("89 85 37fa213d 7f9f4d5158");

        assertThat(peer.output).containsExactly("pong 48656c6c6f");
    }

    @Test
    void pingOf125BytesIsAnswered() {
        peer.sends(client(PING, Hex.times(125, "07")));

        assertThat(peer.output).containsExactly("pong " + Hex.times(125, "07"));
    }

    @Test
    void eachPingIsAnsweredInOrder() {
        peer.sends(client(PING, "01") + clientText("a") + client(PING, "02"), client(PING, ""));

        assertThat(peer.output).containsExactly("pong 01", "pong 02", "pong ");
    }

    @Test
    void unsolicitedPongIsToldAndNotAnswered() {
        peer.sends(client(PONG, "0102"), client(PONG, ""));

        assertThat(peer.pongs).containsExactly("0102", "");
        assertThat(peer.output).isEmpty();
    }

    @Test
    void controlPayloadMayComeInPieces() {
        peer.sends("89 84 00000000", "01", "0203", "04" + "8a 82 00000000 05", "06");

        assertThat(peer.output).containsExactly("pong 01020304");
        assertThat(peer.pongs).containsExactly("0506");
    }

    @Test
    void pingBehindALargeMessageIsAnswered() {
        peer.sends(client(BINARY, Hex.times(300_000, "01")) + client(PING, "02"));

        assertThat(peer.messages).hasSize(1);
        assertThat(peer.output).containsExactly("pong 02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"88", "89", "8a"})
    void controlFrameOfMoreThan125BytesFailsWith1002(String first) {
        peer.sends(first + "fe");

        peer.assertFailed(1002, "control frame longer than 125 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"08", "09", "0a"})
    void fragmentedControlFrameFailsWith1002(String first) {
        peer.sends(first);

        peer.assertFailed(1002, "fragmented control frame");
    }

    @Test
    void pingIsNotAnsweredOnceWeHaveSentAClose() { // 5.5.1: no frames after a close frame
        peer.protocol().close(CloseStatus.NORMAL);
        peer.sends(client(PING, "01"));

        assertThat(peer.output).containsExactly("close 1000 after queued");
    }
}
