package io.tidewire.websocket.reactornetty;

import static io.tidewire.websocket.testing.Frames.BINARY;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.testing.Await;
import io.tidewire.websocket.testing.Hex;
import io.tidewire.websocket.testing.RawWebSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.tcp.SslProvider;

/** The same over TLS, with a certificate that the JDK makes for the occasion. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private final SSLContext trusting;
    private final TestServer server;

    TlsTest(@TempDir Path directory) throws Exception {
        SelfSigned certificate = SelfSigned.madeIn(directory);
        trusting = certificate.trusting();
        SslContext context = SslContextBuilder.forServer(certificate.keys()).build();
        server = new TestServer(
                WebSocketOptions.builder().closeTimeout(Duration.ofMillis(400)).build(),
                TestServer::echo,
                it -> it.secure(spec -> spec.sslContext(context)));
    }

    @AfterAll
    void stops() {
        server.close();
    }

    private RawWebSocketClient connect(String frames) throws IOException {
        RawWebSocketClient client =
                new RawWebSocketClient(trusting.getSocketFactory().createSocket("localhost", server.port()));
        client.send(RawWebSocketClient.requestWith(frames, "/", "Origin: https://localhost"));
        client.readAccepted();
        return client;
    }

    @Test
    void messagesAreEchoed() throws IOException {
        try (RawWebSocketClient client = connect(clientText("early"))) {
            assertThat(client.frame().text()).isEqualTo("early");
            client.send(client(BINARY, Hex.times(500_000, "ab")));
            assertThat(client.frame().hex().equals(server(BINARY, Hex.times(500_000, "ab"))))
                    .isTrue();
        }
    }

    @Test
    void closingHandshakeEndsWithCloseNotify() throws IOException {
        try (RawWebSocketClient client = connect(clientClose(1000, ""))) {
            assertThat(client.readCloseAndEnd()).isEqualTo(1000);
        }
    }

    @Test
    void violationIsAnsweredAndTheRestThrownAway() throws IOException {
        try (RawWebSocketClient client = connect("83" + Hex.times(10_000, "00"))) {
            assertThat(client.readCloseAndEnd()).isEqualTo(1002);
        }
    }

    @Test
    void clientThatResetsIsAbnormal() throws IOException {
        RawWebSocketClient client = connect(clientText("a"));
        client.frame();
        int before = server.closed.size();
        client.reset();

        Await.until("the session has ended", () -> server.closed.size() > before);
        assertThat(server.closed).contains(CloseStatus.ABNORMAL);
    }

    /** Nothing more can come from it, while TCP stays open and says nothing. */
    @Test
    void clientThatOnlySaysCloseNotifyIsAbnormal() throws IOException {
        try (RawWebSocketClient client = connect(clientText("a"))) {
            client.frame();
            int before = server.closed.size();
            client.closeOutput();

            Await.until("the session has ended", () -> server.closed.size() > before);
            assertThat(server.closed).contains(CloseStatus.ABNORMAL);
        }
    }

    @Test
    void clientThatSpeaksHttp11WhereHttp2IsOfferedTooIsUpgraded(@TempDir Path directory) throws Exception {
        SelfSigned certificate = SelfSigned.madeIn(directory);
        SslProvider.GenericSslContextSpec<?> forBoth = Http2SslContextSpec.forServer(certificate.keys());
        TestServer both = new TestServer(
                WebSocketOptions.defaults(),
                TestServer::echo,
                it -> it.protocol(HttpProtocol.H2, HttpProtocol.HTTP11).secure(spec -> spec.sslContext(forBoth)));
        for (String path : List.of("/", "/hop")) {
            SSLSocket socket =
                    (SSLSocket) certificate.trusting().getSocketFactory().createSocket("localhost", both.port());
            try (RawWebSocketClient client = new RawWebSocketClient(socket)) {
                client.send(RawWebSocketClient.requestWith(clientText("early"), path));
                client.readAccepted();
                assertThat(client.frame().text()).isEqualTo("early");
                client.send(clientClose(1000, ""));
                assertThat(client.readCloseAndEnd()).isEqualTo(1000);
            }
        }
        both.close();
    }
}
