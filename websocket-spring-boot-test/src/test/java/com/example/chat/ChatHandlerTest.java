package com.example.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.tidewire.websocket.test.WebSocketTestClient;
import io.tidewire.websocket.test.WebSocketTestConnection;
import io.tidewire.websocket.test.autoconfigure.WebSocketTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

@WebSocketTest(
        handlers = ChatHandler.class,
        properties = {"spring.security.user.name=ann", "spring.security.user.password=secret"})
class ChatHandlerTest {

    @MockitoBean
    private History history;

    @Autowired
    private WebSocketTestClient client;

    private WebSocketTestClient ann() {
        return client.header(HttpHeaders.AUTHORIZATION, "Basic " + HttpHeaders.encodeBasicAuth("ann", "secret", UTF_8));
    }

    @Test
    void greetsAnswersAndCloses() {
        when(history.last("red")).thenReturn("hello from yesterday");
        try (WebSocketTestConnection chat = ann().connect("/chat/red")) {
            chat.expectText("hello from yesterday");
            chat.send("hi").expectJson("""
                    {"from": "red", "text": "hi"}
                    """);
            chat.send("ho");
            assertThat(chat.expectJson(Say.class)).isEqualTo(new Say("red", "ho"));
            chat.send("leave").expectClose(4000, "bye");
        }
    }

    @Test
    void strangersAndForeignPagesAreRefused() {
        client.expectRefused("/chat/red", 401);
        ann().header(HttpHeaders.ORIGIN, "https://evil.example").expectRefused("/chat/red", 403);
    }
}
