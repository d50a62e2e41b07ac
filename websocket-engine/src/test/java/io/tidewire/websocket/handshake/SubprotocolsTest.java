package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubprotocolsTest {

    private static final List<String> CHATS = List.of("chat.v2", "chat.v1");

    private static @Nullable String select(List<String> supported, String... lines) {
        Headers headers = Headers.none();
        for (String line : lines) {
            headers.and("Sec-WebSocket-Protocol", line);
        }
        return Subprotocols.select(headers.build(), supported);
    }

    @Test
    void serverPrefersInItsOwnOrder() {
        assertThat(select(CHATS, "chat.v1, chat.v2")).isEqualTo("chat.v2");
    }

    @Test
    void offersThatTheServerDoesNotKnowAreSkipped() {
        assertThat(select(List.of("bar"), "foo, bar")).isEqualTo("bar");
    }

    @Test
    void offersComeOnSeveralLines() {
        assertThat(select(CHATS, "foo", "bar,chat.v1")).isEqualTo("chat.v1");
    }

    @Test
    void nothingInCommonSelectsNothing() {
        assertThat(select(CHATS, "foo, bar")).isNull();
        assertThat(select(List.of(), "foo, bar")).isNull();
    }

    @Test
    void noOfferSelectsNothing() {
        assertThat(select(CHATS)).isNull();
    }

    @Test
    void namesAreComparedInTheirCase() {
        assertThat(select(CHATS, "Chat.v2")).isNull();
    }

    @Test
    void emptyElementsAndWhiteSpaceAreIgnored() {
        assertThat(select(CHATS, ",\t chat.v1 ,, ", "")).isEqualTo("chat.v1");
    }

    @Test
    void aNameOfferedTwiceIsTolerated() {
        assertThat(select(CHATS, "chat.v1, chat.v1")).isEqualTo("chat.v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ,, ",
                "chat v1",
                "chat.v1; q=1",
                "\"chat.v1\"",
                "chat.v1, a/b",
                "chat.v1, @",
                "chat.v1\u0000",
                "chat.v1, é",
                "chat.v1, \uD83D\uDE00"
            })
    void whatIsNoListOfTokensIsMalformed(String line) {
        assertThatThrownBy(() -> select(CHATS, line))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessage("Sec-WebSocket-Protocol is not a list of tokens");
    }
}
