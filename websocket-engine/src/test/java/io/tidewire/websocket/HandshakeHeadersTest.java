package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandshakeHeadersTest {

    private final HandshakeHeaders headers = HandshakeHeaders.of(List.of(
            Map.entry("host", "one.example"),
            Map.entry("X-Mine", "1"),
            Map.entry("Host", "two.example"),
            Map.entry("x-mine", "2")));

    @Test
    void aHeaderIsFoundInAnyCaseWithAllItsLines() {
        assertThat(headers.all("HOST")).containsExactly("one.example", "two.example");
        assertThat(headers.first("x-MINE")).isEqualTo("1");
        assertThat(headers.all("Origin")).isEmpty();
        assertThat(headers.first("Origin")).isNull();
    }

    @Test
    void oneValueTakesThePlaceOfAllLines() {
        HandshakeHeaders changed = headers.with("Host", "three.example");

        assertThat(changed.asMap())
                .containsExactly(
                        Map.entry("X-Mine", List.of("1")),
                        Map.entry("x-mine", List.of("2")),
                        Map.entry("Host", List.of("three.example")));
        assertThat(headers.all("Host")).containsExactly("one.example", "two.example");
    }

    @Test
    void aHeaderIsLeftOutInAnyCase() {
        assertThat(headers.without("HOST").asMap()).containsOnlyKeys("X-Mine", "x-mine");
        assertThat(headers.all("Host")).hasSize(2);
    }

    @Test
    void usualTextIsSharedByAllConnections() {
        HandshakeHeaders first = HandshakeHeaders.of(List.of(Map.entry(copy("Upgrade"), copy("websocket"))));
        HandshakeHeaders second = HandshakeHeaders.of(List.of(Map.entry(copy("Upgrade"), copy("websocket"))));

        assertThat(first.first("Upgrade")).isSameAs(second.first("Upgrade"));
    }

    @Test
    void whatManyClientsSendIsShared() {
        HandshakeHeaders first = HandshakeHeaders.of(List.of(Map.entry("Host", copy("chat.example:8443"))));
        HandshakeHeaders second = HandshakeHeaders.of(List.of(Map.entry("host", copy("chat.example:8443"))));

        assertThat(first.first("Host")).isEqualTo("chat.example:8443").isSameAs(second.first("Host"));
    }

    @Test
    void secretIsNotHeldForOthers() {
        String secret = copy("Bearer abcdefghijklmnopqrstuvwxyz");
        for (String name : List.of("Authorization", "Cookie", "Sec-WebSocket-Protocol", "Sec-WebSocket-Key")) {
            HandshakeHeaders.of(List.of(Map.entry(name, secret)));
            HandshakeHeaders later = HandshakeHeaders.of(List.of(Map.entry(name, copy(secret))));

            assertThat(later.first(name)).as(name).isEqualTo(secret).isNotSameAs(secret);
        }
    }

    /** As a decoder makes it: equal, and not the same. */
    private static String copy(String text) {
        return String.copyValueOf(text.toCharArray());
    }
}
