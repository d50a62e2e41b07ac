package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.StreamedMessage;
import io.tidewire.websocket.WebSocketSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Handlers whose method takes each message while it arrives. */
@ExtendWith(OutputCaptureExtension.class)
class StreamedMessageHandlerTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(
                List.of(
                        "tidewire.endpoints.upload.max-message-size=3GB",
                        "tidewire.endpoints.on-worker.execution=worker"),
                UploadHandler.class,
                Lengths.class,
                Thrower.class,
                Failing.class,
                Collecting.class,
                OnWorkerHandler.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void contentIsWrittenToAFileAndAnswered() throws IOException {
        byte[] content = new byte[4 * 1024 * 1024];
        new Random(6455).nextBytes(content);
        try (TestClient client = server.connect("/upload")) {
            client.send(content);
            Path stored = Path.of(client.text());
            assertThat(stored).hasBinaryContent(content);
            Files.delete(stored);
        }
    }

    // docs/handlers.md shows this
    @SocketHandler("/upload")
    static class UploadHandler {

        @OnMessage
        Mono<String> store(StreamedMessage upload) throws IOException {
            Path file = Files.createTempFile("upload", null);
            Flux<DataBuffer> content = upload.content().map(DefaultDataBufferFactory.sharedInstance::wrap);
            return DataBufferUtils.write(content, file).thenReturn(file.toString());
        }
    }

    @Test
    void messagesAreHandledOneAfterTheOtherAndTheSessionStaysOpen() {
        try (TestClient client = server.connect("/lengths")) {
            client.send("grüße").send(new byte[100_000]).send("");
            assertThat(client.text()).isEqualTo("text 7");
            assertThat(client.text()).isEqualTo("binary 100000");
            assertThat(client.text()).isEqualTo("text 0");
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @SocketHandler("/lengths")
    static class Lengths {

        @OnMessage
        Flux<String> length(WebSocketSession session, StreamedMessage message, SocketSession same) {
            assertThat(session).isSameAs(same);
            return message.content()
                    .reduce(0, (sum, part) -> sum + part.length)
                    .map(sum -> (message.isText() ? "text " : "binary ") + sum)
                    .flux();
        }
    }

    @Test
    void methodThatThrowsClosesWith1011AndIsLoggedOnce(CapturedOutput output) {
        try (TestClient client = server.connect("/thrower")) {
            client.send("a");
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
        }
    }

    @SocketHandler("/thrower")
    static class Thrower {

        @OnMessage
        Mono<Void> fail(StreamedMessage message) {
            throw new IllegalStateException("at once");
        }
    }

    @Test
    void failedPublisherClosesWith1011AndIsLoggedOnce(CapturedOutput output) {
        try (TestClient client = server.connect("/failing")) {
            client.send("a");
            assertThat(client.closeCode()).isEqualTo(1011);
            assertThat(output.toString().split(" ERROR ", -1)).hasSize(2);
            assertThat(output).contains("java.lang.IllegalStateException: broken");
        }
    }

    @SocketHandler("/failing")
    static class Failing {

        @OnMessage
        Mono<Void> fail(StreamedMessage message) {
            return message.content().then(Mono.error(new IllegalStateException("broken")));
        }
    }

    @Test
    void truncatedMessageFailsItsHandlerAndNotTheLog(CapturedOutput output) throws IOException {
        Collecting handler = server.bean(Collecting.class);
        try (RawClient client = new RawClient(server.port())) {
            byte[] begun = RawClient.frame(2, "abc");
            begun[0] = 2; // FIN is not set
            client.send(RawClient.handshake("/collecting"), begun);
            assertThat(handler.first.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("abc");
        }
        assertThat(handler.end.orTimeout(5, TimeUnit.SECONDS).join()).isInstanceOf(SessionClosedException.class);
        assertThat(output).doesNotContain("ERROR", "WARN");
    }

    @SocketHandler("/collecting")
    static class Collecting {

        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<Throwable> end = new CompletableFuture<>();

        @OnMessage
        Mono<Void> collect(StreamedMessage message) {
            return message.content()
                    .doOnNext(part -> first.complete(new String(part, UTF_8)))
                    .doOnError(end::complete)
                    .then();
        }
    }

    @Test
    void workerExecutionMayBlock() {
        try (TestClient client = server.connect("/on-worker")) {
            client.send(new byte[1024 * 1024]);
            assertThat(client.text()).startsWith("boundedElastic-");
            client.send("again");
            assertThat(client.text()).startsWith("boundedElastic-");
        }
    }

    @SocketHandler(path = "/on-worker", name = "on-worker")
    static class OnWorkerHandler {

        @OnMessage
        Mono<String> thread(StreamedMessage message) {
            String caller = Thread.currentThread().getName();
            assertThat(caller).startsWith("task-");
            return message.content()
                    .map(part ->
                            Mono.just(Thread.currentThread().getName()).hide().block())
                    .last();
        }
    }
}
