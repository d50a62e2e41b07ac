package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.rfc.Utf8Cases;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** RFC 6455, section 8.1. */
class Utf8RulesTest {

    private static final String NOT_UTF8 = "text is not UTF-8";

    static final List<String> INVALID = Utf8Cases.INVALID;

    private final Peer peer = new Peer();

    @Test
    void textBeyondAsciiIsDelivered() {
        peer.sends(client(TEXT, "c3bc e282ac f09f8c8a".replace(" ", "")));

        assertThat(peer.texts()).containsExactly("ü€🌊");
    }

    @ParameterizedTest
    @FieldSource("INVALID")
    void firstBadByteFailsWith1007BeforeTheFrameIsWhole(String text) {
        String begin = "81fe0fff00000000" + text;
        peer.sends(begin.substring(0, begin.length() - 2));
        peer.assertOpen();

        peer.sends(begin.substring(begin.length() - 2));
        peer.assertFailed(1007, NOT_UTF8);
    }

    @Test
    void badByteInALaterFragmentFailsBeforeTheLast() {
        peer.sends(client(TEXT_BEGINS, "61"), client(CONTINUES, "ff"));

        peer.assertFailed(1007, NOT_UTF8);
    }

    @Test
    void badByteInALargeTextFailsBeforeItsEnd() {
        peer.sends("81ff0000000000080000" + "00000000" + Hex.times(30_000, "61"));
        peer.assertOpen();

        peer.sends(Hex.times(5000, "61") + "c3" + "61");
        peer.assertFailed(1007, NOT_UTF8);
    }

    @Test
    void characterMayBeSplitBetweenFragmentsWithAPingInIt() {
        peer.sends(
                client(TEXT_BEGINS, "f0"),
                client(PING, "ff"),
                client(CONTINUES, "9f8c"),
                client(CONTINUES, ""),
                client(ENDS, "8a"));

        assertThat(peer.texts()).containsExactly("🌊");
    }

    @Test
    void characterThatIsCutByAnAsciiFragmentFails() {
        peer.sends(client(TEXT_BEGINS, "c3"), client(ENDS, "61"));

        peer.assertFailed(1007, NOT_UTF8);
    }

    @Test
    void textEndingInsideACharacterFailsWith1007() {
        peer.sends(client(TEXT, "61e282"));

        peer.assertFailed(1007, "text ends inside a UTF-8 character");
    }

    @Test
    void asciiFragmentBehindOneBeyondAsciiIsStillText() {
        peer.sends(client(TEXT_BEGINS, "c3bc"), client(ENDS, "61"));

        assertThat(peer.texts()).containsExactly("üa");
    }

    @Test
    void eachMessageIsJudgedOnItsOwn() {
        peer.sends(client(TEXT, "c3bc"), client(TEXT, "61"), client(BINARY, "c3"), client(TEXT, "c3bc"));

        assertThat(peer.messages).hasSize(4);
        peer.assertOpen();
    }

    @Test
    void unmaskedBytesAreJudgedNotMaskedOnes() {
        peer.sends(Frames.client(TEXT, "ffffffff", "6162"));

        assertThat(peer.texts()).containsExactly("ab");
    }
}
