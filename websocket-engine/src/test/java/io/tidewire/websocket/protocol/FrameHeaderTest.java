package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidewire.websocket.ProtocolViolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameHeaderTest {

    private final FrameHeader header = new FrameHeader(false);

    private int read(String bytes) {
        return header.read(hex(bytes), 0, hex(bytes).length);
    }

    @ParameterizedTest
    @CsvSource({
        "81 80 37fa213d,                  6, 0",
        "81 85 37fa213d,                  6, 5",
        "81 fd 37fa213d,                  6, 125",
        "81 fe 007e 37fa213d,             8, 126",
        "81 fe ffff 37fa213d,             8, 65535",
        "81 ff 0000000000010000 37fa213d, 14, 65536",
        "81 ff 0000000100000000 37fa213d, 14, 4294967296",
        "81 ff 7fffffffffffffff 37fa213d, 14, 9223372036854775807",
    })
    void lengthIsReadFromSevenSixteenOrSixtyFourBits(String bytes, int used, long length) {
        assertThat(read(bytes)).isEqualTo(used);
        assertThat(header.length()).isEqualTo(length);
        assertThat(header.mask()).isEqualTo(0x37fa213d);
    }

    @ParameterizedTest
    @CsvSource({
        "80, true,  0, false",
        "00, false, 0, false",
        "01, false, 1, false",
        "82, true,  2, false",
        "88, true,  8, true",
        "89, true,  9, true",
        "8a, true, 10, true",
    })
    void firstByteHoldsFinAndOpcode(String first, boolean fin, int opcode, boolean control) {
        assertThat(read(first + "80 00000000")).isEqualTo(6);
        assertThat(header.isFin()).isEqualTo(fin);
        assertThat(header.opcode()).isEqualTo(opcode);
        assertThat(header.isControl()).isEqualTo(control);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8185 01020304", "82fe0100 01020304", "02ff0000000000020000 01020304"})
    void everyBeginAsksForMore(String bytes) {
        byte[] whole = hex(bytes);
        for (int to = 0; to < whole.length; to++) {
            assertThat(header.read(whole, 0, to)).as("%d bytes", to).isZero();
        }
        assertThat(header.read(whole, 0, whole.length)).isEqualTo(whole.length);
    }

    @Test
    void readsFromTheMiddleOfAnArrayAndNoFurther() {
        assertThat(header.read(hex("ffff 8a83 01020304 ffff"), 2, 10)).isEqualTo(6);
        assertThat(header.opcode()).isEqualTo(Opcode.PONG);
        assertThat(header.length()).isEqualTo(3);
        assertThat(header.read(hex("ffff 8a83 01020304 ffff"), 2, 7)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "c1,                     reserved bit set without an extension that defines it",
        "a1,                     reserved bit set without an extension that defines it",
        "91,                     reserved bit set without an extension that defines it",
        "83,                     reserved opcode",
        "07,                     reserved opcode",
        "8b,                     reserved opcode",
        "0f,                     reserved opcode",
        "08,                     fragmented control frame",
        "09,                     fragmented control frame",
        "0a,                     fragmented control frame",
        "8100,                   client frame without mask",
        "897e,                   client frame without mask",
        "88fe,                   control frame longer than 125 bytes",
        "89ff,                   control frame longer than 125 bytes",
        "81fe007d,               frame length not in its shortest form",
        "82fe0000,               frame length not in its shortest form",
        "81ff000000000000ffff,   frame length not in its shortest form",
        "81ff0000000000000000,   frame length not in its shortest form",
        "81ff8000000000000000,   frame length with its most significant bit set",
    })
    void theByteThatBreaksARuleFailsAtOnce(String bytes, String rule) {
        byte[] all = hex(bytes);
        if (all.length > 1 && bytes.startsWith("8")) {
            assertThat(header.read(all, 0, 1)).isZero();
        }
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> read(bytes))
                .withMessage(rule)
                .satisfies(it -> assertThat(it.status().getCode()).isEqualTo(1002));
    }
}
