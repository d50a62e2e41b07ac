package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tidewire.websocket.WebSocketMessage;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The opening handshake through WebFlux. */
class ExchangeHandshakeTest {

    private static final String FOREIGN = "Origin: https://evil.example";

    @SocketHandler("/echo")
    static class Echo {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WebFluxHandlers {

        @Bean
        SimpleUrlHandlerMapping handlers() {
            WebSocketHandler echo = session -> session.send(session.receive());
            SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(Map.of("/webflux", echo), -1);
            CorsConfiguration cors = new CorsConfiguration();
            cors.addAllowedOrigin("https://friend.example");
            cors.addAllowedOriginPattern("https://*.friend.example");
            cors.setAllowCredentials(true);
            mapping.setCorsConfigurations(Map.of("/webflux", cors));
            return mapping;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AnyOriginWithoutCookies {

        @Bean
        SimpleUrlHandlerMapping publicHandlers() {
            WebSocketHandler echo = session -> session.send(session.receive());
            SimpleUrlHandlerMapping mapping =
                    new SimpleUrlHandlerMapping(Map.of("/public", echo, "/public-pattern", echo), -1);
            CorsConfiguration everyPattern = new CorsConfiguration();
            everyPattern.addAllowedOriginPattern("*");
            mapping.setCorsConfigurations(Map.of(
                    "/public", new CorsConfiguration().applyPermitDefaultValues(), "/public-pattern", everyPattern));
            return mapping;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ThreadHop {

        @Bean
        WebFilter hop() {
            return (exchange, chain) -> Mono.delay(java.time.Duration.ofMillis(20), Schedulers.boundedElastic())
                    .then(chain.filter(exchange));
        }
    }

    @Test
    void foreignOriginIsRefusedWithTheReason() throws Exception {
        try (TestServer server = TestServer.with(Echo.class, AnyOriginWithoutCookies.class)) {
            for (String path : List.of("/echo", "/public", "/public-pattern")) {
                try (RawClient client = new RawClient(server.port())) {
                    client.send(RawClient.handshake(path, FOREIGN));
                    assertThat(client.rest())
                            .startsWith("HTTP/1.1 403 ")
                            .containsIgnoringCase("content-type: text/plain")
                            .contains("This endpoint does not take connections from pages of that origin\n");
                }
            }
        }
    }

    @Test
    void sameOriginIsAllowed() throws Exception {
        try (TestServer server = TestServer.with(Echo.class);
                RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo", "Origin: http://localhost"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void sameOriginIsThatOfTheProxyInFront() throws Exception {
        for (String strategy : List.of("native", "framework")) {
            try (TestServer server =
                            TestServer.with(List.of("server.forward-headers-strategy=" + strategy), Echo.class);
                    RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake(
                        "/echo",
                        "Origin: https://www.example.org",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: www.example.org",
                        "X-Forwarded-Port: 443"));
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void propertiesAllowOriginsForAllAndForOneEndpoint() throws Exception {
        for (String key : List.of("tidewire.allowed-origins", "tidewire.endpoints.echo.allowed-origins")) {
            try (TestServer server =
                            TestServer.with(List.of(key + "=https://a.example, https://evil.example"), Echo.class);
                    RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake("/echo", FOREIGN));
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            }
        }
    }

    @Test
    void originThatCorsApprovesOfIsNotRefusedAgain() throws Exception {
        try (TestServer server = TestServer.with(WebFluxHandlers.class)) {
            for (String origin : List.of("https://friend.example", "https://www.friend.example")) {
                try (RawClient client = new RawClient(server.port())) {
                    client.send(RawClient.handshake("/webflux", "Origin: " + origin));
                    assertThat(client.head()).startsWith("HTTP/1.1 101 ");
                }
            }
            try (RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake("/webflux", FOREIGN));
                assertThat(client.rest()).startsWith("HTTP/1.1 403 ");
            }
        }
    }

    @Test
    void plainGetIsToldToUpgradeAndKeepsItsConnection() throws Exception {
        try (TestServer server = TestServer.with(Echo.class)) {
            HttpResponse<String> response = TestClient.http()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/echo"))
                                    .version(java.net.http.HttpClient.Version.HTTP_1_1)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(426);
            assertThat(response.headers().firstValue("Upgrade")).hasValue("websocket");
            assertThat(response.headers().firstValue("Sec-WebSocket-Version")).hasValue("13");
            assertThat(response.body()).isEqualTo("This is a WebSocket endpoint: ask for an upgrade to websocket\n");
        }
    }

    @Test
    void refusedUpgradeEndsItsConnection() throws Exception {
        try (TestServer server = TestServer.with(Echo.class)) {
            for (String request : List.of(
                    RawClient.handshake("/nowhere"),
                    RawClient.handshake("/echo").replace("dGhlIHNhbXBsZSBub25jZQ==", "short"),
                    RawClient.handshake("/echo").replace("Version: 13", "Version: 12"))) {
                try (RawClient client = new RawClient(server.port())) {
                    client.send(request);
                    assertThat(client.rest()).startsWith("HTTP/1.1 4").containsIgnoringCase("connection: close");
                }
            }
        }
    }

    @Test
    void framesInTheSegmentOfTheRequestArrive() throws Exception {
        for (Class<?> filter : List.of(Echo.class, ThreadHop.class)) {
            try (TestServer server = TestServer.with(Echo.class, filter);
                    RawClient client = new RawClient(server.port())) {
                client.send(RawClient.handshake("/echo"), RawClient.frame(1, "one"), RawClient.frame(1, "two"));
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
                assertThat(client.frame()).isEqualTo("1:one");
                assertThat(client.frame()).isEqualTo("1:two");
            }
        }
    }

    @Test
    void httpCompressionLeavesTheUpgradeAlone() throws Exception {
        try (TestServer server = TestServer.with(List.of("server.compression.enabled=true"), Echo.class);
                RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo", "Accept-Encoding: gzip"), RawClient.frame(1, "plain"));
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContainIgnoringCase("content-encoding")
                    .doesNotContainIgnoringCase("content-length")
                    .doesNotContainIgnoringCase("transfer-encoding");
            assertThat(client.frame()).isEqualTo("1:plain");
        }
    }

    @Test
    void serverWithHttp2OverClearTextUpgradesOverHttp1() throws Exception {
        try (TestServer server = TestServer.with(List.of("server.http2.enabled=true"), Echo.class);
                RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/echo"), RawClient.frame(1, "h1"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.frame()).isEqualTo("1:h1");
        }
    }

    @Test
    void otherServersAreToldOf() {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("http://localhost/")
                .header("Host", "localhost")
                .header("Upgrade", "websocket")
                .header("Connection", "Upgrade")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .header("Sec-WebSocket-Version", "13"));
        HandshakeInfo info =
                new HandshakeInfo(URI.create("/"), exchange.getRequest().getHeaders(), Mono.empty(), null);
        assertThatIllegalStateException()
                .isThrownBy(() -> new TidewireRequestUpgradeStrategy()
                        .upgrade(exchange, session -> Mono.empty(), null, () -> info)
                        .block())
                .withMessageContaining("Reactor Netty only");
    }
}
