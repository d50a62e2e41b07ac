package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.testing.Hex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session in the role of the client. */
class ClientSessionTest {

    private final SessionHarness client = new SessionHarness(Role.CLIENT, WebSocketOptions.defaults());
    private final SessionHarness server = new SessionHarness().open();

    /** What the client has sent arrives at a server, which holds it to the rules. */
    private void arrives() {
        server.receives(client.transport.receivedSince());
    }

    @Test
    void serverReadsWhatAClientSends() { // RFC 6455, 5.1
        client.open();
        client.session.sendMessage(new TextMessage("Hello"));
        client.session.sendPong(new byte[] {7});
        client.settles();

        assertThat(client.transport.received()).startsWith("8185").hasSize(2 * (6 + 5 + 6 + 1));
        arrives();
        assertThat(server.notes.told).containsExactly("open", "Hello", "pong 07");
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, 300_000, 1_000_000})
    void messageInPartsIsMaskedToItsEnd(int length) { // 5.3
        List<byte[]> received = new ArrayList<>();
        server.notes.inOnMessage = message -> received.add(message.bytes());
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (i * 31);
        }
        client.open();
        client.session.sendMessage(new BinaryMessage(payload));
        client.settles();

        arrives();
        assertThat(received).containsExactly(payload);
    }

    @Test
    void serversCloseIsAnsweredAndTcpLeftToTheServer() { // 7.1.1
        client.open().receives(serverText("last"), serverClose(1001, "bye"));

        assertThat(client.notes.told).containsExactly("open", "last", "close 1001");
        arrives();
        assertThat(server.notes.told).containsExactly("open", "close 1001");
        assertThat(client.transport.ends).isEmpty();

        client.transportEnds();
        assertThat(client.notes.told).endsWith("close 1001");
    }

    @Test
    void serverThatDoesNotEndTcpIsCutAtTheDeadline() { // 7.1.1
        client.open();
        client.session.close(CloseStatus.NORMAL);
        client.settles().receives(serverClose(1000, ""));
        assertThat(client.transport.ends).isEmpty();

        client.passes(Duration.ofSeconds(9));
        assertThat(client.transport.ends).isEmpty();
        client.passes(Duration.ofSeconds(2));
        assertThat(client.transport.ends).containsExactly("cut");
        assertThat(client.notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void pingsAreToldAndAnswered() { // 5.5.2
        List<String> pings = new ArrayList<>();
        client.open(new WebSocketListener() {
            @Override
            public void onMessage(WebSocketMessage message) {}

            @Override
            public void onPing(byte[] payload) {
                pings.add(Hex.of(payload));
            }
        });
        client.receives("8901aa").settles();

        assertThat(pings).containsExactly("aa");
        arrives();
        assertThat(server.notes.told).containsExactly("open", "pong aa");
    }
}
