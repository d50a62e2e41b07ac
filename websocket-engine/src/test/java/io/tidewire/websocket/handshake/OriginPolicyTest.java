package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    private static final OriginPolicy SAME_ORIGIN = new OriginPolicy(List.of("same-origin"));
    private static final OriginPolicy ANY_ORIGIN = new OriginPolicy(List.of("*"));

    private static boolean allows(OriginPolicy policy, String host, String origin, boolean secure) {
        return policy.allows(
                Headers.none().and("Host", host).and("Origin", origin).build(), secure);
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,      http://example.org,       false",
        "example.org,      https://example.org,      true",
        "example.org,      ws://example.org,         false",
        "example.org,      wss://example.org,        true",
        "Example.ORG,      http://eXample.org,       false",
        "example.org:80,   http://example.org,       false",
        "example.org,      http://example.org:80,    false",
        "example.org:443,  https://example.org,      true",
        "localhost:8080,   http://localhost:8080,    false",
        "127.0.0.1:8080,   http://127.0.0.1:8080,    false",
        "[::1]:8080,       http://[::1]:8080,        false",
        "[2001:DB8::1],    https://[2001:db8::1],    true",
    })
    void sameOriginIsSchemeHostAndPort(String host, String origin, boolean secure) {
        assertThat(allows(SAME_ORIGIN, host, origin, secure)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "example.org,      http://example.org,       true",
        "example.org,      https://example.org,      false",
        "example.org,      http://example.com,       false",
        "example.org,      http://a.example.org,     false",
        "example.org,      http://example.org:8080,  false",
        "example.org:443,  http://example.org,       false",
        "localhost:8080,   http://localhost:3000,    false",
        "localhost:8080,   http://127.0.0.1:8080,    false",
        "[::1],            http://[::2],             false",
        "example.org,      http://example.org/,      false",
        "example.org,      http://example.org.,      false",
        "example.org,      'http://example.org http://example.org', false",
        "example.org,      example.org,              false",
        "example.org,      null,                     false",
        "example.org,      '',                       false",
        "null,             null,                     false",
        "'',               'http://',                false",
        "/example.org,     http:///example.org,      false",
    })
    void anotherOriginIsNotTheSame(String host, String origin, boolean secure) {
        assertThat(allows(SAME_ORIGIN, host, origin, secure)).isFalse();
    }

    @Test
    void aClientWithoutOriginIsNoBrowser() {
        assertThat(SAME_ORIGIN.allows(Headers.none().build(), true)).isTrue();
        assertThat(new OriginPolicy(List.of()).allows(Headers.none().build(), true))
                .isTrue();
    }

    @Test
    void moreThanOneOriginIsRefusedEvenWhereAnyIsAllowed() {
        Headers twice = Headers.none()
                .and("Host", "example.org")
                .and("Origin", "http://example.org")
                .and("origin", "http://example.org");

        assertThat(SAME_ORIGIN.allows(twice.build(), false)).isFalse();
        assertThat(ANY_ORIGIN.allows(twice.build(), false)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.com", "null", "file://", "", "\u0000é"})
    void anAsteriskAllowsEveryOrigin(String origin) {
        assertThat(allows(ANY_ORIGIN, "example.org", origin, false)).isTrue();
    }

    @Test
    void sameOriginWithoutHostIsNobodys() {
        assertThat(SAME_ORIGIN.allows(
                        Headers.none().and("Origin", "http://example.org").build(), false))
                .isFalse();
    }

    @Test
    void patternsAddToEachOther() {
        OriginPolicy policy = new OriginPolicy(List.of("same-origin", "https://a.org", "https://*.b.org"));

        assertThat(allows(policy, "example.org", "https://example.org", true)).isTrue();
        assertThat(allows(policy, "example.org", "https://a.org", true)).isTrue();
        assertThat(allows(policy, "example.org", "https://x.b.org", true)).isTrue();
        assertThat(allows(policy, "example.org", "https://c.org", true)).isFalse();
        assertThat(allows(policy, "example.org", "null", true)).isFalse();
    }

    @Test
    void withoutSameOriginTheOwnPagesMustBeListed() {
        OriginPolicy policy = new OriginPolicy(List.of("https://a.org"));

        assertThat(allows(policy, "example.org", "https://example.org", true)).isFalse();
    }

    @Test
    void noPatternRefusesEveryBrowser() {
        assertThat(allows(new OriginPolicy(List.of()), "example.org", "http://example.org", false))
                .isFalse();
    }

    @Test
    void aPatternThatCannotBeReadIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OriginPolicy(List.of("same-origin", "https://example.*")))
                .withMessageContaining("https://example.*");
    }
}
