package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.netty.http.server.ProxyProtocolSupportType;

/** The client's address is what a proxy says if the application trusts it, and where the bytes come from otherwise. */
class ProxyTest {

    private static final String X_FORWARDED_FOR = "X-Forwarded-For: 203.0.113.7";
    private static final String FORWARDED = "Forwarded: for=\"[2001:db8::7]:4711\";proto=https;host=chat.example";
    private static final String PROXY_V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";

    /** Tells each client its address. */
    @SocketHandler("/address")
    static class Address extends TextWebSocketHandler {

        @Override
        public void afterConnectionEstablished(WebSocketSession session) {
            InetSocketAddress address =
                    Objects.requireNonNull(session.getHandshakeInfo().remoteAddress());
            session.sendMessage(new TextMessage(address.getHostString()));
        }
    }

    /** Beside the guard, what an application adds that is told addresses by the PROXY protocol. */
    @Configuration(proxyBeanMethods = false)
    static class ProxyProtocol {

        @Bean
        NettyServerCustomizer proxyProtocol() {
            return server -> server.proxyProtocol(ProxyProtocolSupportType.ON);
        }
    }

    private static String addressSeenBy(TestServer server, String preamble, String... headers) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(preamble + RawClient.handshake("/address", headers));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            return client.frame();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "server.forward-headers-strategy=none"})
    void forwardedHeadersOfStrangersChangeNothing(String strategy) throws Exception {
        try (TestServer server = TestServer.with(List.of(strategy), Address.class)) {
            assertThat(addressSeenBy(server, "", X_FORWARDED_FOR)).isEqualTo("1:127.0.0.1");
            assertThat(addressSeenBy(server, "", FORWARDED)).isEqualTo("1:127.0.0.1");
            assertThat(addressSeenBy(server, "", "X-Real-IP: 203.0.113.7", X_FORWARDED_FOR, FORWARDED))
                    .isEqualTo("1:127.0.0.1");
        }
    }

    @Test
    void proxyPreambleOfAStrangerIsABadRequest() throws Exception {
        try (TestServer server = TestServer.with(Address.class);
                RawClient client = new RawClient(server.port())) {
            client.send(PROXY_V1 + RawClient.handshake("/address"));
            assertThat(client.rest()).startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "framework"})
    void forwardedHeadersOfATrustedProxyCount(String strategy) throws Exception {
        try (TestServer server =
                TestServer.with(List.of("server.forward-headers-strategy=" + strategy), Address.class)) {
            assertThat(addressSeenBy(server, "")).isEqualTo("1:127.0.0.1");
            assertThat(addressSeenBy(server, "", X_FORWARDED_FOR)).isEqualTo("1:203.0.113.7");
            assertThat(addressSeenBy(server, "", FORWARDED)).contains("2001:db8");
            // why a proxy has to replace what the client sent, and not to add to it
            assertThat(addressSeenBy(server, "", X_FORWARDED_FOR + ", 198.51.100.9"))
                    .isEqualTo("1:203.0.113.7");
            assertThat(addressSeenBy(server, "", X_FORWARDED_FOR, FORWARDED)).contains("2001:db8");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "framework"})
    void originIsThatOfTheProxy(String strategy) throws Exception {
        String[] forwarded = {"X-Forwarded-Proto: https", "X-Forwarded-Host: chat.example:8443", X_FORWARDED_FOR};
        try (TestServer server =
                TestServer.with(List.of("server.forward-headers-strategy=" + strategy), Address.class)) {
            assertThat(status(server, "https://chat.example:8443", forwarded)).isEqualTo("101");
            assertThat(status(server, "https://evil.example:8443", forwarded)).isEqualTo("403");
            assertThat(status(server, "http://chat.example:8443", forwarded)).isEqualTo("403");
        }
        try (TestServer server = TestServer.with(Address.class)) {
            assertThat(status(server, "https://chat.example:8443", forwarded)).isEqualTo("403");
        }
    }

    private static String status(TestServer server, String origin, String... headers) throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/address", headers)
                    .replace("Connection: Upgrade\r\n", "Connection: Upgrade\r\nOrigin: " + origin + "\r\n"));
            return client.head().split(" ", 3)[1];
        }
    }

    @Test
    void proxyProtocolTellsTheAddress() throws Exception {
        try (TestServer server = TestServer.with(Address.class, ProxyProtocol.class)) {
            assertThat(addressSeenBy(server, PROXY_V1)).isEqualTo("1:203.0.113.7");
            assertThat(addressSeenBy(server, proxyV2())).isEqualTo("1:203.0.113.7");
            // headers are another matter, which this application does not believe in
            assertThat(addressSeenBy(server, PROXY_V1, "X-Forwarded-For: 198.51.100.9", FORWARDED))
                    .isEqualTo("1:203.0.113.7");
        }
    }

    /** The same in binary. */
    private static String proxyV2() {
        byte[] preamble = ByteBuffer.allocate(28)
                .put("\r\n\r\n\0\r\nQUIT\n".getBytes(ISO_8859_1))
                .put((byte) 0x21) // version 2, PROXY
                .put((byte) 0x11) // TCP over IPv4
                .putShort((short) 12)
                .put(new byte[] {(byte) 203, 0, 113, 7, (byte) 192, 0, 2, 1})
                .putShort((short) 4711)
                .putShort((short) 443)
                .array();
        return new String(preamble, ISO_8859_1);
    }

    @Test
    void framesBehindPreambleAndRequestArrive() throws Exception {
        try (TestServer server = TestServer.with(Address.class, ProxyProtocol.class, ExchangeHandshakeTest.Echo.class);
                RawClient client = new RawClient(server.port())) {
            client.send(PROXY_V1 + RawClient.handshake("/echo"), RawClient.frame(1, "one"), RawClient.frame(1, "two"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.frame()).isEqualTo("1:one");
            assertThat(client.frame()).isEqualTo("1:two");
        }
    }

    @Test
    void preambleWithoutARequestIsCutAtTheDeadline() throws Exception {
        try (TestServer server =
                        TestServer.with(List.of("tidewire.handshake-timeout=1s"), Address.class, ProxyProtocol.class);
                RawClient client = new RawClient(server.port())) {
            client.send(PROXY_V1);
            assertThat(client.rest()).isEmpty();
        }
    }
}
