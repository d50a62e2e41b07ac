package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.testing.Hex;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5.4. */
class FragmentationRulesTest {

    private final Peer peer = new Peer();

    @Test
    void fragmentsOfTheRfcAreOneMessage() { // 5.7, masked
        peer.sends("01 83 00000000 48656c", "80 82 00000000 6c6f");

        assertThat(peer.texts()).containsExactly("Hello");
    }

    @Test
    void fragmentsKeepTheKindOfTheFirst() {
        peer.sends(client(BINARY_BEGINS, "61"), client(CONTINUES, "62"), client(ENDS, "63"));

        assertThat(peer.messages).containsExactly(new BinaryMessage(Hex.hex("616263")));
    }

    @Test
    void nothingIsDeliveredBeforeTheLastFragment() {
        peer.sends(client(TEXT_BEGINS, "61"), client(CONTINUES, "62"));

        assertThat(peer.messages).isEmpty();
        peer.assertOpen();
    }

    @Test
    void manyFragmentsAreJoined() {
        peer.sends(client(TEXT_BEGINS, ""));
        String expected = IntStream.range(0, 10_000)
                .mapToObj(i -> String.valueOf((char) ('a' + i % 26)))
                .peek(it -> peer.sends(client(CONTINUES, "%02x".formatted((int) it.charAt(0)))))
                .reduce("", String::concat);
        peer.sends(client(ENDS, ""));

        assertThat(peer.texts()).containsExactly(expected);
    }

    @Test
    void controlFramesMayStandBetweenFragments() {
        peer.sends(client(TEXT_BEGINS, "61"), client(PING, "01"), client(PONG, "02"), client(ENDS, "62"));

        assertThat(peer.output).containsExactly("pong 01");
        assertThat(peer.pongs).containsExactly("02");
        assertThat(peer.texts()).containsExactly("ab");
    }

    @Test
    void largeFragmentsWithAPingBetweenThem() {
        String half = Hex.times(50_000, "33");
        peer.sends(client(BINARY_BEGINS, half) + client(PING, "01") + client(ENDS, half));

        assertThat(peer.messages).containsExactly(new BinaryMessage(Hex.hex(half + half)));
        assertThat(peer.output).containsExactly("pong 01");
    }

    @ParameterizedTest
    @ValueSource(ints = {ENDS, CONTINUES})
    void continuationWithoutAMessageFailsWith1002(int first) {
        peer.sends(client(first, "61"));

        peer.assertFailed(1002, "continuation without a message");
    }

    @Test
    void continuationBehindAWholeMessageFailsWith1002() {
        peer.sends(clientText("a"), client(ENDS, "62"));

        assertThat(peer.texts()).containsExactly("a");
        peer.assertFailed(1002, "continuation without a message");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82, 0x01, 0x02})
    void newMessageInsideAFragmentedOneFailsWith1002(int first) {
        peer.sends(client(TEXT_BEGINS, "61"), client(PING, ""), client(first, "62"));

        peer.assertFailed(1002, "new message inside a fragmented one");
        assertThat(peer.messages).isEmpty();
    }
}
