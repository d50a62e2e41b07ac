package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTokensTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "websocket",
                "WebSocket",
                "WEBSOCKET",
                "h2c, websocket",
                "websocket,h2c",
                "\t websocket \t",
                ",, websocket ,",
                "chat/2, \"quoted\", websocket"
            })
    void tokenIsFoundInAnyCaseAmongOthers(String line) {
        assertThat(HeaderTokens.contains(List.of(line), "websocket")).isTrue();
    }

    @Test
    void tokenIsFoundOnAnyLine() {
        assertThat(HeaderTokens.contains(List.of("keep-alive", "foo, Upgrade"), "upgrade"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "websocket/13",
                "websockets",
                "web socket",
                "xwebsocket",
                "websocket;q=1",
                "\"websocket\"",
                "web\u0000socket",
                "websocket\u0000",
                "websocket\u00A0",
                "webſocket",
                "websoc\u212Aet"
            })
    void whatIsNotTheTokenIsNotFound(String line) {
        assertThat(HeaderTokens.contains(List.of(line), "websocket")).isFalse();
    }

    @Test
    void emptyElementsAreIgnoredAndWhiteSpaceIsTakenAway() {
        assertThat(HeaderTokens.elements(List.of(" a ,,\tb\t, ", "", "c d"))).containsExactly("a", "b", "c d");
    }

    @Test
    void everyTokenCharacterOfRfc9110MakesAToken() {
        assertThat(HeaderTokens.isToken("!#$%&'*+-.^_`|~09azAZ")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                '(', ')', '<', '>', '@', ',', ';', ':', '\\', '"', '/', '[', ']', '?', '=', '{', '}', ' ', '\t', '\0',
                '\n', '\r', '\u007f', '\u0080', 'é', 'ﬀ', '\uD83D'
            })
    void noOtherCharacterMakesAToken(char c) {
        assertThat(HeaderTokens.isToken("a" + c)).isFalse();
        assertThat(HeaderTokens.isToken(c + "a")).isFalse();
    }

    @Test
    void emptyTextIsNoToken() {
        assertThat(HeaderTokens.isToken("")).isFalse();
    }

    @Test
    void onlySpacesAndTabsAreOptionalWhiteSpace() {
        assertThat(HeaderTokens.trim(" \ta b\t ")).isEqualTo("a b");
        assertThat(HeaderTokens.trim("\u0000a\u00A0")).isEqualTo("\u0000a\u00A0");
        assertThat(HeaderTokens.trim(" \t ")).isEmpty();
    }
}
