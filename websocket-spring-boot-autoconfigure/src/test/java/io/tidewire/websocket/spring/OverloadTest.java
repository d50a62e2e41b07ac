package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketSession;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** A task executor that takes no more. */
class OverloadTest {

    @SocketHandler("/busy")
    static class Busy extends TextWebSocketHandler {

        static final CountDownLatch release = new CountDownLatch(1);
        static final BlockingQueue<String> entries = new LinkedBlockingQueue<>();

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
            session.sendMessage(message);
            release.await();
        }

        @Override
        public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
            entries.add("closed " + status.getCode());
        }
    }

    @SocketHandler("/stream")
    static class Stream {

        @OnMessage
        Flux<String> echo(Flux<String> inbound) {
            return inbound;
        }
    }

    @Test
    void rejectedTaskClosesWith1013AndTheHandlerIsToldOfTheEnd() throws Exception {
        try (TestServer server = TestServer.with(
                        List.of(
                                "spring.task.execution.pool.core-size=1",
                                "spring.task.execution.pool.max-size=1",
                                "spring.task.execution.pool.queue-capacity=0",
                                "tidewire.execution=worker"),
                        Busy.class,
                        Stream.class);
                TestClient first = server.connect("/busy")) {
            first.send("occupied");
            assertThat(first.text()).isEqualTo("occupied");
            try (TestClient second = server.connect("/busy");
                    TestClient third = server.connect("/stream")) {
                assertThat(second.closeCode()).isEqualTo(1013);
                assertThat(third.closeCode()).isEqualTo(1013);
                assertThat(Busy.entries.poll(5, TimeUnit.SECONDS)).isEqualTo("closed 1013");
            } finally {
                Busy.release.countDown();
            }
        }
    }
}
