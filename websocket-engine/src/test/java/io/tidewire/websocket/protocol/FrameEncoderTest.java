package io.tidewire.websocket.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameEncoderTest {

    private final ByteBuf out = Unpooled.buffer();

    @Test
    void theExampleOfTheRfcIsWritten() { // 5.7
        FrameEncoder.writeFrame(out, Opcode.TEXT, Hex.hex("48656c6c6f"));

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("810548656c6c6f");
    }

    @ParameterizedTest
    @CsvSource({
        "0,          8200",
        "1,          8201",
        "125,        827d",
        "126,        827e007e",
        "127,        827e007f",
        "65535,      827effff",
        "65536,      827f0000000000010000",
        "2147483647, 827f000000007fffffff",
    })
    void lengthTakesItsShortestForm(int length, String header) { // 5.2
        FrameEncoder.writeHeader(out, Opcode.BINARY, length);

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(header);
        assertThat(out.readableBytes()).isLessThanOrEqualTo(FrameEncoder.MAX_HEADER_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"0, 80", "1, 81", "2, 82", "8, 88", "9, 89", "10, 8a"})
    void framesAreFinalAndNotMasked(int opcode, String first) { // 5.1
        FrameEncoder.writeFrame(out, opcode, new byte[] {42});

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(first + "012a");
    }

    @Test
    void framesAreAppended() {
        FrameEncoder.writeFrame(out, Opcode.TEXT, Hex.hex("61"));
        FrameEncoder.writeFrame(out, Opcode.PONG, Hex.hex(""));
        FrameEncoder.writeFrame(out, Opcode.CLOSE, FrameEncoder.closePayload(CloseStatus.GOING_AWAY));

        assertThat(ByteBufUtil.hexDump(out)).isEqualTo("810161" + "8a00" + "880203e9");
    }
}
