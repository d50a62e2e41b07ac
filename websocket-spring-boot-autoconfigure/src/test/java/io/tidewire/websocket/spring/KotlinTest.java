package io.tidewire.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;

/** Handlers in Kotlin: suspending functions and flows. */
class KotlinTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.with(JacksonAutoConfiguration.class, KotlinHandler.class, KotlinFlowHandler.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aSuspendingFunctionAnswersInOrder() {
        try (TestClient client = server.connect("/kotlin")) {
            for (String question : List.of("a", "b")) {
                client.send("{\"type\":\"ask\",\"question\":\"" + question + "\"}");
            }
            assertThat(client.text()).isEqualTo("{\"answer\":\"a on kotlin\"}");
            assertThat(client.text()).isEqualTo("{\"answer\":\"b on kotlin\"}");
        }
    }

    @Test
    void aFlowPushes() {
        try (TestClient client = server.connect("/kotlin")) {
            client.send("{\"type\":\"count\",\"to\":3}");
            assertThat(List.of(client.text(), client.text(), client.text())).containsExactly("1", "2", "3");
        }
    }

    @Test
    void aSuspendingFunctionFails() {
        try (TestClient client = server.connect("/kotlin")) {
            client.send("{\"type\":\"fail\",\"why\":\"so\"}");
            assertThat(client.text()).isEqualTo("failed: so");
        }
    }

    @Test
    void aFlowTakesAllMessages() {
        try (TestClient client = server.connect("/kotlin-flow")) {
            client.send("tide").send("wire");
            assertThat(client.text()).isEqualTo("TIDE");
            assertThat(client.text()).isEqualTo("WIRE");
        }
    }
}
