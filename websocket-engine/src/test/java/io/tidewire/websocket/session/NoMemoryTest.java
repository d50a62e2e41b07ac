package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.TextMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * There is no direct memory for what a session sends: it is cut, since its client would miss something and never know,
 * and whoever has sent it is told.
 */
class NoMemoryTest {

    private final SessionHarness harness = new SessionHarness().open();
    private final FakeTransport transport = harness.transport;
    private final EngineSession session = harness.session;
    private final List<Throwable> told = new ArrayList<>();

    @AfterEach
    void releases() {
        harness.transportEnds();
    }

    private void assertCut(Class<? extends Throwable> failure) {
        transport.hasNoMemory = false;
        session.sendMessage(new TextMessage("behind it"));
        harness.settles();

        assertThat(transport.ends).containsExactly("cut");
        assertThat(told).singleElement().isInstanceOf(failure);
        assertThat(session.isOpen()).isFalse();
        assertThat(session.getQueuedBytes()).isZero();
    }

    @Test
    void messageOfAnotherThread() {
        List<Mono<Void>> sent = new ArrayList<>();
        InboxTest.elsewhere(() -> sent.add(session.sendMessage(new TextMessage("lost"))));
        sent.get(0).subscribe(null, told::add);
        transport.hasNoMemory = true;
        harness.settles();

        assertCut(SessionClosedException.class);
        assertThat(transport.received()).isEmpty();
    }

    @Test
    void messageThatWaited() {
        transport.block();
        session.sendMessage(new BinaryMessage(new byte[65_536]));
        harness.settles();
        session.sendMessage(new TextMessage("lost")).subscribe(null, told::add);
        transport.hasNoMemory = true;
        assertThatThrownBy(() -> transport.take(Long.MAX_VALUE)).hasMessage("meant to fail");

        assertCut(SessionClosedException.class);
    }

    @Test
    void endOfAMessageOfUnknownLength() {
        session.sendText(Flux.just("lost")).subscribe(null, told::add);
        transport.hasNoMemory = true;
        harness.settles();

        assertCut(SessionClosedException.class);
        assertThat(transport.received()).isEmpty();
    }

    /** The publisher fails, and then the close frame cannot be sent. */
    @Test
    void messageThatIsCutShort() {
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        session.sendText(pieces.asFlux()).subscribe(null, told::add);
        pieces.tryEmitNext("begun");
        harness.settles();
        pieces.tryEmitError(new IllegalArgumentException("the publisher's"));
        transport.hasNoMemory = true;
        assertThatThrownBy(harness::settles).hasMessage("meant to fail");

        assertCut(IllegalArgumentException.class);
    }

    /** The session waits for its end with the close frame, and then the publisher fails. */
    @Test
    void messageThatIsCutShortBehindTheClose() {
        List<CloseStatus> closed = new ArrayList<>();
        session.closeStatus().subscribe(closed::add);
        Sinks.Many<String> pieces = Sinks.many().unicast().onBackpressureBuffer();
        session.sendText(pieces.asFlux()).subscribe(null, told::add);
        pieces.tryEmitNext("begun");
        harness.settles();
        session.close(CloseStatus.GOING_AWAY);
        pieces.tryEmitError(new IllegalArgumentException("the publisher's"));
        transport.hasNoMemory = true;
        assertThatThrownBy(harness::settles).hasMessage("meant to fail");

        assertCut(IllegalArgumentException.class);
        harness.transportEnds();
        assertThat(closed).hasSize(1);
    }
}
