package io.tidewire.websocket.session;

import static io.tidewire.websocket.testing.Frames.CLOSE;
import static io.tidewire.websocket.testing.Frames.PING;
import static io.tidewire.websocket.testing.Frames.PONG;
import static io.tidewire.websocket.testing.Frames.client;
import static io.tidewire.websocket.testing.Frames.clientClose;
import static io.tidewire.websocket.testing.Frames.clientText;
import static io.tidewire.websocket.testing.Frames.server;
import static io.tidewire.websocket.testing.Frames.serverClose;
import static io.tidewire.websocket.testing.Frames.serverText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class EngineSessionTest {

    private final SessionHarness harness = new SessionHarness();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;
    private final SessionHarness.Notes notes = harness.notes;

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private static void failing() {
        throw new IllegalStateException("expected by the test");
    }

    private void assertFailedByTheListener() {
        assertThat(notes.told).endsWith("error expected by the test", "close 1011");
        assertThat(transport.received()).endsWith(serverClose(1011, ""));
        assertThat(transport.ends).containsExactly("closeOutput");
        assertThat(session.isOpen()).isFalse();
    }

    // ---- what it is

    @Test
    void idsDiffer() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(new SessionHarness().session.getId());
        }
        assertThat(ids).hasSize(1000).allMatch(it -> it.matches("[0-9a-f]{16}"));
    }

    @Test
    void attributesAreKept() {
        session.getAttributes().put("user", "jane");

        assertThat(session.getAttributes()).containsEntry("user", "jane");
        assertThat(session.getHandshakeInfo()).isSameAs(SessionHarness.INFO);
    }

    @Test
    void messagesMayBeSentFromTheAcceptorOn() {
        session.open(it -> {
            it.sendMessage(new TextMessage("welcome"));
            return notes;
        });
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("welcome"));
    }

    @Test
    void echoOfOneReadIsOneWriteAndOneFlush() {
        notes.inOnMessage = session::sendMessage;
        harness.open().receives(clientText("a") + client(PING, "01") + clientText("b"));

        assertThat(transport.received()).isEqualTo(serverText("a") + server(PONG, "01") + serverText("b"));
        assertThat(transport.writes).isEqualTo(1);
        assertThat(transport.flushes).isEqualTo(1);
    }

    // ---- how it ends

    @Test
    void clientsCloseIsAnsweredAndTold() {
        harness.open().receives(clientClose(3001, "bye"));

        assertThat(transport.received()).isEqualTo(serverClose(3001, "bye"));
        assertThat(transport.ends).containsExactly("close");
        assertThat(notes.told).containsExactly("open", "close 3001");
        assertThat(session.isOpen()).isFalse();
        StepVerifier.create(session.closeStatus())
                .expectNext(new CloseStatus(3001, "bye"))
                .verifyComplete();
    }

    @Test
    void emptyCloseIsToldAs1005AndAnsweredEmpty() {
        harness.open().receives(client(CLOSE, ""));

        assertThat(transport.received()).isEqualTo("8800");
        assertThat(notes.told).containsExactly("open", "close 1005");
    }

    @Test
    void ownCloseIsToldOnceTheClientHasAnswered() {
        harness.open();
        StepVerifier.create(session.close(new CloseStatus(4000, "enough")))
                .then(() -> assertThat(notes.told).containsExactly("open"))
                .then(() -> harness.receives(clientClose(1000, "")))
                .verifyComplete();

        assertThat(transport.received()).isEqualTo(serverClose(4000, "enough"));
        assertThat(notes.told).containsExactly("open", "close 4000");
    }

    @Test
    void closeNeedsNobodyWhoLooksAtItsResult() {
        harness.open();
        session.close();
        assertThat(session.isOpen()).isFalse();
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverClose(1000, ""));
    }

    @Test
    void closeOfAnotherThreadGoesBehindItsMessages() throws InterruptedException {
        harness.open();
        Thread other = new Thread(() -> {
            session.sendMessage(new TextMessage("last"));
            session.close(CloseStatus.GOING_AWAY);
            session.sendMessage(new TextMessage("too late"));
        });
        other.start();
        other.join();
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverText("last") + serverClose(1001, ""));
    }

    @Test
    void abortCutsWithoutACloseFrame() {
        harness.open();
        session.sendMessage(new TextMessage("waits"));
        transport.block();
        session.abort();
        assertThat(session.isOpen()).isFalse();
        harness.settles();

        assertThat(transport.ends).containsExactly("cut");
        assertThat(notes.told).containsExactly("open", "close 1006");
    }

    @Test
    void messagesBehindTheOneThatIsAnsweredWithAbortAreDropped() {
        transport.onCut = () -> {}; // a network tells of its end later
        notes.inOnMessage = message -> session.abort();
        harness.open().receives(clientText("bad"), clientText("worse"));
        harness.transportEnds();

        assertThat(notes.told).containsExactly("open", "bad", "close 1006");
    }

    @Test
    void abortOfASessionThatWaitsForTheClientsCloseDoesNotWait() {
        harness.open();
        session.close(CloseStatus.GOING_AWAY);
        session.abort();
        harness.settles();

        assertThat(transport.ends).containsExactly("cut");
        assertThat(notes.told).containsExactly("open", "close 1006");
    }

    @ParameterizedTest
    @ValueSource(ints = {1004, 1005, 1006, 1015, 2000, 2999})
    void codeThatMayNotBeSentIsTheCallersMistake(int code) {
        harness.open();
        assertThatIllegalArgumentException().isThrownBy(() -> session.close(new CloseStatus(code)));

        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void transportThatEndsIsTold1006() {
        harness.open();
        harness.transportEnds();
        harness.transportEnds();

        assertThat(notes.told).containsExactly("open", "close 1006");
        assertThat(session.isOpen()).isFalse();
        StepVerifier.create(session.close()).verifyComplete();
    }

    @Test
    void brokenTransportIsToldAsAnError() {
        harness.open();
        session.transportFailed(new IOException("Connection reset"));
        harness.transportEnds();

        assertThat(notes.told).containsExactly("open", "error Connection reset", "close 1006");
    }

    @Test
    void brokenRuleIsToldAsAnErrorAndAnswered() {
        harness.open().receives(clientText("a") + "83" + clientText("b"));

        assertThat(notes.told).containsExactly("open", "a", "error reserved opcode", "close 1002");
        assertThat(notes.errors).allMatch(ProtocolViolation.class::isInstance);
        assertThat(transport.received()).isEqualTo(serverClose(1002, "reserved opcode"));
        assertThat(transport.ends).containsExactly("closeOutput");
    }

    @Test
    void ruleIsWhatTheClientHearsThoughTheListenerClosesInOnError() {
        notes.inOnError = () -> session.close(CloseStatus.SERVER_ERROR);
        harness.open().receives("83");

        assertThat(transport.received()).isEqualTo(serverClose(1002, "reserved opcode"));
        assertThat(notes.told).endsWith("close 1002");
    }

    @Test
    void nothingIsToldBehindTheClose() {
        harness.open().receives(clientClose(1000, ""), clientText("late"), client(PONG, "01"));
        session.transportFailed(new IOException("Connection reset"));
        harness.transportEnds();

        assertThat(notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void messageForAClosedSessionFails() {
        harness.open().receives(clientClose(1000, ""));

        StepVerifier.create(session.sendMessage(new TextMessage("late"))).verifyError(SessionClosedException.class);
    }

    // ---- a listener that throws

    @Test
    void acceptorThatThrowsClosesWith1011() {
        session.open(it -> {
            throw new IllegalStateException("expected by the test");
        });
        harness.settles();

        assertThat(transport.received()).isEqualTo(serverClose(1011, ""));
        assertThat(session.isOpen()).isFalse();
    }

    @Test
    void listenerThatThrowsInOnOpenClosesWith1011() {
        notes.inOnOpen = EngineSessionTest::failing;
        harness.open().settles();

        assertFailedByTheListener();
    }

    @Test
    void listenerThatThrowsInOnMessageClosesWith1011() {
        notes.inOnMessage = message -> failing();
        harness.open().receives(clientText("a") + clientText("b"));

        assertThat(notes.told).startsWith("open", "a").hasSize(4);
        assertFailedByTheListener();
    }

    @Test
    void listenerThatThrowsInOnPongClosesWith1011() {
        notes.inOnPong = EngineSessionTest::failing;
        harness.open().receives(client(PONG, "01"));

        assertFailedByTheListener();
    }

    @Test
    void listenerThatThrowsInOnErrorChangesNothing() {
        notes.inOnError = EngineSessionTest::failing;
        harness.open().receives("83");

        assertThat(notes.told).endsWith("close 1002");
    }

    @Test
    void listenerThatThrowsInOnCloseHasClosed() {
        notes.inOnClose = EngineSessionTest::failing;
        harness.open().receives(clientClose(1000, ""));

        assertThat(notes.told).containsExactly("open", "close 1000");
        assertThat(transport.ends).containsExactly("close");
    }

    @Test
    void lastWordOfAFailedListenerGoesOut() {
        notes.inOnMessage = message -> failing();
        notes.inOnError = () -> session.sendMessage(new TextMessage("sorry"));
        harness.open().receives(clientText("a"));

        assertThat(transport.received()).isEqualTo(serverText("sorry") + serverClose(1011, ""));
    }

    @Test
    void failedListenerMayChooseItsStatus() {
        notes.inOnMessage = message -> failing();
        notes.inOnError = () -> session.close(new CloseStatus(4321));
        harness.open().receives(clientText("a"));

        assertThat(transport.received()).isEqualTo(serverClose(4321, ""));
        assertThat(notes.told).endsWith("close 4321");
    }

    // ---- a listener that calls back

    @Test
    void listenerMayCloseInOnOpen() {
        notes.inOnOpen = session::close;
        harness.open().receives(clientText("late"), clientClose(1000, ""));

        assertThat(notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void listenerMayCloseInOnMessage() {
        notes.inOnMessage = message -> {
            session.sendMessage(new TextMessage("bye"));
            session.close();
            session.sendMessage(new TextMessage("too late"));
        };
        harness.open().receives(clientText("a") + clientText("b"), clientClose(1000, ""));

        assertThat(notes.told).containsExactly("open", "a", "close 1000");
        assertThat(transport.received()).isEqualTo(serverText("bye") + serverClose(1000, ""));
    }

    @Test
    void listenerMaySendAndCloseInOnCloseInVain() {
        notes.inOnClose = () -> {
            StepVerifier.create(session.sendMessage(new TextMessage("late"))).verifyError(SessionClosedException.class);
            session.close(CloseStatus.SERVER_ERROR);
            notes.inbound.request(1);
        };
        harness.open().receives(clientClose(1000, ""));

        assertThat(transport.received()).isEqualTo(serverClose(1000, ""));
        assertThat(notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void listenerThatSendsTooMuchInOneCallIsClosedBehindIt() {
        transport.block();
        notes.inOnMessage = message -> {
            for (int i = 0; i < 10; i++) {
                session.sendMessage(new BinaryMessage(new byte[1024 * 1024]));
            }
            assertThat(session.isOpen()).isFalse();
        };
        harness.open().receives(clientText("a"));
        harness.settles();

        assertThat(notes.told).containsExactly("open", "a", "close 1013");
        harness.transportEnds();
    }

    @Test
    void senderWhoHearsOfTheEndMayClose() {
        harness.open();
        transport.block();
        session.sendMessage(new BinaryMessage(new byte[65_536]));
        session.sendMessage(new TextMessage("dropped"))
                .subscribe(null, failure -> session.close(CloseStatus.SERVER_ERROR));
        harness.receives(clientClose(1000, "bye"));
        transport.take(Long.MAX_VALUE);

        assertThat(transport.received()).endsWith(serverClose(1000, "bye"));
        assertThat(notes.told).containsExactly("open", "close 1000");
    }

    @Test
    void listenerThatFailsWhileTheClientsCloseIsAnsweredHearsOfOneEnd() { // 7.1.5
        notes.firstRequest = 0;
        notes.inOnMessage = message -> failing();
        harness.open().receives(clientText("waits"));
        transport.block();
        session.sendMessage(new BinaryMessage(new byte[65_536]));
        session.sendMessage(new TextMessage("dropped")).subscribe(null, failure -> notes.inbound.request(1));
        harness.receives(clientClose(1000, "bye"));
        transport.take(Long.MAX_VALUE);

        assertThat(transport.received()).endsWith(serverClose(1000, "bye"));
        assertThat(notes.told).containsExactly("open", "waits", "error expected by the test", "close 1000");
    }
}
