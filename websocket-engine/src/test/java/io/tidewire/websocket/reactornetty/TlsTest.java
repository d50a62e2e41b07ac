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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same over TLS, with a certificate that the JDK makes for the occasion. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLContext trusting;
    private final TestServer server;

    TlsTest(@TempDir Path directory) throws Exception {
        KeyStore keys = selfSigned(directory.resolve("keys.p12"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SslContext context = SslContextBuilder.forServer(own).build();
        server = new TestServer(
                WebSocketOptions.builder().closeTimeout(Duration.ofMillis(400)).build(),
                TestServer::echo,
                it -> it.secure(spec -> spec.sslContext(context)));
    }

    private static KeyStore selfSigned(Path file) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "test",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
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
}
