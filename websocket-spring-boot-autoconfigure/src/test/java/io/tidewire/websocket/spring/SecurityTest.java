package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketSession;
import java.security.Principal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who connected is known to the handler. */
class SecurityTest {

    private static final String ANN = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(UTF_8));

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                List.of("spring.security.user.name=ann", "spring.security.user.password=secret"),
                Secured.class,
                Stream.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        ReactiveUserDetailsServiceAutoConfiguration.class,
        ReactiveWebSecurityAutoConfiguration.class
    })
    static class Secured {

        @Bean
        SimpleUrlHandlerMapping handlers() {
            WebSocketHandler handler = session -> session.send(
                    Flux.concat(session.getHandshakeInfo().getPrincipal().map(Principal::getName), user())
                            .map(session::textMessage));
            return new SimpleUrlHandlerMapping(Map.of("/webflux", handler), -1);
        }
    }

    static Mono<String> user() {
        return ReactiveSecurityContextHolder.getContext()
                .map(context ->
                        Objects.requireNonNull(context.getAuthentication()).getName());
    }

    @SocketHandler("/stream")
    static class Stream {

        @OnMessage
        Flux<String> users(Flux<String> inbound, WebSocketSession session) {
            Principal user = Objects.requireNonNull(session.getHandshakeInfo().principal());
            return Flux.concat(Mono.just(user.getName()), user());
        }
    }

    @Test
    void userIsInTheHandshakeInfoAndInTheContext() {
        for (String path : List.of("/webflux", "/stream")) {
            try (TestClient client = TestClient.to(
                    "ws://localhost:" + server.port() + path,
                    TestClient.http(),
                    builder -> builder.header("Authorization", ANN))) {
                assertThat(client.text()).isEqualTo("ann");
                assertThat(client.text()).isEqualTo("ann");
                assertThat(client.closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    void strangersAreRefusedByTheFilters() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/stream"));
            assertThat(client.rest()).startsWith("HTTP/1.1 401 ");
        }
    }
}
