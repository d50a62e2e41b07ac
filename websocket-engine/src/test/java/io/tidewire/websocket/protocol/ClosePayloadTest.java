package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.testing.Hex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosePayloadTest {

    private static void assertRefused(String payload, int code, String rule) {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> ClosePayload.read(hex(payload)))
                .satisfies(it -> assertThat(it.status()).isEqualTo(new CloseStatus(code, rule)));
    }

    @Test
    void emptyPayloadMeansNoStatusCode() { // 7.1.5
        assertThat(ClosePayload.read(hex(""))).isEqualTo(CloseStatus.NO_STATUS_CODE);
        assertThat(ClosePayload.write(CloseStatus.NO_STATUS_CODE)).isEmpty();
    }

    @Test
    void codeComesFirstAndReasonBehindIt() { // 5.5.1
        assertThat(ClosePayload.read(hex("03e9 627965"))).isEqualTo(new CloseStatus(1001, "bye"));
        assertThat(Hex.of(ClosePayload.write(new CloseStatus(1001, "bye")))).isEqualTo("03e9627965");
    }

    @Test
    void reasonIsUtf8() {
        assertThat(ClosePayload.read(hex("0fa0 c3bc"))).isEqualTo(new CloseStatus(4000, "ü"));
        assertThat(Hex.of(ClosePayload.write(new CloseStatus(4000, "ü")))).isEqualTo("0fa0c3bc");
    }

    @Test
    void statusWithoutReasonIsTwoBytes() {
        assertThat(ClosePayload.read(hex("03e8"))).isEqualTo(CloseStatus.NORMAL);
        assertThat(Hex.of(ClosePayload.write(CloseStatus.NORMAL))).isEqualTo("03e8");
    }

    @Test
    void halfACodeIsRefused() {
        assertRefused("03", 1002, "close frame with half a code");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1999, 2000, 2999, 5000, 65535})
    void codeThatMayNotBeSentIsRefused(int code) { // 7.4.1, 7.4.2
        assertRefused("%04x".formatted(code), 1002, "close code that may not be sent");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999})
    void codeThatMayBeSentIsRead(int code) {
        assertThat(ClosePayload.read(hex("%04x".formatted(code))).getCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"03e8ff", "03e8c3", "03e8eda080", "03e861f0908061"})
    void reasonThatIsNotUtf8IsRefused(String payload) { // 8.1
        assertRefused(payload, 1007, "close reason is not UTF-8");
    }

    @Test
    void longestReasonHas123Bytes() { // 5.5
        CloseStatus status = new CloseStatus(1000, "r".repeat(123));

        assertThat(ClosePayload.write(status)).hasSize(125);
        assertThat(ClosePayload.read(ClosePayload.write(status))).isEqualTo(status);
    }
}
