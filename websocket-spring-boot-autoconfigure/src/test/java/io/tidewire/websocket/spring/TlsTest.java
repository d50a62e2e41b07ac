package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketMessage;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** WebSockets over TLS, next to HTTP/2 and without it. */
class TlsTest {

    @TempDir
    static Path directory;

    private static SSLContext trust;

    @BeforeAll
    static void makeKeys() throws Exception {
        Path store = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(certificates);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, trusted.getTrustManagers(), null);
    }

    private static TestServer server(String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        properties.add("server.ssl.key-store=" + directory.resolve("keys.p12"));
        properties.add("server.ssl.key-store-password=secret");
        return TestServer.with(properties, Echo.class, ClientPort.class);
    }

    @SocketHandler("/echo")
    static class Echo {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    @Test
    void messagesPassOverTls() {
        try (TestServer server = server()) {
            echo(server);
        }
    }

    @Test
    void serverWithHttp2StillUpgradesOverHttp1() throws Exception {
        try (TestServer server = server("server.http2.enabled=true")) {
            echo(server);
            HttpResponse<String> response = client().send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/echo"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.statusCode()).isEqualTo(426);
        }
    }

    /** Says from which port a request came: whether it came by the same connection as another. */
    static class ClientPort implements WebFilter {

        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            InetSocketAddress client =
                    Objects.requireNonNull(exchange.getRequest().getRemoteAddress());
            exchange.getResponse().getHeaders().set("Client-Port", String.valueOf(client.getPort()));
            return chain.filter(exchange);
        }
    }

    @Test
    void handshakeTimeoutCutsStalledTlsAndNotHttp2() throws Exception {
        try (TestServer server = server("server.http2.enabled=true", "tidewire.handshake-timeout=1s")) {
            HttpClient client = client();
            String before = clientPort(client, server);
            try (RawClient stalled = new RawClient(server.port())) {
                // the header of a TLS record with 512 bytes, and the first of them
                stalled.send("\u0016\u0003\u0001\u0002\u0000\u0001");
                stalled.rest();
            }
            assertThat(clientPort(client, server)).isEqualTo(before);
        }
    }

    private static String clientPort(HttpClient client, TestServer server) throws Exception {
        HttpResponse<Void> response = client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/echo"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return response.headers().firstValue("Client-Port").orElseThrow();
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().sslContext(trust).build();
    }

    private static void echo(TestServer server) {
        try (TestClient client = TestClient.to(
                "wss://localhost:" + server.port() + "/echo",
                client(),
                builder -> builder.header("Origin", "https://localhost:" + server.port()))) {
            client.send("secret");
            assertThat(client.text()).isEqualTo("secret");
            client.send(new byte[128 * 1024]);
            assertThat(client.binary()).hasSize(128 * 1024);
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void framesInTheSegmentOfTheRequestArrive() throws Exception {
        for (String http2 : List.of("false", "true")) {
            try (TestServer server = server("server.http2.enabled=" + http2);
                    RawClient client =
                            new RawClient(trust.getSocketFactory().createSocket("localhost", server.port()))) {
                client.send(RawClient.handshake("/echo"), RawClient.frame(1, "one"), RawClient.frame(1, "two"));
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
                assertThat(client.frame()).isEqualTo("1:one");
                assertThat(client.frame()).isEqualTo("1:two");
            }
        }
    }
}
