package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.SessionAttribute;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What stands before handlers. */
class InterceptorsTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                Guard.class,
                Tenant.class,
                Marker.class,
                Filter.class,
                ColourResolver.class,
                Guarded.class,
                Paced.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // ---- handshakes

    @Component
    @Order(1)
    static class Guard implements HandshakeInterceptor {

        @Override
        public Mono<Void> beforeHandshake(
                EndpointName endpoint, HandshakeInfo request, Map<String, Object> attributes) {
            return "no".equals(request.uri().getQuery())
                    ? Mono.error(new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED, "pay for " + endpoint))
                    : Mono.empty();
        }
    }

    @Component
    @Order(2)
    static class Tenant implements HandshakeInterceptor {

        @Override
        public Mono<Void> beforeHandshake(
                EndpointName endpoint, HandshakeInfo request, Map<String, Object> attributes) {
            return Mono.fromRunnable(() -> attributes.put("tenant", "acme"));
        }
    }

    @Test
    void anInterceptorRefusesAHandshakeWithItsStatus() {
        assertThatThrownBy(() -> server.connect("/guarded?no"))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(402));
    }

    @Test
    void anInterceptorAddsAttributesAndAResolverArguments() {
        try (TestClient client = server.connect("/guarded")) {
            client.send("who");
            assertThat(client.text()).isEqualTo("[(acme red who)]");
        }
    }

    // ---- messages

    @Component
    @Order(1)
    static class Marker implements SocketMessageInterceptor {

        @Override
        public @Nullable WebSocketMessage received(SocketSession session, WebSocketMessage message) {
            return message;
        }

        @Override
        public WebSocketMessage sending(SocketSession session, WebSocketMessage message) {
            return new TextMessage("[" + ((TextMessage) message).getPayload() + "]");
        }
    }

    /** Inner of the two: sees first what is sent. */
    @Component
    @Order(2)
    static class Filter implements SocketMessageInterceptor {

        @Override
        public @Nullable WebSocketMessage received(SocketSession session, WebSocketMessage message) {
            String text = ((TextMessage) message).getPayload();
            return text.startsWith("drop") ? null : new TextMessage(text.toLowerCase(Locale.ROOT));
        }

        @Override
        public @Nullable WebSocketMessage sending(SocketSession session, WebSocketMessage message) {
            String text = ((TextMessage) message).getPayload();
            return text.contains("secret") ? null : new TextMessage("(" + text + ")");
        }
    }

    @Test
    void messagesAreChangedOrTakenAwayBothWays() {
        try (TestClient client = server.connect("/guarded")) {
            client.send("drop this").send("A secret").send("LOUD");
            assertThat(client.text()).isEqualTo("[(acme red loud)]");
        }
    }

    @Test
    void whatIsTakenAwayCostsNoDemand() {
        try (TestClient client = server.connect("/paced")) {
            for (int i = 0; i < 100; i++) {
                client.send("drop " + i);
            }
            client.send("one");
            assertThat(client.text()).isEqualTo("[(one)]");
            client.send("two");
            assertThat(client.text()).isEqualTo("[(two)]");
        }
    }

    @SocketHandler("/paced")
    static class Paced {

        @OnMessage
        Flux<String> oneAtATime(Flux<String> inbound) {
            return inbound.limitRate(1);
        }
    }

    // ---- arguments

    record Colour(String name) {}

    @Component
    static class ColourResolver implements SocketArgumentResolver {

        @Override
        public boolean supports(MethodParameter parameter) {
            return parameter.getParameterType() == Colour.class;
        }

        @Override
        public Object resolve(MethodParameter parameter, SocketSession session) {
            return new Colour("red");
        }
    }

    @SocketHandler("/guarded")
    static class Guarded {

        @OnMessage
        String answer(Colour colour, String text, @SessionAttribute String tenant) {
            return String.join(" ", List.of(tenant, colour.name, text));
        }
    }
}
