package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.reactive.HandlerMapping;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Handlers with one method that turns a stream into a stream. */
@ExtendWith(OutputCaptureExtension.class)
class StreamHandlerTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                List.of("tidewire.endpoints.worker.execution=worker", "shout.path=/shout"),
                Echo.class,
                Shout.class,
                Reverse.class,
                Three.class,
                Broken.class,
                Thrower.class,
                Endless.class,
                Sink.class,
                Room.class,
                WorkerHandler.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void messagesOfBothKindsComeBackAsTheyWere() {
        try (TestClient client = server.connect("/echo")) {
            for (int i = 0; i < 1000; i++) {
                client.send("text " + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(client.text()).isEqualTo("text " + i);
            }
            client.send(new byte[128 * 1024]);
            assertThat(client.binary()).hasSize(128 * 1024);
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @SocketHandler("/echo")
    static class Echo {

        @OnMessage
        Flux<WebSocketMessage> echo(Flux<WebSocketMessage> inbound) {
            return inbound;
        }
    }

    @Test
    void stringsAreText() {
        try (TestClient client = server.connect("/shout")) {
            client.send("grüße");
            assertThat(client.text()).isEqualTo("GRÜSSE");
        }
    }

    @Test
    void binaryForStringsClosesWith1003() {
        try (TestClient client = server.connect("/shout")) {
            client.send(new byte[1]);
            assertThat(client.closeCode()).isEqualTo(1003);
            assertThat(client.closeReason()).isEqualTo("text messages only");
        }
    }

    @SocketHandler("${shout.path}")
    static class Shout {

        @OnMessage
        Flux<String> shout(Flux<String> inbound) {
            return inbound.map(text -> text.toUpperCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void textForBytesClosesWith1003() {
        try (TestClient client = server.connect("/reverse")) {
            client.send(new byte[] {1, 2});
            assertThat(client.binary()).containsExactly(2, 1);
            client.send("text");
            assertThat(client.closeCode()).isEqualTo(1003);
            assertThat(client.closeReason()).isEqualTo("binary messages only");
        }
    }

    @SocketHandler("/reverse")
    static class Reverse {

        @OnMessage
        Publisher<byte[]> reverse(Publisher<byte[]> inbound) {
            return Flux.from(inbound).map(bytes -> new byte[] {bytes[1], bytes[0]});
        }
    }

    @Test
    void completedOutputClosesWith1000BehindWhatWasSent() {
        try (TestClient client = server.connect("/three")) {
            assertThat(client.text()).isEqualTo("1");
            assertThat(client.text()).isEqualTo("2");
            assertThat(client.text()).isEqualTo("3");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @SocketHandler("/three")
    static class Three {

        @OnMessage
        Flux<TextMessage> count(Flux<TextMessage> inbound) {
            return Flux.range(1, 3).map(i -> new TextMessage(Integer.toString(i)));
        }
    }

    @Test
    void failedOutputClosesWith1011AndIsLoggedOnce(CapturedOutput output) {
        try (TestClient client = server.connect("/broken")) {
            client.send("x");
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
            assertThat(output).contains("java.lang.IllegalStateException: broken");
        }
    }

    @SocketHandler("/broken")
    static class Broken {

        @OnMessage
        Flux<String> fail(Flux<String> inbound) {
            return inbound.map(text -> {
                throw new IllegalStateException("broken");
            });
        }
    }

    @Test
    void methodThatThrowsClosesWith1011AndIsLoggedOnce(CapturedOutput output) {
        try (TestClient client = server.connect("/thrower")) {
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
        }
    }

    @SocketHandler("/thrower")
    static class Thrower {

        @OnMessage
        Mono<String> fail(Flux<String> inbound) {
            throw new IllegalStateException("at once");
        }
    }

    @Test
    void endOfConnectionCancelsOutputSilently(CapturedOutput output) {
        try (TestClient client = server.connect("/endless")) {
            client.close(1000, "");
            server.bean(Endless.class).cancelled.orTimeout(5, TimeUnit.SECONDS).join();
            assertThat(output).doesNotContain("ERROR", "WARN");
        }
    }

    @SocketHandler("/endless")
    static class Endless {

        final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        @OnMessage
        Flux<String> never(Flux<String> inbound) {
            return Flux.<String>never().doOnCancel(() -> cancelled.complete(null));
        }
    }

    @Test
    void outputOfVoidWorksOnWhenTheConnectionHasEnded() {
        try (TestClient client = server.connect("/sink")) {
            client.send("a").send("b").close(1000, "");
            assertThat(server.bean(Sink.class)
                            .seen
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join())
                    .containsExactly("a", "b");
        }
    }

    @SocketHandler("/sink")
    static class Sink {

        final CompletableFuture<List<String>> seen = new CompletableFuture<>();

        @OnMessage
        Mono<Void> listen(Flux<String> inbound) {
            return inbound.collectList().doOnNext(seen::complete).then();
        }
    }

    @Test
    void sessionIsAnArgumentAndHoldsPathVariables() {
        try (TestClient client = server.connect("/rooms/blue?x=1")) {
            assertThat(client.text()).isEqualTo("{room=blue} /rooms/blue?x=1");
        }
    }

    @SocketHandler("/rooms/{room}")
    static class Room {

        @OnMessage
        Mono<String> room(WebSocketSession session, Flux<String> inbound) {
            Map<?, ?> variables =
                    (Map<?, ?>) session.getAttributes().get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
            java.net.URI uri = session.getHandshakeInfo().uri();
            return Mono.just(variables + " " + uri.getPath() + "?" + uri.getQuery());
        }
    }

    @Test
    void workerExecutionMayBlock() {
        try (TestClient client = server.connect("/worker")) {
            client.send("a");
            assertThat(client.text()).startsWith("task-");
            client.close(4001, "");
            assertThat(server.bean(WorkerHandler.class)
                            .status
                            .orTimeout(5, TimeUnit.SECONDS)
                            .join()
                            .getCode())
                    .isEqualTo(4001);
        }
    }

    @SocketHandler("/worker")
    static class WorkerHandler {

        final CompletableFuture<CloseStatus> status = new CompletableFuture<>();

        @OnMessage
        Flux<String> thread(Flux<String> inbound, WebSocketSession session) {
            session.closeStatus().subscribe(status::complete);
            return inbound.map(
                    text -> Mono.just(Thread.currentThread().getName()).hide().block());
        }
    }
}
