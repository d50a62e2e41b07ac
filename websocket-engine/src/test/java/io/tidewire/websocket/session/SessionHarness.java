package io.tidewire.websocket.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.testing.Hex;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session on a {@link FakeTransport}, with a clock that stands still and a listener that takes notes. */
final class SessionHarness {

    static final HandshakeInfo INFO =
            new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, null, null, null);

    final FakeTransport transport;
    final TimerWheel wheel = new TimerWheel(0);
    final EngineSession session;
    final Notes notes = new Notes();
    private long now;

    SessionHarness() {
        this(WebSocketOptions.defaults());
    }

    SessionHarness(WebSocketOptions options) {
        this(options, null);
    }

    SessionHarness(Role role, WebSocketOptions options) {
        this(role, options, null);
    }

    /** With compression, unless {@code deflate} is {@code null}. */
    SessionHarness(WebSocketOptions options, @Nullable DeflateParameters deflate) {
        this(Role.SERVER, options, deflate);
    }

    private SessionHarness(Role role, WebSocketOptions options, @Nullable DeflateParameters deflate) {
        this(new Inbox(), role, options, deflate);
    }

    /** One of several on one event loop. */
    SessionHarness(Inbox inbox, Role role, WebSocketOptions options, @Nullable DeflateParameters deflate) {
        transport = new FakeTransport(inbox);
        session =
                new EngineSession(role, transport, options, INFO, deflate, new byte[16 * 1024], new ZlibPool(), wheel);
        transport.onWritable = session::onWritable;
        transport.onCut = this::transportEnds;
    }

    /** Opens with the listener that takes notes. */
    SessionHarness open() {
        return open(notes);
    }

    SessionHarness open(WebSocketListener listener) {
        session.open(it -> listener);
        return this;
    }

    /** The client's bytes arrive in one read. */
    SessionHarness receives(String... frames) {
        ByteBuf bytes = Unpooled.wrappedBuffer(Hex.hex(String.join("", frames)));
        session.receive(bytes);
        bytes.release();
        session.receiveComplete();
        return this;
    }

    void transportEnds() {
        session.transportEnded();
        transport.end();
    }

    /** Time passes, tick by tick. */
    SessionHarness passes(Duration time) {
        long end = now + time.toNanos();
        while (now < end) {
            now = Math.min(end, now + TimerWheel.TICK_NANOS);
            wheel.advance(now);
            transport.runTasks();
        }
        return this;
    }

    /** Runs what the event loop still has to do. */
    SessionHarness settles() {
        transport.runTasks();
        return this;
    }

    /** What a session that was not opened asks in vain. */
    static final class NoInbound implements WebSocketListener.Inbound {

        @Override
        public void request(long n) {}

        @Override
        public boolean tryTake() {
            return false;
        }

        @Override
        public boolean isAbandoned() {
            return false;
        }

        @Override
        public boolean execute(Runnable task) {
            return false;
        }
    }

    /** A listener that writes down what it is told. */
    static final class Notes implements WebSocketListener {

        final List<String> told = new ArrayList<>();
        final List<Throwable> errors = new ArrayList<>();
        long firstRequest = Long.MAX_VALUE;
        Inbound inbound = new NoInbound();
        Consumer<WebSocketMessage> inOnMessage = message -> {};
        Runnable inOnOpen = () -> {};
        Runnable inOnClose = () -> {};
        Runnable inOnError = () -> {};
        Runnable inOnPong = () -> {};
        private boolean inside;

        @Override
        public void onOpen(Inbound opened) {
            inbound = opened;
            if (firstRequest > 0) {
                opened.request(firstRequest);
            }
            note("open", inOnOpen);
        }

        @Override
        public void onMessage(WebSocketMessage message) {
            String text = message instanceof TextMessage it ? it.getPayload() : Hex.of(message.bytes());
            note(text.length() > 40 ? text.length() + " chars" : text, () -> inOnMessage.accept(message));
        }

        @Override
        public void onPong(byte[] payload) {
            note("pong " + Hex.of(payload), inOnPong);
        }

        @Override
        public void onDropped(WebSocketMessage message) {
            note("dropped " + message.getPayloadLength(), () -> {});
        }

        @Override
        public void onError(Throwable failure) {
            errors.add(failure);
            note("error " + failure.getMessage(), inOnError);
        }

        @Override
        public void onClose(CloseStatus status) {
            note("close " + status.getCode(), inOnClose);
        }

        private void note(String what, Runnable inside) {
            assertThat(this.inside)
                    .as("%s inside of another call: %s", what, told)
                    .isFalse();
            told.add(what);
            this.inside = true;
            try {
                inside.run();
            } finally {
                this.inside = false;
            }
        }
    }
}
