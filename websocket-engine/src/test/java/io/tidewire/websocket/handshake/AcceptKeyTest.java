package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptKeyTest {

    @Test
    void answerIsThatOfTheRfc() {
        assertThat(AcceptKey.answerTo("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void everyEncodingOf16BytesIsAKey() {
        Random random = new Random(6455);
        byte[] nonce = new byte[16];
        for (int i = 0; i < 1000; i++) {
            random.nextBytes(nonce);
            assertThat(AcceptKey.isKey(Base64.getEncoder().encodeToString(nonce)))
                    .isTrue();
        }
    }

    @Test
    void padBitsOfTheLastDigitMayBeSet() {
        assertThat(AcceptKey.isKey("dGhlIHNhbXBsZSBub25jZR==")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "==",
                "dGhlIHNhbXBsZSBub25jZQ", // no padding
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25j", // 15 bytes
                "dGhlIHNhbXBsZSBub25jZWU=", // 17 bytes
                "dGhlIHNhbXBsZSBub25jZWVl", // 18 bytes
                "dGhlIHNhbXBsZSBub25j====",
                "dGhlIHNhbXBsZSBub25jZ===",
                "dGhlIHNhbXBsZSBub25jZQ=A",
                "dGhlIHNhbXBs=SBub25jZQ==",
                "dGhlIHNhbXBs-SBub2_jZQ==", // base64url
                "dGhl HNhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jZ\n==",
                "dGhlIHNhbXBs\u0000SBub25jZQ==",
                "dGhlIHNhbXBséSBub25jZQ=="
            })
    void whatIsNot16BytesInBase64IsNoKey(String key) {
        assertThat(AcceptKey.isKey(key)).isFalse();
    }
}
