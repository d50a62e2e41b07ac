package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Frames;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAssemblerTest {

    private final MessageAssembler assembler = new MessageAssembler(
            WebSocketOptions.builder()
                    .maxMessageSize(10_000_000)
                    .maxFragments(3)
                    .build(),
            null);

    private static FrameHeader header(int first, String key, int length) {
        FrameHeader header = new FrameHeader(false);
        byte[] bytes = hex("%02xff%016x%s".formatted(first, length, key));
        if (length < 126) {
            bytes = hex("%02x%02x%s".formatted(first, 0x80 | length, key));
        } else if (length <= 0xFFFF) {
            bytes = hex("%02xfe%04x%s".formatted(first, length, key));
        }
        assertThat(header.read(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        return header;
    }

    private void frame(int first, String key, String payload) {
        byte[] masked = hex(Frames.mask(key, hex(payload)));
        assembler.beginFrame(header(first, key, masked.length));
        assembler.append(masked, 0, masked.length);
    }

    @Test
    void fragmentsAreJoinedEachWithItsKey() {
        frame(Frames.BINARY_BEGINS, "01020304", "ff00");
        frame(Frames.CONTINUES, "a0b0c0d0", "");
        frame(Frames.ENDS, "ffffffff", "aabbcc");

        assertThat(assembler.finish()).isEqualTo(new BinaryMessage(hex("ff00aabbcc")));
    }

    @Test
    void nothingIsLeftOfAMessageThatWasDiscarded() {
        frame(Frames.TEXT_BEGINS, "01020304", "61c3");
        assembler.discard();
        frame(Frames.TEXT, "01020304", "62");

        assertThat(assembler.finish()).isEqualTo(new TextMessage("b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000, 4095, 16_384, 99_999})
    void largeFrameInPiecesOfAnySizeIsTheSame(int piece) {
        byte[] payload = new byte[100_000];
        new Random(54).nextBytes(payload);
        byte[] masked = hex(Frames.mask("deadbeef", payload));
        ByteBuf source = Unpooled.wrappedBuffer(masked);

        assembler.beginFrame(header(Frames.BINARY, "deadbeef", masked.length));
        while (source.isReadable()) {
            assembler.append(source, Math.min(piece, source.readableBytes()));
        }

        assertThat(assembler.finish().bytes()).isEqualTo(payload);
    }

    @Test
    void messageOwnsAnArrayOfItsOwnLength() {
        assembler.beginFrame(header(Frames.BINARY_BEGINS, "00000000", 5000));
        assembler.append(new byte[5000], 0, 5000);
        frame(Frames.ENDS, "00000000", "01");

        WebSocketMessage message = assembler.finish();

        assertThat(message.getPayloadLength()).isEqualTo(5001);
        assertThat(message.bytes()).hasSize(5001);
    }

    @Test
    void textEndingInsideACharacterIsRefusedByFinish() {
        frame(Frames.TEXT, "01020304", "61e282");

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(assembler::finish)
                .withMessage("text ends inside a UTF-8 character")
                .satisfies(it -> assertThat(it.status().getCode()).isEqualTo(1007));
    }

    @Test
    void fragmentsAreCounted() {
        frame(Frames.BINARY_BEGINS, "01020304", "01");
        frame(Frames.CONTINUES, "01020304", "");
        frame(Frames.CONTINUES, "01020304", "");

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> frame(Frames.ENDS, "01020304", ""))
                .withMessage("message in more than 3 frames")
                .satisfies(it -> assertThat(it.status().getCode()).isEqualTo(1008));
    }

    @Test
    void countStartsAnewWithEachMessage() {
        for (int i = 0; i < 3; i++) {
            frame(Frames.BINARY_BEGINS, "01020304", "01");
            frame(Frames.CONTINUES, "01020304", "02");
            frame(Frames.ENDS, "01020304", "03");
            assertThat(assembler.finish()).isEqualTo(new BinaryMessage(hex("010203")));
        }
    }
}
