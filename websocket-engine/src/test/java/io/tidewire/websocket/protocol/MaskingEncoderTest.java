package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import java.util.HashSet;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, sections 5.1 to 5.3: a client's frames. */
class MaskingEncoderTest {

    private final ByteBuf out = Unpooled.buffer();

    private static MaskingEncoder withKeys(int... keys) {
        PrimitiveIterator.OfInt next = IntStream.of(keys).iterator();
        return new MaskingEncoder(next::nextInt);
    }

    @Test
    void theMaskedExampleOfTheRfcIsWritten() { // 5.7
        withKeys(0x37fa213d).writeFrame(out, Opcode.TEXT, Hex.hex("48656c6c6f"));

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("818537fa213d7f9f4d5158");
    }

    @ParameterizedTest
    @CsvSource({
        "0,          8280",
        "125,        82fd",
        "126,        82fe007e",
        "65535,      82feffff",
        "65536,      82ff0000000000010000",
        "2147483647, 82ff000000007fffffff",
    })
    void lengthTakesItsShortestFormAndTheKeyFollows(int length, String header) { // 5.2
        withKeys(0x01020304).writeHeader(out, Opcode.BINARY, length);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(header + "01020304");
        assertThat(out.readableBytes()).isLessThanOrEqualTo(FrameEncoder.MAX_HEADER_LENGTH);
    }

    @Test
    void eachFrameHasItsOwnKeyAndRsv1Stays() { // 5.3
        MaskingEncoder encoder = withKeys(0x01010101, 0x02020202);
        encoder.writeFrame(out, Opcode.TEXT | FrameEncoder.RSV1, Hex.hex("00"));
        encoder.writeFrame(out, Opcode.CLOSE, Hex.hex("03e8"));

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("c1810101010101" + "8882" + "02020202" + "01ea");
    }

    @Test
    void callersPayloadIsLeftAlone() {
        byte[] payload = Hex.hex("616263");
        new MaskingEncoder().writeFrame(out, Opcode.TEXT, payload);

        assertThat(payload).isEqualTo(Hex.hex("616263"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 8191, 8192, 8193, 70_000})
    void partsContinueTheKey(int part) { // 5.3
        byte[] payload = new byte[70_000];
        new Random(part).nextBytes(payload);
        MaskingEncoder encoder = withKeys(0x37fa213d);
        encoder.writeHeader(out, Opcode.BINARY, payload.length);
        for (int at = 0; at < payload.length; at += part) {
            encoder.writePayload(out, payload, at, Math.min(part, payload.length - at));
        }

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(Frames.client(Frames.BINARY, Hex.of(payload)));
    }

    @Test
    void keysAreNotForeseeable() { // 10.3
        MaskingEncoder encoder = new MaskingEncoder();
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            out.clear();
            encoder.writeFrame(out, Opcode.PING, new byte[0]);
            keys.add(ByteBufUtil.hexDump(out, 2, 4));
        }
        assertThat(keys).hasSizeGreaterThan(98);
    }

    @Test
    void serverReadsWhatTheClientWrote() {
        Peer server = new Peer();
        new MaskingEncoder().writeFrame(out, Opcode.BINARY, new byte[20_000]);
        server.sends(ByteBufUtil.getBytes(out));

        assertThat(server.messages)
                .extracting(WebSocketMessage::getPayloadLength)
                .containsExactly(20_000);
        server.assertOpen();
    }
}
