package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Hex.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.rfc.Utf8Cases;
import io.tidewire.websocket.testing.Hex;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class Utf8ValidatorTest {

    static final List<String> VALID = Utf8Cases.VALID;
    static final List<String> INVALID = Utf8Cases.INVALID;
    static final List<String> TRUNCATED = Utf8Cases.TRUNCATED;

    private final Utf8Validator validator = new Utf8Validator();

    private boolean accept(byte[] bytes) {
        return validator.accept(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @FieldSource("VALID")
    void validTextIsAcceptedWhole(String text) {
        assertThat(accept(hex(text))).isTrue();
        assertThat(validator.isComplete()).isTrue();
    }

    @ParameterizedTest
    @FieldSource("INVALID")
    void invalidTextFailsAtItsFirstBadByte(String text) {
        byte[] bytes = hex(text);

        assertThat(validator.accept(bytes, 0, bytes.length - 1)).isTrue();
        assertThat(validator.accept(bytes, bytes.length - 1, bytes.length)).isFalse();
    }

    @ParameterizedTest
    @FieldSource("INVALID")
    void invalidTextFailsBehindALongAsciiText(String text) {
        assertThat(accept(hex(Hex.times(37, "61") + text + Hex.times(9, "61")))).isFalse();
    }

    @ParameterizedTest
    @FieldSource("TRUNCATED")
    void truncatedTextIsAcceptedButNotComplete(String text) {
        assertThat(accept(hex(text))).isTrue();
        assertThat(validator.isComplete()).isFalse();

        validator.reset();
        assertThat(validator.isComplete()).isTrue();
        assertThat(accept(hex("61"))).as("forgets the half character").isTrue();
    }

    @Test
    void everyCharacterIsAcceptedHoweverItIsSplit() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character += character < 0x900 ? 1 : 61) {
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                continue;
            }
            byte[] bytes = Character.toString(character).getBytes(UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                assertThat(validator.accept(bytes, i, i + 1)).isTrue();
                assertThat(validator.isComplete()).isEqualTo(i == bytes.length - 1);
            }
        }
    }

    @Test
    void judgesEveryFourBytesAsTheJdkDoes() {
        Random random = new Random(81);
        byte[] interesting = hex("00417f80818f909fa0bfc0c1c2dfe0e1ecedeeeff0f1f3f4f5f8ff");
        byte[] bytes = new byte[6];
        for (int i = 0; i < 200_000; i++) {
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = interesting[random.nextInt(interesting.length)];
            }
            validator.reset();
            boolean valid = accept(bytes) && validator.isComplete();
            if (valid != isUtf8(bytes)) {
                throw new AssertionError(Hex.of(bytes) + " judged " + valid);
            }
        }
    }

    private final CharsetDecoder jdk = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);

    private boolean isUtf8(byte[] bytes) {
        CoderResult result = jdk.reset().decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), true);
        return !result.isError();
    }
}
