package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.BINARY_BEGINS;
import static io.tidewire.websocket.testing.Frames.CONTINUES;
import static io.tidewire.websocket.testing.Frames.ENDS;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.TEXT;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in parts, as they arrive (RFC 6455, sections 5.4, 5.6 and 8.1). */
class MessagePartsTest {

    private final Peer peer = new Peer().inParts();

    /** Each part: its bytes, and an asterisk behind the last one of a message. */
    private List<String> parts() {
        return peer.parts.stream()
                .map(part -> Hex.of(part.bytes()) + (part.isLast() ? "*" : ""))
                .toList();
    }

    private List<Integer> lengths() {
        return peer.parts.stream().map(part -> part.bytes().length).toList();
    }

    @Test
    void smallMessageIsOnePart() {
        peer.sends(clientText("a"), client(BINARY, "02"));

        assertThat(parts()).containsExactly("61*", "02*");
        assertThat(peer.parts.get(0).isText()).isTrue();
        assertThat(peer.parts.get(1).isText()).isFalse();
    }

    @Test
    void emptyMessageIsOneEmptyPart() {
        peer.sends(clientText(""));

        assertThat(parts()).containsExactly("*");
    }

    @Test
    void partComesBeforeItsFrameIsComplete() {
        peer.sends(client(BINARY, "010203").substring(0, 16));
        assertThat(parts()).containsExactly("0102");

        peer.sends(client(BINARY, "010203").substring(16));
        assertThat(parts()).containsExactly("0102", "03*");
    }

    @Test
    void partIsNoFrame() { // 5.4: fragments have no meaning of their own
        peer.sends(client(BINARY_BEGINS, "01") + client(CONTINUES, "02") + client(ENDS, "03"));

        assertThat(parts()).containsExactly("010203*");
    }

    @Test
    void controlFramesComeBetweenParts() { // 5.4
        peer.sends(client(BINARY_BEGINS, "01"), client(PING, "0a"), client(ENDS, "02"));

        assertThat(parts()).containsExactly("01", "02*");
        assertThat(peer.output).containsExactly("pong 0a");
    }

    @Test
    void lastFrameWithoutPayloadEndsTheMessage() {
        peer.sends(client(BINARY_BEGINS, "01"), client(ENDS, ""));

        assertThat(parts()).containsExactly("01", "*");
    }

    @Test
    void longMessageComesInPartsOf16KiB() {
        peer.sends(client(BINARY, Hex.times(40_000, "01")));

        assertThat(lengths()).containsExactly(16_384, 16_384, 7_232);
        assertThat(peer.messages).containsExactly(new BinaryMessage(Hex.hex(Hex.times(40_000, "01"))));
    }

    @Test
    void textIsCutBetweenCharacters() { // 8.1
        byte[] text = "a\u00e9\u20ac\ud83c\udf0a".getBytes(UTF_8);
        for (int cut = 1; cut < text.length; cut++) {
            Peer each = new Peer().inParts();
            String all = client(TEXT, Hex.of(text));
            each.sends(all.substring(0, 12 + 2 * cut), all.substring(12 + 2 * cut));

            assertThat(each.messages).containsExactly(new TextMessage(text));
            assertThat(each.parts)
                    .allSatisfy(
                            part -> assertThat(new String(part.bytes(), UTF_8)).doesNotContain("\ufffd"));
        }
    }

