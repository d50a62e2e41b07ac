package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.SessionClosedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.PooledDataBuffer;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** WebFlux's own handlers, unchanged. */
@ExtendWith(OutputCaptureExtension.class)
class WebFluxHandlerTest {

    private static final BlockingQueue<CloseStatus> STATUSES = new LinkedBlockingQueue<>();

    private static final BlockingQueue<CloseStatus> FLOODED = new LinkedBlockingQueue<>();

    private static final java.util.Queue<DataBuffer> POOLED = new java.util.concurrent.ConcurrentLinkedQueue<>();

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(Handlers.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Configuration(proxyBeanMethods = false)
    static class Handlers {

        @Bean
        SimpleUrlHandlerMapping handlers() {
            Map<String, WebSocketHandler> handlers = new java.util.HashMap<>();
            handlers.put("/flood", WebFluxHandlerTest::flood);
            handlers.putAll(Map.<String, WebSocketHandler>of(
                    "/echo", session -> session.send(session.receive()),
                    "/retaining", session -> session.send(session.receive().doOnNext(WebSocketMessage::retain)),
                    "/protocols", new Protocols(),
                    "/first", session -> session.send(session.receive().take(1)),
                    "/close",
                            session -> session.receive()
                                    .concatMap(
                                            message -> session.close(new CloseStatus(4002, message.getPayloadAsText())))
                                    .then(),
                    "/status", WebFluxHandlerTest::recordStatus,
                    "/fail",
                            session -> session.receive()
                                    .then(Mono.error(new IllegalStateException("never shown")))
                                    .mergeWith(Mono.error(new IllegalStateException("handler's bug")))
                                    .then(),
                    "/ping", WebFluxHandlerTest::pingPong,
                    "/info/{id}", WebFluxHandlerTest::info,
                    "/ignore",
                            session -> Mono.delay(Duration.ofMillis(1))
                                    .then(session.send(Mono.just(session.textMessage("bye"))))));
            return new SimpleUrlHandlerMapping(handlers, -1);
        }

        @Bean
        WebFilter context() {
            return (exchange, chain) -> chain.filter(exchange).contextWrite(context -> context.put("who", "filter"));
        }
    }

    static Mono<Void> recordStatus(WebSocketSession session) {
        return session.receive()
                .then(session.closeStatus())
                .doOnNext(STATUSES::add)
                .then();
    }

    static Mono<Void> pingPong(WebSocketSession session) {
        Mono<WebSocketMessage> ping = Mono.just(session.pingMessage(buffers -> buffers.wrap("tick".getBytes(UTF_8))));
        Flux<WebSocketMessage> answers = session.receive()
                .map(message -> session.textMessage(message.getType() + " " + message.getPayloadAsText()));
        return session.send(Flux.concat(ping, answers));
    }

    /** Pooled buffers without end, some of them always in an operator's queue. */
    static Mono<Void> flood(WebSocketSession session) {
        return session.send(Flux.generate(sink -> sink.next(session.binaryMessage(buffers -> {
                            DataBuffer buffer = buffers.allocateBuffer(1024);
                            POOLED.add(buffer);
                            return buffer.write(new byte[1024]);
                        })))
                        .cast(WebSocketMessage.class)
                        .publishOn(Schedulers.immediate(), 32))
                .onErrorResume(
                        SessionClosedException.class,
                        gone -> session.closeStatus().doOnNext(FLOODED::add).then());
    }

    @Test
    void eachBufferIsReleasedWhenTheClientLeavesInMidStream() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/flood"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
        }
        assertThat(FLOODED.poll(10, TimeUnit.SECONDS)).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
        assertThat(POOLED).hasSizeGreaterThan(32).allMatch(buffer -> !((PooledDataBuffer) buffer).isAllocated());
    }

    static Mono<Void> info(WebSocketSession session) {
        session.getAttributes().put("note", "kept");
        return Mono.deferContextual(context -> session.send(Flux.just(
                session.textMessage(
                        String.valueOf(session.getAttributes().get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE))),
                session.textMessage(String.valueOf(session.getAttributes().get("note"))),
                session.textMessage(context.get("who")),
                session.textMessage(
                        String.valueOf(session.getHandshakeInfo().getHeaders().getFirst("X-Custom"))),
                session.textMessage(session.isOpen() + " "
                        + session.getHandshakeInfo().getUri().getPath()))));
    }

    static final class Protocols implements WebSocketHandler {

        @Override
        public List<String> getSubProtocols() {
            return List.of("c", "b");
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return session.send(Mono.just(session.textMessage(
                    String.valueOf(session.getHandshakeInfo().getSubProtocol()))));
        }
    }

    @Test
    void hundredMessagesComeBackInOrder() {
        for (String path : List.of("/echo", "/retaining")) {
            try (TestClient client = server.connect(path)) {
                for (int i = 0; i < 100; i++) {
                    client.send("消息 " + i);
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(client.text()).isEqualTo("消息 " + i);
                }
                client.close(1000, "");
                assertThat(client.closeCode()).isEqualTo(1000);
            }
        }
    }

    @Test
    void payloadsOf128KiBPassBothWays() {
        byte[] payload = new byte[128 * 1024];
        payload[payload.length - 1] = 42;
        try (TestClient client = server.connect("/echo")) {
            client.send(payload);
            assertThat(client.binary()).isEqualTo(payload);
            client.send("x".repeat(128 * 1024));
            assertThat(client.text()).hasSize(128 * 1024);
        }
    }

    @Test
    void subprotocolIsFoundInListWithSpaces() {
        try (TestClient client = TestClient.to(
                "ws://localhost:" + server.port() + "/protocols",
                TestClient.http(),
                builder -> builder.subprotocols("a", "b"))) {
            assertThat(client.socket().getSubprotocol()).isEqualTo("b");
            assertThat(client.text()).isEqualTo("b");
        }
    }

    @Test
    void withoutCommonSubprotocolThereIsNone() {
        try (TestClient client = TestClient.to(
                "ws://localhost:" + server.port() + "/protocols",
                TestClient.http(),
                builder -> builder.subprotocols("a"))) {
            assertThat(client.socket().getSubprotocol()).isEmpty();
            assertThat(client.text()).isEqualTo("null");
        }
    }

    @Test
    void takingOneMessageEndsTheHandlerAndClosesWith1000() {
        try (TestClient client = server.connect("/first")) {
            client.send("1").send("2").send("3");
            assertThat(client.text()).isEqualTo("1");
            assertThat(client.closeCode()).isEqualTo(1000);
            assertThat(client.hasReceived()).isFalse();
        }
    }

    @Test
    void handlerClosesWithItsStatus() {
        try (TestClient client = server.connect("/close")) {
            client.send("why not");
            assertThat(client.closeCode()).isEqualTo(4002);
            assertThat(client.closeReason()).isEqualTo("why not");
        }
    }

    @Test
    void handlerSeesTheClientsStatus() throws Exception {
        try (TestClient client = server.connect("/status")) {
            client.close(4003, "off");
            assertThat(STATUSES.poll(5, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(4003, "off"));
        }
    }

    @Test
    void emptyCloseFrameIs1005AndBrokenConnectionIs1006() throws Exception {
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/status"));
            client.head();
            client.send("", RawClient.frame(8, ""));
            assertThat(STATUSES.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseStatus.NO_STATUS_CODE);
        }
        try (RawClient client = new RawClient(server.port())) {
            client.send(RawClient.handshake("/status"));
            client.head();
        }
        assertThat(STATUSES.poll(5, TimeUnit.SECONDS)).isEqualTo(CloseStatus.NO_CLOSE_FRAME);
    }

    @Test
    void failedHandlerClosesWith1011AndIsLoggedOnce(CapturedOutput output) {
        try (TestClient client = server.connect("/fail")) {
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
            assertThat(output).contains("handler's bug");
        }
    }

    @Test
    void pongToTheHandlersPingArrivesAtTheHandler() {
        try (TestClient client = server.connect("/ping")) {
            assertThat(client.text()).isEqualTo("PONG tick");
            client.socket().sendPong(ByteBuffer.wrap(new byte[] {'u'})).join();
            assertThat(client.text()).isEqualTo("PONG u");
            client.send("t");
            assertThat(client.text()).isEqualTo("TEXT t");
        }
    }

    @Test
    void handlerFindsAttributesContextAndHeaders() {
        try (TestClient client = TestClient.to(
                "ws://localhost:" + server.port() + "/info/7",
                TestClient.http(),
                builder -> builder.header("X-Custom", "value"))) {
            assertThat(client.text()).isEqualTo("{id=7}");
            assertThat(client.text()).isEqualTo("kept");
            assertThat(client.text()).isEqualTo("filter");
            assertThat(client.text()).isEqualTo("value");
            assertThat(client.text()).isEqualTo("true /info/7");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void handlerThatReceivesNothingStillSendsAndCloses() {
        try (TestClient client = server.connect("/ignore")) {
            assertThat(client.text()).isEqualTo("bye");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }
}
