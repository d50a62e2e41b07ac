package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 10.4: limits hold before memory is spent. */
class LimitsTest {

    private static final String TOO_BIG = "message larger than 10 bytes";

    private final Peer peer =
            new Peer(WebSocketOptions.builder().maxMessageSize(10).build());

    @Test
    void messageOfTheLimitPasses() {
        peer.sends(clientText("0123456789"));

        assertThat(peer.texts()).containsExactly("0123456789");
        peer.assertOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"82 8b 00000000", "82 fe 007e 00000000", "81 ff 7fffffffffffffff 00000000"})
    void headerOfALargerMessageFailsWith1009(String header) {
        peer.sends(header);

        peer.assertFailed(1009, "frame larger than 10 bytes");
    }

    @Test
    void lengthOf32BitsMoreIsNotTaken() { // 4 GiB and one byte are one byte in 32 bits
        peer.sends("82 ff 0000000100000001 00000000");

        peer.assertFailed(1009, "frame larger than 10 bytes");
    }

    @Test
    void fragmentsThatAreTooMuchTogetherFailWith1009ByTheHeader() {
        peer.sends(client(BINARY_BEGINS, Hex.times(10, "01")), client(CONTINUES, ""));
        peer.assertOpen();

        peer.sends("00 81 00000000");
        peer.assertFailed(1009, TOO_BIG);
    }

    @Test
    void sizeStartsAnewWithEachMessage() {
        for (int i = 0; i < 5; i++) {
            peer.sends(client(BINARY, Hex.times(10, "01")));
        }

        assertThat(peer.messages).hasSize(5);
    }

    @Test
    void controlFramesDoNotCountAgainstTheLimits() {
        peer.sends(client(BINARY_BEGINS, Hex.times(10, "01")), client(PING, Hex.times(125, "02")), client(ENDS, ""));

        assertThat(peer.messages).hasSize(1);
    }

    @Test
    void frameLimitHoldsWithinALargerMessageLimit() {
        Peer peer = new Peer(
                WebSocketOptions.builder().maxMessageSize(20).maxFrameSize(8).build());
        peer.sends(client(BINARY_BEGINS, Hex.times(8, "01")), client(CONTINUES, Hex.times(8, "01")));
        peer.assertOpen();

        peer.sends("80 89 00000000");
        peer.assertFailed(1009, "frame larger than 8 bytes");
    }

    @Test
    void tooManyFragmentsFailWith1008() {
        Peer peer = new Peer(WebSocketOptions.builder().maxFragments(3).build());
        peer.sends(client(BINARY_BEGINS, ""), client(CONTINUES, ""), client(CONTINUES, ""));
        peer.assertOpen();

        peer.sends(client(CONTINUES, ""));
        peer.assertFailed(1008, "message in more than 3 frames");
    }

    @Test
    void announcedLengthCostsNoMemory() {
        WebSocketOptions options =
                WebSocketOptions.builder().maxMessageSize(1 << 30).build();
        Peer[] peers = new Peer[100];
        for (int i = 0; i < peers.length; i++) { // 100 GiB announced, 500 KB sent
            peers[i] = new Peer(options);
            peers[i].sends("82 ff 0000000040000000 00000000" + Hex.times(5000, "01"));
            peers[i].assertOpen();
        }
    }

    @Test
    void largestLimitTakesAMessage() {
        Peer peer = new Peer(
                WebSocketOptions.builder().maxMessageSize(Integer.MAX_VALUE - 8).build());
        peer.sends(client(TEXT, Hex.times(100_000, "61")), "82 ff 000000007ffffff7 00000000" + "01");

        assertThat(peer.messages).hasSize(1);
        peer.assertOpen();
    }
}
