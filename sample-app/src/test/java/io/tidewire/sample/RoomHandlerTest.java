package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.tidewire.websocket.test.WebSocketTestClient;
import io.tidewire.websocket.test.WebSocketTestConnection;
import io.tidewire.websocket.test.autoconfigure.WebSocketTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** The rooms, over a slice of the application. */
@WebSocketTest(handlers = RoomHandler.class)
@Import(AnnouncementController.class)
class RoomHandlerTest {

    @Autowired
    private WebSocketTestClient client;

    private static String at(String json, String path) {
        return JsonPath.read(json, path).toString();
    }

    private WebSocketTestConnection enter(String room, String name) {
        WebSocketTestConnection connection = client.connect("/rooms/" + room + "?name=" + name);
        String welcome = connection.expectText();
        assertThat(at(welcome, "$.type")).isEqualTo("welcome");
        assertThat(at(welcome, "$.you.name")).isEqualTo(name);
        assertThat(at(welcome, "$.people[*].name")).contains(name);
        return connection;
    }

    @Test
    void theRoomIsToldWhatHappens() {
        try (WebSocketTestConnection ann = enter("one", "Ann");
                WebSocketTestConnection elsewhere = enter("two", "Cid")) {
            WebSocketTestConnection bob = enter("one", "Bob");
            assertThat(ann.expectText())
                    .startsWith("{\"type\":\"joined\",\"who\":{")
                    .contains("\"name\":\"Bob\"");

            bob.send("{\"type\":\"typing\"}");
            assertThat(ann.expectText()).startsWith("{\"type\":\"typing\",");
            bob.send("{\"type\":\"say\",\"text\":\"hello\"}");
            for (WebSocketTestConnection listener : List.of(ann, bob)) {
                String said = listener.expectText();
                assertThat(at(said, "$.type")).isEqualTo("said");
                assertThat(at(said, "$.who.name")).isEqualTo("Bob");
                assertThat(at(said, "$.text")).isEqualTo("hello");
                assertThat(at(said, "$.at")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            }

            bob.send("{\"type\":\"rename\",\"name\":\"Robert\"}");
            assertThat(at(ann.expectText(), "$.before")).isEqualTo("Bob");
            bob.close();
            String left = ann.expectText();
            assertThat(at(left, "$.type")).isEqualTo("left");
            assertThat(at(left, "$.who.name")).isEqualTo("Robert");

            elsewhere.send("{\"type\":\"say\",\"text\":\"alone\"}");
            assertThat(at(elsewhere.expectText(), "$.text")).isEqualTo("alone"); // and nothing before it
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"say","text":" "}   | text must not be blank
                    {"type":"say"}              | text must not be blank
                    {"type":"rename","name":""} | name must not be blank
                    {"type":"say","text":       | payload is not the JSON that is expected
                    """)
    void whatCannotBeTakenIsAnswered(String sent, String problem) {
        try (WebSocketTestConnection ann = enter("problems", "Ann")) {
            ann.send(sent);
            String answer = ann.expectText();
            assertThat(at(answer, "$.type")).isEqualTo("problem");
            assertThat(at(answer, "$.message")).isEqualTo(problem);
            ann.send("{\"type\":\"say\",\"text\":\"still here\"}");
            assertThat(at(ann.expectText(), "$.text")).isEqualTo("still here");
        }
    }

    @ParameterizedTest
    @CsvSource({"%20", "1234567890123456789012345678901"})
    void whoHasNoNameIsNotLetIn(String name) {
        client.connect("/rooms/one?name=" + name).expectClose(1008, "a name has 1 to 30 characters");
    }

    @Test
    void anAnnouncementReachesTheRoom(@LocalServerPort int port) {
        WebTestClient http =
                WebTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
        try (WebSocketTestConnection ann = enter("announced", "Ann")) {
            http.post()
                    .uri("/rooms/announced/announcements")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"text\":\"Closing soon\"}")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json("{\"sessions\":1}");
            String announced = ann.expectText();
            assertThat(at(announced, "$.type")).isEqualTo("announced");
            assertThat(at(announced, "$.text")).isEqualTo("Closing soon");

            http.post()
                    .uri("/rooms/announced/announcements")
                    .contentType(MediaType.APPLICATION_JSON)
                    .bodyValue("{\"text\":\"\"}")
                    .exchange()
                    .expectStatus()
                    .isBadRequest();
            ann.send("{\"type\":\"say\",\"text\":\"nothing before this\"}");
            assertThat(at(ann.expectText(), "$.text")).isEqualTo("nothing before this");
        }
    }
}
