package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.StreamedMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that all wait for what a client sends. */
class BlockedWorkersTest {

    @Test
    void theyStillGetIt() {
        List<String> oneThread =
                List.of("spring.task.execution.pool.core-size=1", "spring.task.execution.pool.max-size=1");
        try (TestServer server = TestServer.with(oneThread, BlockingHandler.class);
                TestClient client = server.connect("/blocking")) {
            client.send(new byte[1024 * 1024 - 1]);
            assertThat(client.text()).isEqualTo("1048575");
            client.close(1000, "");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @SocketHandler("/blocking")
    static class BlockingHandler {

        @OnMessage
        String store(StreamedMessage message) {
            long length = 0;
            for (byte[] part : message.content().toIterable()) {
                length += part.length;
            }
            return Long.toString(length);
        }
    }
}
