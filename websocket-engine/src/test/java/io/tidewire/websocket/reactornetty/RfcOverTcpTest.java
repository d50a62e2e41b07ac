package io.tidewire.websocket.reactornetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.rfc.RfcCase;
import io.tidewire.websocket.rfc.RfcCases;
import io.tidewire.websocket.testing.Frames;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import io.tidewire.websocket.testing.ServerFrame;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of the RFC, over a socket and a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RfcOverTcpTest {

    private static final String ALIVE = Hex.of("alive?".getBytes(UTF_8));

    private final TestServer server = TestServer.echo(
            WebSocketOptions.builder().maxMessageSize(RfcCases.MAX_MESSAGE_SIZE).build());
    private final TestServer strict = TestServer.echo(WebSocketOptions.builder()
            .maxMessageSize(RfcCases.SMALL_MESSAGE_SIZE)
            .build());

    @BeforeAll
    void warmsUp() throws IOException {
        server.connect().close();
    }

    @AfterAll
    void stops() {
        server.close();
        strict.close();
    }

    static List<RfcCase> cases() {
        return RfcCases.all();
    }

    static List<RfcCase> oversize() {
        return RfcCases.oversize();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void caseHolds(RfcCase rfc) throws IOException {
        check(rfc, server);
    }

    @ParameterizedTest
    @MethodSource("oversize")
    void oversizeCaseHolds(RfcCase rfc) throws IOException {
        check(rfc, strict);
    }

    private static void check(RfcCase rfc, TestServer server) throws IOException {
        try (RawWebSocketClient client = server.connect()) {
            client.send(rfc.clientBytes());
            for (String answer : rfc.answers()) {
                ServerFrame frame = client.frame();
                assertThat(frame.hex().equals(answer)).as("%s", frame).isTrue();
            }
            if (rfc.ends()) {
                assertThat(client.readCloseAndEnd()).isEqualTo(rfc.closeCode());
            } else {
                client.send(Frames.client(Frames.PING, ALIVE));
                assertThat(client.frame().hex()).isEqualTo(Frames.server(Frames.PONG, ALIVE));
            }
        }
    }
}
