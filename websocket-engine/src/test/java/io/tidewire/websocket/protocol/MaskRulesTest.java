package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.1 and 5.3. */
class MaskRulesTest {

    private final Peer peer = new Peer();

    @ParameterizedTest
    @ValueSource(strings = {"8105 48656c6c6f", "8200", "8800", "8900", "8a00", "0100", "827e", "827f"})
    void unmaskedClientFrameFailsWith1002(String bytes) {
        peer.sends(bytes);

        peer.assertFailed(1002, "client frame without mask");
        assertThat(peer.messages).isEmpty();
    }

    @Test
    void unmaskedFrameBehindAMessageFailsAndTheMessageStays() {
        peer.sends(clientText("a") + "8100");

        assertThat(peer.texts()).containsExactly("a");
        peer.assertFailed(1002, "client frame without mask");
    }

    @ParameterizedTest
    @ValueSource(strings = {"81 83 00000000 616263", "81 83 ffffffff 9e9d9c", "81 83 01020304 606060"})
    void anyKeyUnmasks(String bytes) {
        peer.sends(bytes);

        assertThat(peer.texts()).containsExactly("abc");
    }

    @Test
    void keyGoesOnWhereThePieceEnded() {
        peer.sends("81 87 01020304", "60", "60", "60", "60", "64", "64", "64");

        assertThat(peer.texts()).containsExactly("abcdefg");
    }

    @Test
    void keyOfAControlFrameGoesOnToo() {
        peer.sends("89 86 01020304", "00", "0000", "0000", "00");

        assertThat(peer.output).containsExactly("pong 010203040102");
    }
}
