package io.tidewire.websocket.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.testing.Frames;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each expectation holds when it should, and fails when it should, saying what came instead. */
class ExpectationsTest {

    private static final WebSocketAcceptor ECHO = session -> session::sendMessage;

    private final WebSocketPair pair =
            WebSocketPair.of(ECHO).timeout(Duration.ofMillis(20)).connect();
    private final WebSocketTestConnection client = pair.client();

    record Say(String text) {}

    @AfterEach
    void end() {
        pair.close();
    }

    private void assertUnmet(String message, Consumer<WebSocketTestConnection> expectation) {
        assertThatThrownBy(() -> expectation.accept(client))
                .isInstanceOf(AssertionError.class)
                .hasMessage(message);
    }

    @Test
    void text() {
        client.send("a").expectText("a").send("b");
        assertThat(client.expectText()).isEqualTo("b");

        client.send("x");
        assertUnmet("expected text \"a\", but text \"x\" came", it -> it.expectText("a"));
        client.send(new byte[] {1, 2});
        assertUnmet("expected text \"a\", but binary [0102] came", it -> it.expectText("a"));
        client.send(new byte[] {1, 2});
        assertUnmet("expected a text, but binary [0102] came", WebSocketTestConnection::expectText);
        assertUnmet("expected text \"a\", but nothing came within PT0.02S", it -> it.expectText("a"));
        assertUnmet("expected a text, but nothing came within PT0.02S", WebSocketTestConnection::expectText);
        pair.server().close();
        assertUnmet("expected text \"a\", but close 1000 came", it -> it.expectText("a"));
    }

    @Test
    void binary() {
        client.send(new byte[] {1}).expectBinary(new byte[] {1}).send(new byte[] {2});
        assertThat(client.expectBinary()).containsExactly(2);

        client.send(new byte[] {3});
        assertUnmet("expected binary [01], but binary [03] came", it -> it.expectBinary(new byte[] {1}));
        client.send("a");
        assertUnmet("expected binary [01], but text \"a\" came", it -> it.expectBinary(new byte[] {1}));
        client.send("a");
        assertUnmet("expected a binary message, but text \"a\" came", WebSocketTestConnection::expectBinary);
        assertUnmet("expected binary [], but nothing came within PT0.02S", it -> it.expectBinary(new byte[0]));
    }

