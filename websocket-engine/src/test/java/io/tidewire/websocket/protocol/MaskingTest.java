package io.tidewire.websocket.protocol;

import static io.tidewire.websocket.testing.Hex.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private final Random random = new Random(53);

    /** Section 5.3, word for word: octet i is XOR of octet i and octet (i modulo 4) of the key. */
    private static byte[] byTheBook(byte[] source, int mask) {
        byte[] target = new byte[source.length];
        for (int i = 0; i < source.length; i++) {
            target[i] = (byte) (source[i] ^ (mask >>> (24 - 8 * (i % 4))));
        }
        return target;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    @Test
    void theExampleOfTheRfcUnmasks() {
        byte[] payload = hex("7f9f4d5158");

        boolean ascii = Masking.unmask(payload, 0, payload, 0, 5, 0x37fa213d);

        assertThat(new String(payload, StandardCharsets.US_ASCII)).isEqualTo("Hello");
        assertThat(ascii).isTrue();
    }

    @Test
    void everyLengthAtEveryOffsetIsAsTheBookSays() {
        for (int length = 0; length < 100; length++) {
            for (int offset = 0; offset < 9; offset++) {
                byte[] source = new byte[offset + length + 3];
                random.nextBytes(source);
                byte[] target = new byte[length + 7];
                int mask = random.nextInt();
                byte[] expected = byTheBook(Arrays.copyOfRange(source, offset, offset + length), mask);

                boolean ascii = Masking.unmask(source, offset, target, 5, length, mask);

                assertThat(Arrays.copyOfRange(target, 5, 5 + length)).isEqualTo(expected);
                assertThat(target).as("nothing else").startsWith(0, 0, 0, 0, 0).endsWith(0, 0);
                assertThat(ascii).isEqualTo(isAscii(expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 31, 32, 33, 40, 63, 64, 65, 71})
    void oneByteThatIsNotAsciiIsSeenWhereverItIs(int length) {
        for (int at = 0; at < length; at++) {
            byte[] text = new byte[length];
            Arrays.fill(text, (byte) 0x7f);
            text[at] = (byte) 0x80;
            byte[] masked = byTheBook(text, 0xa1b2c3d4);

            assertThat(Masking.unmask(masked, 0, masked, 0, length, 0xa1b2c3d4))
                    .as("at %d of %d", at, length)
                    .isFalse();
            assertThat(masked).isEqualTo(text);
        }
    }

    @Test
    void maskedBytesBeyondAsciiMayBeAscii() {
        assertThat(Masking.unmask(hex("e1e2e3e4e5e6e7e8e9"), 0, new byte[9], 0, 9, 0x80808080))
                .isTrue();
    }

    @Test
    void rotatedKeyContinuesWhereTheBytesWereSplit() {
        byte[] source = new byte[50];
        random.nextBytes(source);
        int mask = 0x01234567;
        byte[] whole = byTheBook(source, mask);
        for (int split = 0; split <= source.length; split++) {
            byte[] target = new byte[source.length];
            Masking.unmask(source, 0, target, 0, split, mask);
            Masking.unmask(source, split, target, split, source.length - split, Masking.rotate(mask, split));
            assertThat(target).as("split at %d", split).isEqualTo(whole);
        }
    }

    @Test
    void numbersAreReadMostSignificantByteFirst() {
        byte[] bytes = hex("00 0102030405060708");

        assertThat(Masking.shortAt(bytes, 1)).isEqualTo((short) 0x0102);
        assertThat(Masking.intAt(bytes, 1)).isEqualTo(0x01020304);
        assertThat(Masking.longAt(bytes, 1)).isEqualTo(0x0102030405060708L);
    }
}