    @Test
    void nothingIsToldWhileACharacterIsIncomplete() {
        peer.sends(client(TEXT_BEGINS, "f0"), client(CONTINUES, "9f8c"));
        assertThat(peer.parts).isEmpty();

        peer.sends(client(ENDS, "8a"));
        assertThat(parts()).containsExactly("f09f8c8a*");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        String text = "\u20ac".repeat(20_000);
        peer.sends(clientText(text));

        assertThat(lengths()).allMatch(length -> length % 3 == 0).startsWith(16_383);
        assertThat(peer.texts()).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0", "eda0", "f490"})
    void invalidUtf8FailsWith1007InAnyPart(String bytes) { // 8.1
        peer.sends(client(TEXT_BEGINS, "61"), client(CONTINUES, bytes));

        peer.assertFailed(1007, "text is not UTF-8");
        assertThat(parts()).containsExactly("61");
    }

    @Test
    void textEndingInsideACharacterFailsWith1007() {
        peer.sends(client(TEXT_BEGINS, "61e2"), client(ENDS, "82"));

        peer.assertFailed(1007, "text ends inside a UTF-8 character");
    }

    @Test
    void fragmentsMayNotInterleave() { // 5.4
        peer.sends(client(BINARY_BEGINS, "01"), client(BINARY, "02"));

        peer.assertFailed(1002, "new message inside a fragmented one");
    }

    @Test
    void continuationNeedsAMessage() { // 5.4
        peer.sends(client(BINARY, "01"), client(ENDS, "02"));

        peer.assertFailed(1002, "continuation without a message");
    }

    @Test
    void limitCountsTheWholeMessage() { // 10.4
        Peer bounded = new Peer(WebSocketOptions.builder().maxMessageSize(10).build()).inParts();
        bounded.sends(client(BINARY_BEGINS, Hex.times(10, "01")), client(CONTINUES, ""));
        bounded.assertOpen();

        bounded.sends("00 81 00000000");
        bounded.assertFailed(1009, "message larger than 10 bytes");
        assertThat(bounded.parts).hasSize(1);
    }

    @Test
    void limitStartsAnewWithEachMessage() {
        Peer bounded = new Peer(WebSocketOptions.builder().maxMessageSize(10).build()).inParts();
        for (int i = 0; i < 5; i++) {
            bounded.sends(client(BINARY_BEGINS, Hex.times(5, "01")), client(ENDS, Hex.times(5, "01")));
        }

        assertThat(bounded.messages).hasSize(5);
        bounded.assertOpen();
    }

    @Test
    void frameMayBeLargerThanAnArray() { // 5.2: 63 bits of length
        Peer unbounded =
                new Peer(WebSocketOptions.builder().maxMessageSize(1L << 40).build()).inParts();
        unbounded.sends("02 ff 0000000100000001 00000000" + "01", "02".repeat(20_000));
        assertThat(unbounded.parts).hasSize(3);
        unbounded.assertOpen();
    }

    @Test
    void frameLargerThanTheLimitFailsWith1009ByItsHeader() {
        Peer bounded =
                new Peer(WebSocketOptions.builder().maxMessageSize(1L << 32).build()).inParts();
        bounded.sends("82 ff 0000000100000000 00000000" + "01");
        bounded.assertOpen();
        bounded = new Peer(WebSocketOptions.builder().maxMessageSize(1L << 32).build()).inParts();
        bounded.sends("82 ff 0000000100000001 00000000");

        bounded.assertFailed(1009, "frame larger than 4294967296 bytes");
    }

    @Test
    void limitOfAWholeMessageIsThatOfAnArray() {
        Peer whole =
                new Peer(WebSocketOptions.builder().maxMessageSize(1L << 40).build());
        whole.sends("82 ff 0000000080000000 00000000");

        whole.assertFailed(1009, "message larger than 2147483639 bytes");
    }

    @Test
    void nothingIsToldOnceThisEndHasClosed() { // 1.4
        peer.sends(client(BINARY_BEGINS, "01"));
        peer.protocol().close(CloseStatus.NORMAL);
        peer.sends(client(CONTINUES, Hex.times(20_000, "02")), client(ENDS, "03"), clientClose(1000, ""));

        assertThat(parts()).containsExactly("01");
        assertThat(peer.closed).containsExactly(CloseStatus.NORMAL);
    }

    @Test
    void whoTakesAPartMayEndTheConnection() {
        Peer ending = new Peer().inParts().inOnPart(WebSocketProtocol::transportEnded);
        ending.sends(client(BINARY, Hex.times(100_000, "01")));

        assertThat(ending.parts).hasSize(1);
        assertThat(ending.closed).containsExactly(CloseStatus.ABNORMAL);
    }

    @Test
    void whoTakesAPartMayWantNoMoreForNow() {
        byte[] frames = Hex.hex(client(BINARY, Hex.times(40_000, "01")) + Frames.clientText("a"));
        Peer pausing = new Peer().inParts().pausing();
        int reads = pausing.sendsUntilTaken(frames);

        assertThat(reads).isEqualTo(4);
        assertThat(pausing.messages)
                .containsExactly(new BinaryMessage(Hex.hex(Hex.times(40_000, "01"))), new TextMessage("a"));
    }
}
