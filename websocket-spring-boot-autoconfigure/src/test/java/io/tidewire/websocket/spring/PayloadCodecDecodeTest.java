package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a message is read as. */
class PayloadCodecDecodeTest {

    private final PayloadCodec codec = new PayloadCodec(JsonMapper.shared());

    record Say(String text) {}

    private static TextMessage text(String payload) {
        return new TextMessage(payload);
    }

    @Test
    void messagesAreThemselves() {
        TextMessage text = text("hello");
        assertThat(codec.decode(text, WebSocketMessage.class)).isSameAs(text);
        assertThat(codec.decode(text, TextMessage.class)).isSameAs(text);
    }

    @Test
    void charactersAndBytesAreThePayload() {
        assertThat(codec.decode(text("\"quoted\""), String.class)).isEqualTo("\"quoted\"");
        assertThat(codec.decode(text("a"), byte[].class)).containsExactly('a');
        assertThat(codec.decode(new BinaryMessage(new byte[] {1}), byte[].class))
                .containsExactly(1);
    }

    @Test
    void anythingElseIsJson() {
        assertThat(codec.decode(text("{\"text\":\"hello\"}"), Say.class)).isEqualTo(new Say("hello"));
        assertThat(codec.decode(text("7"), Integer.class)).isEqualTo(7);
    }

    @Test
    void whatIsNoneOfTheseIsInvalid() {
        BinaryMessage binary = new BinaryMessage(new byte[] {1});
        assertThatThrownBy(() -> codec.decode(binary, TextMessage.class)).isInstanceOf(InvalidPayloadException.class);
        assertThatThrownBy(() -> codec.decode(binary, String.class)).isInstanceOf(InvalidPayloadException.class);
        assertThatThrownBy(() -> codec.decode(text("{"), Say.class))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("payload is not the JSON that is expected");
        assertThatThrownBy(() -> codec.decode(text("null"), Say.class)).isInstanceOf(InvalidPayloadException.class);
    }
}
