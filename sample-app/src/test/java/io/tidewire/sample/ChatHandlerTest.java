package io.tidewire.sample;

import io.tidewire.websocket.test.WebSocketTestClient;
import io.tidewire.websocket.test.WebSocketTestConnection;
import io.tidewire.websocket.test.autoconfigure.WebSocketTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What the README shows, {@link ChatHandler}, does what the README says. */
@WebSocketTest(handlers = ChatHandler.class)
class ChatHandlerTest {

    @Autowired
    private WebSocketTestClient client;

    @Test
    void everybodyInTheRoomHearsWhatIsSaid() {
        try (WebSocketTestConnection ann = client.connect("/chat/red?name=Ann");
                WebSocketTestConnection bob = client.connect("/chat/red?name=Bob")) {
            // who has heard themselves is in the room
            bob.send("{\"text\":\"hi\"}").expectText("{\"by\":\"Bob\",\"text\":\"hi\"}");
            ann.send("{\"text\":\"hello\"}");
            bob.expectText("{\"by\":\"Ann\",\"text\":\"hello\"}");

            bob.send("{\"text\":\"\"}").expectClose(1008);
        }
    }
}
