package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.TEXT_BEGINS;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.ProtocolViolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.5.1 and 7. */
class ClosingHandshakeTest {

    private final Peer peer = new Peer();

    @Test
    void closeFrameIsAnsweredWithItsStatus() { // 5.5.1
        peer.sends(clientClose(1001, "bye"));

        assertThat(peer.output).containsExactly("close 1001 bye", "end at once");
        assertThat(peer.closeStatus()).isEqualTo(new CloseStatus(1001, "bye"));
        assertThat(peer.protocol().isClosed()).isTrue();
    }

    @Test
    void emptyCloseFrameIsAnsweredWithAnEmptyOne() { // 7.1.5
        peer.sends(client(CLOSE, ""));

        assertThat(peer.received()).isEqualTo("8800");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NO_STATUS_CODE);
    }

    @Test
    void closeFrameMayComeByteByByte() {
        peer.sends("88", "82", "00", "00", "00", "00", "03");
        peer.assertOpen();

        peer.sends("e8");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @Test
    void ourCloseWaitsForTheAnswer() { // 7.1.2
        peer.protocol().close(new CloseStatus(4000, "enough"));

        assertThat(peer.output).containsExactly("close 4000 enough after queued");
        assertThat(peer.closed).isEmpty();
        assertThat(peer.protocol().isOpen()).isFalse();
        assertThat(peer.protocol().isClosed()).isFalse();

        peer.sends(clientClose(4000, ""));
        assertThat(peer.output).endsWith("end at once");
        assertThat(peer.closeStatus()).isEqualTo(new CloseStatus(4000, "enough"));
    }

    @Test
    void whoClosesFirstNamesTheStatus() {
        peer.protocol().close(CloseStatus.GOING_AWAY);
        peer.sends(clientClose(1000, "crossed"));

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.GOING_AWAY);
        assertThat(peer.output).containsExactly("close 1001 after queued", "end at once");
    }

    @Test
    void messagesBehindOurCloseAreReadAndDropped() { // 1.4
        peer.protocol().close(CloseStatus.NORMAL);
        peer.sends(clientText("late"), client(PING, "01"), client(PONG, "02"), clientClose(1000, ""));

        assertThat(peer.messages).isEmpty();
        assertThat(peer.pongs).containsExactly("02");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @Test
    void messagesBehindOurCloseAreStillJudged() {
        peer.protocol().close(CloseStatus.NORMAL);
        peer.sends("83");

        assertThat(peer.violations).extracting(ProtocolViolation::getMessage).containsExactly("reserved opcode");
        assertThat(peer.output).as("one close frame only").containsExactly("close 1000 after queued", "end");
    }

    @Test
    void whoBeganToCloseNamesTheStatusEvenIfTheOtherBreaksTheRules() {
        peer.protocol().close(CloseStatus.GOING_AWAY);
        peer.sends("83");

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.GOING_AWAY);
    }

    @Test
    void secondCloseOfOursHasNoEffect() {
        peer.protocol().close(CloseStatus.NORMAL);
        peer.protocol().close(CloseStatus.SERVER_ERROR);

        assertThat(peer.output).containsExactly("close 1000 after queued");
    }

    @Test
    void closeOfOursBehindThePeersHasNoEffect() {
        peer.sends(clientClose(1000, ""));
        peer.protocol().close(CloseStatus.SERVER_ERROR);

        assertThat(peer.output).containsExactly("close 1000", "end at once");
        assertThat(peer.closed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"81", "8180", "8180 00000000", "89 80 00000000", "88 82 00000000 03e8", "ff", "00"})
    void bytesBehindACloseAreNotReadAndMustBeThrownAway(String more) { // 5.5.1
        peer.sends(clientClose(1000, "") + more);

        assertThat(peer.output).containsExactly("close 1000", "end");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
        assertThat(peer.violations).isEmpty();
    }

    @Test
    void piecesBehindACloseAreNotRead() {
        peer.sends(clientClose(1000, ""), clientText("late"), "83", clientClose(1001, ""));

        assertThat(peer.messages).isEmpty();
        assertThat(peer.violations).isEmpty();
        assertThat(peer.closed).hasSize(1);
    }

    @Test
    void closeInsideAFragmentedMessageDropsIt() {
        peer.sends(client(TEXT_BEGINS, "61"), clientClose(1000, ""));

        assertThat(peer.messages).isEmpty();
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535})
    void closeWithACodeThatMayNotBeSentFailsWith1002(int code) { // 7.4
        peer.sends(clientClose(code, ""));

        peer.assertFailed(1002, "close code that may not be sent");
    }

    @Test
    void closeWithHalfACodeFailsWith1002() {
        peer.sends(client(CLOSE, "03"));

        peer.assertFailed(1002, "close frame with half a code");
    }

    @Test
    void closeReasonThatIsNotUtf8FailsWith1007() {
        peer.sends(client(CLOSE, "03e8ff"));

        peer.assertFailed(1007, "close reason is not UTF-8");
    }

    @Test
    void transportThatEndsWithoutACloseFrameIsAbnormal() { // 7.1.5
        peer.sends(client(TEXT_BEGINS, "61"));
        peer.protocol().transportEnded();
        peer.protocol().transportEnded();

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.ABNORMAL);
        assertThat(peer.output).isEmpty();
    }

    @Test
    void transportThatEndsBeforeTheAnswerIsAbnormal() {
        peer.protocol().close(CloseStatus.NORMAL);
        peer.protocol().transportEnded();

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.ABNORMAL);
    }

    @Test
    void transportThatEndsBehindTheHandshakeChangesNothing() {
        peer.sends(clientClose(1000, ""));
        peer.protocol().transportEnded();

        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.NORMAL);
    }

    @Test
    void failureSendsACloseAndReadsNoFurther() { // 7.1.7
        peer.protocol().fail(CloseStatus.SERVER_ERROR);
        peer.protocol().fail(CloseStatus.BAD_DATA);
        peer.sends(clientText("late"), clientClose(1000, ""));

        assertThat(peer.output).containsExactly("close 1011", "end");
        assertThat(peer.closeStatus()).isEqualTo(CloseStatus.SERVER_ERROR);
        assertThat(peer.messages).isEmpty();
    }

    @Test
    void closeFromWithinAMessageDropsTheRestOfThePiece() {
        peer.inOnMessage(protocol -> protocol.close(CloseStatus.NORMAL));
        peer.sends(clientText("a") + clientText("b") + clientClose(1000, ""));

        assertThat(peer.texts()).containsExactly("a");
        assertThat(peer.output).containsExactly("close 1000 after queued", "end at once");
    }

    @Test
    void failureFromWithinAMessageStopsReading() {
        peer.inOnMessage(protocol -> protocol.fail(CloseStatus.SERVER_ERROR));
        peer.sends(clientText("a") + clientText("b") + "83");

        assertThat(peer.texts()).containsExactly("a");
        assertThat(peer.violations).isEmpty();
        assertThat(peer.output).containsExactly("close 1011", "end");
    }

    @Test
    void ruleThatWasBrokenIsWhatTheClientHearsWhateverTheOwnerDoes() { // 7.1.7
        peer.inOnViolation(protocol -> protocol.close(CloseStatus.SERVER_ERROR));
        peer.sends("83");

        peer.assertFailed(1002, "reserved opcode");
        assertThat(peer.output).hasSize(2);
    }
}