    @Test
    void json() {
        client.send(new Say("hi")).expectJson(" {\"text\" : \"hi\"} ").send(new Say("ho"));
        assertThat(client.expectJson(Say.class)).isEqualTo(new Say("ho"));

        client.send(new Say("x"));
        assertUnmet(
                "expected JSON {\"text\":\"hi\"}, but text \"{\"text\":\"x\"}\" came",
                it -> it.expectJson("{\"text\":\"hi\"}"));
        client.send("[]");
        assertUnmet("expected JSON of Say, but text \"[]\" came", it -> it.expectJson(Say.class));
        client.send("null");
        assertUnmet("expected JSON of Say, but text \"null\" came", it -> it.expectJson(Say.class));
        client.send("no json");
        assertUnmet("expected JSON {}, but text \"no json\" came", it -> it.expectJson("{}"));
        client.send(new byte[] {'{', '}'});
        assertUnmet("expected JSON {}, but binary [7b7d] came", it -> it.expectJson("{}"));
        assertUnmet("expected JSON {}, but nothing came within PT0.02S", it -> it.expectJson("{}"));
        assertThatThrownBy(() -> client.expectJson("{")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pong() {
        client.ping((byte) 7).expectPong((byte) 7);

        client.ping((byte) 8);
        assertUnmet("expected pong [07], but [08] came", it -> it.expectPong((byte) 7));
        client.send("a");
        assertUnmet("expected pong [07], but nothing came within PT0.02S", it -> it.expectPong((byte) 7));
        client.expectText("a");
        pair.server().close();
        assertUnmet("expected pong [07], but close 1000 came", it -> it.expectPong((byte) 7));
    }

    @Test
    void ping() {
        pair.server().sendPing(new byte[] {1});
        client.expectPing();

        assertUnmet("expected a ping, but nothing came within PT0.02S", WebSocketTestConnection::expectPing);
        pair.server().abort();
        assertUnmet(
                "expected a ping, but the end of the connection without a close frame (1006) came",
                WebSocketTestConnection::expectPing);
    }

    @Test
    void closeOfTheServer() {
        assertUnmet("expected close 1000, but nothing came within PT0.02S", it -> it.expectClose(1000));
        client.send("a");
        assertUnmet("expected close 1000, but text \"a\" came", it -> it.expectClose(1000));
        pair.server().close(new CloseStatus(4000, "enough"));
        assertUnmet("expected close 1000, but close 4000 \"enough\" came", it -> it.expectClose(1000));
        assertUnmet("expected close 4000 \"more\", but close 4000 \"enough\" came", it -> it.expectClose(4000, "more"));
        assertUnmet(
                "expected close 4001 \"enough\", but close 4000 \"enough\" came", it -> it.expectClose(4001, "enough"));
        // the end stays: it may be looked at again
        client.expectClose(4000).expectClose(4000, "enough");
        assertThat(client.expectClose().getReason()).isEqualTo("enough");
    }

    @Test
    void endWithoutACloseFrameIsNotAProperEnd() {
        pair.server().abort();
        assertUnmet(
                "expected close 1000, but the end of the connection without a close frame (1006) came",
                it -> it.expectClose(1000));
        client.expectClose(1006);
    }

    @Test
    void nothing() {
        client.expectNothing(Duration.ofSeconds(1)).send("a");
        assertUnmet("expected nothing for PT1S, but text \"a\" came", it -> it.expectNothing(Duration.ofSeconds(1)));
        client.expectText("a");
        pair.server().close();
        assertUnmet("expected nothing for PT0S, but close 1000 came", it -> it.expectNothing(Duration.ZERO));
    }

    @Test
    void sendingAfterTheEnd() {
        pair.server().close();
        assertUnmet("nothing can be sent any more: the next that came is close 1000", it -> it.send("a"));
        assertUnmet("nothing can be sent any more: the next that came is close 1000", it -> it.ping());
        assertUnmet("nothing can be sent any more: the next that came is close 1000", it -> it.close(1000));
    }

    @Test
    void refusals() {
        WebSocketPair.Builder builder = WebSocketPair.of(ECHO);
        assertThatThrownBy(() -> builder.expectRefused("/", 403))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected a refusal with 403, but the server accepted");
        builder.header("Origin", "https://evil.example");
        assertThatThrownBy(() -> builder.expectRefused("/", 401))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected a refusal with 401, but the server refused with 403: ");
    }

    @Test
    void longTextsAreShortened() {
        client.send("x".repeat(1000));
        assertUnmet(
                "expected text \"a\", but text \"" + "x".repeat(400) + "... (1000 bytes)\" came",
                it -> it.expectText("a"));
        client.send(new byte[65]);
        assertUnmet(
                "expected text \"a\", but binary [" + "00".repeat(64) + "]... (65 bytes) came",
                it -> it.expectText("a"));
    }

    @Test
    void protocolThatTheServerBreaksMeetsNoExpectation() {
        // as if the server had sent it: a masked frame
        ScriptedServer.with(Frames.clientText("masked"), port -> {
            try (WebSocketTestConnection broken =
                    WebSocketTestClient.bindToServer(port).connect("/")) {
                assertThatThrownBy(() -> broken.expectClose(1002))
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("expected close 1002, but the end of the connection: server frame with mask came");
                assertThatThrownBy(() -> broken.expectText("masked")).isInstanceOf(AssertionError.class);
                assertThatThrownBy(() -> broken.messages().blockLast()).hasMessage("server frame with mask");
            }
        });
    }
}
