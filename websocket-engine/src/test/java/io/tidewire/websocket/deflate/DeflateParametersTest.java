package io.tidewire.websocket.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.handshake.Extension;
import io.tidewire.websocket.handshake.ExtensionHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Negotiation (RFC 7692, sections 5 and 7.1). */
class DeflateParametersTest {

    private static final Compression SERVER_KEEPS_CONTEXT = new Compression(true, 0, 6, true, true);
    private static final Compression CLIENT_KEEPS_NONE = new Compression(true, 0, 6, false, false);

    private static @Nullable String answer(String offer, Compression compression, boolean contextsFit) {
        DeflateParameters accepted =
                DeflateParameters.accept(ExtensionHeader.parse(List.of(offer)), compression, contextsFit);
        return accepted == null ? null : accepted.header();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate | permessage-deflate
            permessage-deflate; client_max_window_bits | permessage-deflate
            permessage-deflate; client_max_window_bits=8 | permessage-deflate
            permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover
            permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover
            permessage-deflate; server_max_window_bits=8 | permessage-deflate; server_max_window_bits=8
            permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15
            permessage-deflate; server_max_window_bits="10" | permessage-deflate; server_max_window_bits=10
            """)
    void answerNamesWhatTheOfferAskedForAndNoMore(String offer, String expected) { // 7.1
        assertThat(answer(offer, SERVER_KEEPS_CONTEXT, true)).isEqualTo(expected);
    }

    @Test
    void serverThatKeepsNoContextSaysSo() { // 7.1.1.1
        assertThat(answer("permessage-deflate; client_max_window_bits", Compression.DEFAULT, true))
                .isEqualTo("permessage-deflate; server_no_context_takeover");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; unknown",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; client_no_context_takeover=true",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=08",
                "permessage-deflate; server_max_window_bits=+8",
                "permessage-deflate; server_max_window_bits=x",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=16",
                "permessage-deflate; client_max_window_bits=010",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
                "Permessage-Deflate",
                "x-webkit-deflate-frame"
            })
    void offerWithAParameterThatCannotBeIsDeclined(String offer) { // 7.1
        assertThat(answer(offer, SERVER_KEEPS_CONTEXT, true)).isNull();
    }

    @Test
    void firstOfferThatCanBeAcceptedIs() { // 5.1
        assertThat(answer(
                        "permessage-deflate; server_max_window_bits=7, x-other, permessage-deflate;"
                                + " server_max_window_bits=9, permessage-deflate",
                        SERVER_KEEPS_CONTEXT,
                        true))
                .isEqualTo("permessage-deflate; server_max_window_bits=9");
    }

    @Test
    void nothingIsAcceptedWhereCompressionIsOff() {
        assertThat(answer("permessage-deflate", Compression.OFF, true)).isNull();
    }

    @Test
    void clientThatKeepsItsContextIsDeclinedWhereNoneMayStay() {
        assertThat(answer("permessage-deflate", CLIENT_KEEPS_NONE, true)).isNull();
        assertThat(answer("permessage-deflate", Compression.DEFAULT, false)).isNull();
    }

    @Test
    void clientThatDoesWithoutContextIsAcceptedWhereNoneMayStay() {
        assertThat(answer("permessage-deflate; client_no_context_takeover", SERVER_KEEPS_CONTEXT, false))
                .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            permessage-deflate | true | true | 15
            permessage-deflate; server_no_context_takeover | true | false | 15
            permessage-deflate; client_no_context_takeover | false | true | 15
            permessage-deflate; server_max_window_bits=9 | true | true | 15
            """)
    void clientKeepsWhatTheServersAnswerLeavesIt(String answer, boolean deflater, boolean inflater, int window) { // 7.1
        DeflateParameters agreed = DeflateParameters.agreed(ExtensionHeader.parse(List.of(answer)));

        assertThat(agreed).isNotNull();
        assertThat(agreed.mirrored())
                .isEqualTo(new DeflateParameters(!deflater, !inflater, window, false))
                .matches(it -> it.keepsDeflater() == deflater && it.keepsInflater() == inflater);
    }

    @Test
    void answerWithoutTheExtensionIsNoCompression() {
        assertThat(DeflateParameters.agreed(List.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits=10", // 7.1.2.2: the offer did not have it
                "permessage-deflate; unknown",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
                "permessage-deflate, permessage-deflate"
            })
    void answerToNoOfferFailsTheConnection(String answer) { // 7.1
        List<Extension> extensions = ExtensionHeader.parse(List.of(answer));

        assertThatThrownBy(() -> DeflateParameters.agreed(extensions)).isInstanceOf(ProtocolViolation.class);
    }
}
