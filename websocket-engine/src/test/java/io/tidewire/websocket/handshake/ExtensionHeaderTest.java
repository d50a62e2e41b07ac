package io.tidewire.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.handshake.Extension.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHeaderTest {

    private static final Extension FOO = extension("foo");
    private static final Extension BAR = extension("bar");

    private static List<Extension> parse(String... lines) {
        return ExtensionHeader.parse(List.of(lines));
    }

    private static Extension extension(String name, Parameter... parameters) {
        return new Extension(name, List.of(parameters));
    }

    private static Parameter parameter(String name, @Nullable String value) {
        return new Parameter(name, value);
    }

    @Test
    void noHeaderOffersNothing() {
        assertThat(parse()).isEmpty();
    }

    @Test
    void offersStayInTheirOrder() {
        assertThat(parse("foo, bar")).containsExactly(FOO, BAR);
    }

    @Test
    void offersComeOnSeveralLines() {
        assertThat(parse("foo", "bar,foo")).containsExactly(FOO, BAR, FOO);
    }

    @Test
    void parametersHaveAValueOrNone() {
        assertThat(parse("permessage-deflate; client_max_window_bits; server_max_window_bits=10"))
                .containsExactly(extension(
                        "permessage-deflate",
                        parameter("client_max_window_bits", null),
                        parameter("server_max_window_bits", "10")));
    }

    @Test
    void aParameterSentTwiceIsKeptTwice() {
        assertThat(parse("foo;a=1;a=2")).containsExactly(extension("foo", parameter("a", "1"), parameter("a", "2")));
    }

    @Test
    void quotedValueIsUnescaped() {
        assertThat(parse("foo; a=\"1\\0\\b\"; b=\"c\""))
                .containsExactly(extension("foo", parameter("a", "10b"), parameter("b", "c")));
    }

    @Test
    void whiteSpaceMayStandAroundEverySeparator() {
        assertThat(parse("\tfoo ; a\t=  1 ;b = \"2\" ,\tbar "))
                .containsExactly(extension("foo", parameter("a", "1"), parameter("b", "2")), BAR);
    }

    @Test
    void emptyElementsAreIgnored() {
        assertThat(parse(",, foo ,\t, bar ,", "")).containsExactly(FOO, BAR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " , ",
                ";",
                "; a",
                "foo bar",
                "foo;",
                "foo; ,bar",
                "foo;;a",
                "foo; =1",
                "foo; a=",
                "foo; a=,bar",
                "foo; a==1",
                "foo; a=1 2",
                "foo=1",
                "\"foo\"",
                "foo; \"a\"",
                "foo/1",
                "foo\u0000",
                "foo\r\nbar",
                "föö",
                "foo; a=\u212A"
            })
    void whatBreaksTheGrammarIsMalformed(String line) {
        assertMalformed(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo; a=\"",
                "foo; a=\"\"", // empty: no token
                "foo; a=\"1",
                "foo; a=\"1\\",
                "foo; a=\"1\\\"",
                "foo; a=1\"",
                "foo; a=\"1\"\"2\"",
                "foo; a=\"1\"2",
                "foo; a=\"1 2\"",
                "foo; a=\"1,2\"",
                "foo; a=\"1\\\"2\"",
                "foo; a=\"1\\\\2\"",
                "foo; a=\"\u0001\"",
                "foo; a=\"é\""
            })
    void aQuotedValueMustBeBalancedAndHoldAToken(String line) {
        assertMalformed(line);
    }

    @Test
    void aQuoteDoesNotReachIntoTheNextLine() {
        assertThatThrownBy(() -> parse("foo; a=\"1", "2\"")).isInstanceOf(MalformedHeaderException.class);
    }

    @Test
    void aVeryLongHeaderIsReadInOneGo() {
        assertThat(parse("foo; a=\"" + "1".repeat(1_000_000) + "\"")).hasSize(1);
        assertThat(parse("foo,".repeat(250_000))).hasSize(250_000);
        assertMalformed("foo" + ";a=\"\\".repeat(200_000));
    }

    private static void assertMalformed(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(MalformedHeaderException.class)
                .hasMessage("Sec-WebSocket-Extensions is not a list of extensions");
    }
}
