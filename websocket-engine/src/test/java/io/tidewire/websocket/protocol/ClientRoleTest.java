package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs at the client's end: RFC 6455, sections 5.1 and 7.1.1. */
class ClientRoleTest {

    private final Peer peer = Peer.ofClient();

    @Test
    void unmaskedExamplesOfTheRfcAreRead() { // 5.7
        peer.sends("8105 48656c6c6f", "0103 48656c", "8002 6c6f", "8905 48656c6c6f");

        assertThat(peer.texts()).containsExactly("Hello", "Hello");
        assertThat(peer.output).containsExactly("pong 48656c6c6f");
        peer.assertOpen();
    }

    @Test
    void frameComesByteByByte() {
        peer.sends("81", "7e", "00", "7e");
        for (int i = 0; i < 126; i++) {
            peer.sends("61");
        }
        assertThat(peer.texts()).containsExactly("a".repeat(126));
    }

    @Test
    void textThatIsNotAsciiIsReadAsItIs() {
        peer.sends(server(0x81, "e282ac"));
        assertThat(peer.texts()).containsExactly("\u20ac");

        peer.sends(server(0x81, "e282"));
        peer.assertFailed(1007, "text ends inside a UTF-8 character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8185 37fa213d 7f9f4d5158", "8280 00000000", "8880", "8980", "8a80", "0180", "82fe", "82ff"})
    void maskedServerFrameFailsWith1002(String bytes) { // 5.1
        peer.sends(bytes);

        peer.assertFailed(1002, "server frame with mask");
        assertThat(peer.messages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"827e007d", "827f000000000000ffff", "897e", "c100", "8300", "0900"})
    void otherRulesAreThoseOfAServer(String bytes) { // 5.2, 5.5
        peer.sends(bytes);

        assertThat(peer.closeStatus()).extracting(CloseStatus::getCode).isEqualTo(1002);
    }

    @Test
    void pingIsAnsweredAndTold() { // 5.5.2
        peer.sends(server(PING, "0102"), server(PONG, "03"));

        assertThat(peer.pings).containsExactly("0102");
        assertThat(peer.output).containsExactly("pong 0102");
        assertThat(peer.pongs).containsExactly("03");
    }

    @Test
    void serversCloseIsAnsweredAndTheServerEndsTcp() { // 7.1.1
        peer.sends(serverClose(1001, "bye"));

        assertThat(peer.output).containsExactly("close 1001 bye", "await end");
        assertThat(peer.closeStatus()).isEqualTo(new CloseStatus(1001, "bye"));
    }

    @Test
    void afterItsOwnCloseTheClientWaitsForTheAnswerAndThenForTheServersEnd() { // 7.1.1
        peer.protocol().close(CloseStatus.NORMAL);
        peer.sends(serverText("late"));
        assertThat(peer.output).containsExactly("close 1000 after queued");
        assertThat(peer.closed).isEmpty();

        peer.sends(serverClose(1000, ""));
        assertThat(peer.output).endsWith("await end");
        assertThat(peer.messages).isEmpty();
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @Test
    void whatComesBehindTheServersCloseIsNotRead() {
        peer.sends(serverClose(1000, "") + "ffff", "ffff");

        assertThat(peer.violations).isEmpty();
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @Test
    void clientThatFailsTheConnectionDoesNotWait() { // 7.1.7
        peer.sends(server(TEXT_BEGINS, Hex.of((byte) 'a')), serverText("b"));

        peer.assertFailed(1002, "new message inside a fragmented one");
    }

    @Test
    void endWithoutACloseFrameIs1006() { // 7.1.5
        peer.protocol().transportEnded();

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.ABNORMAL);
    }
}
