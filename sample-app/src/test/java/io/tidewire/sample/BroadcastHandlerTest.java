package io.tidewire.sample;

import io.tidewire.websocket.test.WebSocketTestClient;
import io.tidewire.websocket.test.WebSocketTestConnection;
import io.tidewire.websocket.test.autoconfigure.WebSocketTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The broadcast, over a slice of the application. */
@WebSocketTest(handlers = BroadcastHandler.class)
class BroadcastHandlerTest {

    @Autowired
    private WebSocketTestClient client;

    @Test
    void aBroadcastReachesEveryoneItsSenderIncluded() {
        try (WebSocketTestConnection one = client.connect("/broadcast");
                WebSocketTestConnection two = client.connect("/broadcast")) {
            // who has heard themselves is known to the endpoint
            two.send("here").expectText("here");
            one.expectText("here");

            one.send("大家好").send(new byte[] {1, 2, 3});
            for (WebSocketTestConnection connection : List.of(one, two)) {
                connection.expectText("大家好").expectBinary(new byte[] {1, 2, 3});
            }
        }
    }
}
