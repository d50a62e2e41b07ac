package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {

    private static boolean matches(String pattern, String serialized) {
        Origin origin = Origin.parse(serialized);
        return origin != null && OriginPattern.parse(pattern).matches(origin);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " <- ",
            value = {
                "https://example.org             <- https://example.org",
                "https://example.org             <- https://example.org:443",
                "https://Example.org:443         <- HTTPS://EXAMPLE.ORG",
                "http://example.org:8080         <- http://example.org:8080",
                "wss://example.org               <- https://example.org",
                "https://*.example.org           <- https://a.example.org",
                "https://*.example.org           <- https://a.b-c.EXAMPLE.org",
                "https://*.example.org:8443      <- https://a.example.org:8443",
                "http://localhost:[*]            <- http://localhost",
                "http://localhost:[*]            <- http://localhost:1",
                "http://localhost:[8080,8081]    <- http://localhost:8080",
                "http://localhost:[8080, 8081]   <- http://localhost:8081",
                "http://localhost:[80]           <- http://localhost",
                "http://*.localhost:[*]          <- http://a.localhost:3000",
                "http://[::1]                    <- http://[::1]:80",
                "http://[::1]:[*]                <- http://[::1]:8080",
                "chrome-extension://abcdef       <- chrome-extension://abcdef",
            })
    void patternMatches(String pattern, String origin) {
        assertThat(matches(pattern, origin)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " <- ",
            value = {
                "https://example.org             <- http://example.org",
                "https://example.org             <- https://example.org:8443",
                "https://example.org             <- https://a.example.org",
                "https://example.org             <- https://example.org.evil.com",
                "https://*.example.org           <- https://example.org",
                "https://*.example.org           <- https://.example.org",
                "https://*.example.org           <- https://evilexample.org",
                "https://*.example.org           <- https://example.org.evil.com",
                "https://*.example.org           <- https://a.example.org.evil.com",
                "https://*.example.org           <- https://evil.com/.example.org",
                "https://*.example.org           <- https://evil.com?.example.org",
                "https://*.example.org           <- https://evil.com#.example.org",
                "https://*.example.org           <- https://evil.com:443.example.org",
                "https://*.example.org           <- https://user@a.example.org",
                "https://*.example.org           <- https://evil.com\\.example.org",
                "https://*.example.org           <- https://evil.com`.example.org",
                "https://*.example.org           <- https://a..example.org",
                "https://*.example.org           <- http://a.example.org",
                "https://*.example.org           <- https://a.example.org:8443",
                "http://localhost:[*]            <- http://localhost.evil.com",
                "http://localhost:[*]            <- http://localhost:80@evil.com",
                "http://localhost:[*]            <- https://localhost:8080",
                "http://localhost:[8080,8081]    <- http://localhost:8082",
                "http://localhost:[8080,8081]    <- http://localhost",
                "http://[::1]                    <- http://[::2]",
            })
    void patternDoesNotMatch(String pattern, String origin) {
        assertThat(matches(pattern, origin)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "example.org",
                "https://",
                "https://*",
                "https://*.",
                "https://*example.org",
                "https://a.*.example.org",
                "https://*.*.example.org",
                "https://example.*",
                "https://example.org/",
                "https://example.org/path",
                "https://user@example.org",
                "http://localhost:*",
                "http://localhost:[]",
                "http://localhost:[,]",
                "http://localhost:[8080,]",
                "http://localhost:[*,8080]",
                "http://localhost:[8080-8090]",
                "http://localhost:[65536]",
                "http://localhost:8080:[*]",
                "http://localhost:[*",
                ":[*]",
                "]"
            })
    void aPatternThatCannotBeReadIsRefusedWithAnExample(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginPattern.parse(pattern))
                .withMessageStartingWith("allowed-origins: \"" + pattern + "\" is no origin: write ")
                .withMessageContaining("https://*.example.org");
    }
}
