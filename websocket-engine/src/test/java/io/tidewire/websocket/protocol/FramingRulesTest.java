package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5.2. */
class FramingRulesTest {

    private final Peer peer = new Peer();

    @Test
    void maskedTextOfTheRfcIsAMessage() {
        peer.sends("81 85 37fa213d 7f9f4d5158");

        assertThat(peer.messages).containsExactly(new TextMessage("Hello"));
        peer.assertOpen();
    }

    @Test
    void opcode2IsABinaryMessage() {
        peer.sends("82 83 00000000 0001ff");

        assertThat(peer.messages).containsExactly(new BinaryMessage(Hex.hex("0001ff")));
    }

    @Test
    void messagesKeepTheirOrder() {
        peer.sends(clientText("a") + clientText("b"), clientText("c"));

        assertThat(peer.texts()).containsExactly("a", "b", "c");
    }

    @Test
    void headerMayComeByteByByte() {
        peer.sends("82", "fe", "00", "7e", "00", "00", "00", "00").sends(Hex.times(126, "07"));

        assertThat(peer.messages).containsExactly(new BinaryMessage(Hex.hex(Hex.times(126, "07"))));
    }

    @Test
    void headerMayEndWithThePieceAndThePayloadBeginTheNext() {
        peer.sends("81 83 00000000", "616263" + "81 81 00000000", "64");

        assertThat(peer.texts()).containsExactly("abc", "d");
    }

    @Test
    void emptyPieceChangesNothing() {
        peer.sends("", "81", "", "80000000", "", "00", "");

        assertThat(peer.texts()).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"83", "84", "85", "86", "87", "8b", "8c", "8d", "8e", "8f", "03", "0b", "0f"})
    void reservedOpcodeFailsWith1002ByItsFirstByte(String first) {
        peer.sends(first);

        peer.assertFailed(1002, "reserved opcode");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c1", "a1", "91", "f1", "c2", "89 80 00000000 c9", "01 80 00000000 40"})
    void reservedBitFailsWith1002(String bytes) {
        peer.sends(bytes);

        peer.assertFailed(1002, "reserved bit set without an extension that defines it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"81 fe 0000", "81 fe 007d", "82 ff 000000000000007e", "82 ff 000000000000ffff"})
    void lengthNotInItsShortestFormFailsWith1002(String bytes) {
        peer.sends(bytes);

        peer.assertFailed(1002, "frame length not in its shortest form");
    }

    @Test
    void lengthWithItsMostSignificantBitFailsWith1002() {
        peer.sends("82 ff 8000000000000000");

        peer.assertFailed(1002, "frame length with its most significant bit set");
    }

    @Test
    void nothingIsReadBehindABadFrame() {
        peer.sends(clientText("a") + "83" + clientText("b"), clientText("c"));

        assertThat(peer.texts()).containsExactly("a");
        assertThat(peer.closed).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, 1030, 4095, 4096, 5000, 16 * 1024})
    void workspaceOfAnySizeGivesTheSameMessages(int workspace) {
        Peer peer = new Peer(WebSocketOptions.defaults(), workspace);
        String bytes = clientText("a".repeat(workspace - 8)) // the next header is cut in two by the workspace's end
                + client(BINARY, Hex.times(3 * workspace, "7f"))
                + clientText("end");

        peer.sends(bytes);

        assertThat(peer.messages)
                .containsExactly(
                        new TextMessage("a".repeat(workspace - 8)),
                        new BinaryMessage(Hex.hex(Hex.times(3 * workspace, "7f"))),
                        new TextMessage("end"));
    }
}
