package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.WebSocketSession;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
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
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.userdetails.User;
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
                Stream.class,
                Methods.class);
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

    @SocketHandler("/methods")
    static class Methods {

        @OnMessage
        String user(
                String what,
                Principal principal,
                Authentication authentication,
                @AuthenticationPrincipal User user,
                @CurrentUser User same,
                @AuthenticationPrincipal String ofAnotherType) {
            if (what.equals("deny")) {
                throw new AccessDeniedException("not you, " + user.getUsername());
            }
            return String.join(
                    " ",
                    principal.getName(),
                    authentication.getName(),
                    user.getUsername(),
                    same.getUsername(),
                    String.valueOf(ofAnotherType));
        }
    }

    @Target(ElementType.PARAMETER)
    @Retention(RetentionPolicy.RUNTIME)
    @AuthenticationPrincipal
    @interface CurrentUser {}

    @Test
    void userIsAnArgumentAndDenialClosesWith1008() {
        try (TestClient client = TestClient.to(
                "ws://localhost:" + server.port() + "/methods",
                TestClient.http(),
                builder -> builder.header("Authorization", ANN))) {
            client.send("who");
            assertThat(client.text()).isEqualTo("ann ann ann ann null");
            client.send("deny");
            assertThat(client.closeCode()).isEqualTo(1008);
            assertThat(client.closeReason()).isEqualTo("access denied");
        }
    }
}
