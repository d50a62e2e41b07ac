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
        try (WebSocketTestConnection one = client.connect("/broadcast")) {
            one.send("here").expectText("here"); // who has heard themselves is known to the endpoint
            try (WebSocketTestConnection two = client.connect("/broadcast")) {
                two.send("here, too").expectText("here, too");
                one.expectText("here, too");

                one.send("大家好").send(new byte[] {1, 2, 3});
                for (WebSocketTestConnection connection : List.of(one, two)) {
                    connection.expectText("大家好").expectBinary(new byte[] {1, 2, 3});
                }
            }
        }
    }
}
