package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Nothing of ours blocks an event loop, and a handler that blocks its worker stalls nobody else. */
class NeverBlocksTest {

    @TempDir
    Path directory;

    @Test
    void eventLoopsAreNeverBlocked() throws Exception {
        Path output = directory.resolve("output");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+AllowRedefinitionToAddDeleteMethods", // what BlockHound needs since JDK 13
                        "-XX:+EnableDynamicAgentLoading",
                        "-Dreactor.netty.ioWorkerCount=1",
                        "-cp",
                        classPath,
                        Application.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(application.waitFor()).as(() -> read(output)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /** All connections share one event loop, which is watched. */
    static final class Application {

        static final Queue<Throwable> blocked = new ConcurrentLinkedQueue<>();

        public static void main(String[] arguments) {
            // whoever hands work to a thread pool takes the lock of its queue for an instant
            BlockHound.install(builder -> builder.allowBlockingCallsInside(
                            ThreadPoolExecutor.class.getName(), "execute")
                    .blockingMethodCallback(method -> blocked.add(new IllegalStateException(String.valueOf(method)))));
            try (TestServer server = TestServer.with(
                    JacksonAutoConfiguration.class,
                    Guilty.class,
                    Stuck.class,
                    Callbacks.class,
                    Methods.class,
                    Streams.class)) {
                try (TestClient guilty = server.connect("/guilty")) {
                    guilty.send("text");
                    assertThat(guilty.text()).isEqualTo("text");
                    assertThat(blocked).as("the watchdog bites").isNotEmpty();
                    blocked.clear();
                }
                try (TestClient stuck = server.connect("/stuck")) {
                    stuck.send("text");
                    for (String path : List.of("/callbacks", "/methods", "/streams")) {
                        try (TestClient client = server.connect(path)) {
                            for (int i = 0; i < 100; i++) {
                                client.send("{\"type\":\"later\",\"n\":" + i + "}");
                                client.send("{\"type\":\"now\",\"n\":" + i + "}");
                            }
                            for (int i = 0; i < 200; i++) {
                                client.text();
                            }
                            client.close(1000, "");
                            assertThat(client.closeCode()).isEqualTo(1000);
                        }
                    }
                    assertThat(server.bean(Stuck.class).began.getCount()).isZero();
                    server.bean(Stuck.class).end.countDown();
                    assertThat(stuck.text()).isEqualTo("text");
                }
            }
            blocked.forEach(Throwable::printStackTrace);
            System.exit(blocked.isEmpty() ? 0 : 1);
        }
    }

    @SocketHandler("/guilty")
    static class Guilty {

        @OnMessage
        Mono<String> block(String text) throws InterruptedException {
            new CountDownLatch(1).await(1, java.util.concurrent.TimeUnit.MILLISECONDS);
            return Mono.just(text);
        }
    }

    @SocketHandler("/stuck")
    static class Stuck {

        final CountDownLatch began = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @OnMessage
        String block(String text) throws InterruptedException {
            began.countDown();
            end.await();
            return text;
        }
    }

    @SocketHandler("/callbacks")
    static class Callbacks extends TextWebSocketHandler {

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) {
            session.sendMessage(message);
        }
    }

    @SocketHandler("/methods")
    static class Methods {

        record Later(int n) {}

        record Now(int n) {}

        @OnMessage
        Mono<Later> later(Later later) {
            return Mono.just(later);
        }

        @OnMessage
        Now now(Now now) {
            return now;
        }
    }

    @SocketHandler("/streams")
    static class Streams {

        @OnMessage
        Flux<String> same(Flux<String> inbound) {
            return inbound;
        }
    }
}
