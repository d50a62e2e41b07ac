package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "http://example.org,                 http,  example.org,  80",
        "https://example.org,                https, example.org,  443",
        "HTTPS://Example.ORG:8443,           https, example.org,  8443",
        "http://example.org:,                http,  example.org,  80",
        "http://example.org.:080,            http,  example.org., 80",
        "ws://localhost:65535,               http,  localhost,    65535",
        "wss://my_host-1,                    https, my_host-1,    443",
        "http://127.0.0.1:8080,              http,  127.0.0.1,    8080",
        "http://[::1],                       http,  [::1],        80",
        "http://[::]:8080,                   http,  [::],         8080",
        "https://[2001:DB8::ffff:1.2.3.4]:1, https, [2001:db8::ffff:1.2.3.4], 1",
        "moz-extension://0f-a1,              moz-extension, 0f-a1, -1",
        "a+b.c://x:9099,                     a+b.c, x,           9099",
    })
    void originIsReadWithItsPortMadeExplicit(String serialized, String scheme, String host, int port) {
        assertThat(Origin.parse(serialized)).isEqualTo(new Origin(scheme, host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "example.org",
                "//example.org",
                "://example.org",
                "http:/example.org",
                "http://",
                "http://:80",
                "http://.",
                "http://.example.org",
                "http://a..example.org",
                "http://example.org..",
                "http://example.org/",
                "http://example.org?",
                "http://example.org#",
                "http://user@example.org",
                "http://example.org:80:80",
                "http://example.org:65536",
                "http://example.org:000080",
                "http://example.org:99999999999",
                "http://example.org:+80",
                "http://example.org:٨٠",
                "http://example.org:8 0",
                "http://example.org https://example.com",
                "http://exam%70le.org",
                "http://exämple.org",
                "http://example.org\u0000",
                "http://\u212Aelvin.org",
                "hütp://example.org",
                "ht tp://example.org",
                "http://[::1",
                "http://::1",
                "http://[]",
                "http://[::1]x",
                "http://[::1]]",
                "http://[::g]",
                "http://[fe80::1%25eth0]",
                "http://[::1].example.org"
            })
    void allElseIsNoOrigin(String serialized) {
        assertThat(Origin.parse(serialized)).isNull();
    }

    @Test
    void originOfARequestIsThatOfItsHost() {
        assertThat(Origin.ofRequest(Headers.none().and("Host", " Example.org ").build(), true))
                .isEqualTo(new Origin("https", "example.org", 443));
        assertThat(Origin.ofRequest(Headers.none().and("host", "[::1]:8080").build(), false))
                .isEqualTo(new Origin("http", "[::1]", 8080));
    }

    @Test
    void aRequestWithoutExactlyOneHostHasNoOrigin() {
        assertThat(Origin.ofRequest(Headers.none().build(), true)).isNull();
        assertThat(Origin.ofRequest(
                        Headers.none().and("Host", "a").and("Host", "a").build(), true))
                .isNull();
    }

    @Test
    void aVeryLongHostIsReadInOneGo() {
        assertThat(Origin.parse("http://" + "a.".repeat(500_000) + "a")).isNotNull();
        assertThat(Origin.parse("http://" + "a.".repeat(500_000) + "!")).isNull();
    }
}
