package io.tidewire.websocket.test;

import io.tidewire.websocket.BinaryMessage;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.spring.PayloadCodec;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client's end of an open connection. What the server sends waits until an expectation takes it, in order; one that is
 * not met, or not in time, is an {@link AssertionError} that says what came instead. Time-outs are those of {@link
 * WebSocketTestClient#timeout}.
 *
 * <p>A real client stands behind it: it answers pings and the server's close frame by itself, and holds the server to
 * the protocol. A server that breaks it ends the connection, and meets no expectation. May be used by any thread.
 */
public final class WebSocketTestConnection implements AutoCloseable {

    /** How long the end of a test waits for a proper end of its connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final WebSocketSession session;
    private final Inbox inbox;
    private final Network network;
    private final HandshakeHeaders responseHeaders;
    private final JsonMapper mapper;
    private final Duration timeout;
    private volatile boolean faulty;

    WebSocketTestConnection(
            WebSocketSession session,
            Inbox inbox,
            Network network,
            HandshakeHeaders responseHeaders,
            JsonMapper mapper,
            Duration timeout) {
        this.session = session;
        this.inbox = inbox;
        this.network = network;
        this.responseHeaders = responseHeaders;
        this.mapper = mapper;
        this.timeout = timeout;
    }

    // ---- what was agreed

    /** The subprotocol that the server has chosen, or {@code null}. */
    public @Nullable String subprotocol() {
        return session.getHandshakeInfo().subprotocol();
    }

    /** The headers of the server's 101. */
    public HandshakeHeaders responseHeaders() {
        return responseHeaders;
    }

    /** The client's session: for what this class has no method for. */
    public WebSocketSession session() {
        return session;
    }

    // ---- sending

    /**
     * Sends a message: characters as text, {@code byte[]} as binary, a {@link WebSocketMessage} as it is, and anything
     * else as JSON.
     */
    public WebSocketTestConnection send(Object payload) {
        requireOpen();
        session.sendMessage(new PayloadCodec(mapper).encode(payload));
        return this;
    }

    /** Sends a ping (RFC 6455, section 5.5.2), of at most 125 bytes. */
    public WebSocketTestConnection ping(byte... payload) {
        requireOpen();
        session.sendPing(payload);
        return this;
    }

    /** Sends a pong that answers nothing (section 5.5.3), of at most 125 bytes. */
    public WebSocketTestConnection pong(byte... payload) {
        requireOpen();
        session.sendPong(payload);
        return this;
    }

    /** Begins the closing handshake; {@link #expectClose} waits for its end. */
    public WebSocketTestConnection close(int code) {
        return close(code, null);
    }

    /** Begins the closing handshake, with a reason of at most 123 bytes. */
    public WebSocketTestConnection close(int code, @Nullable String reason) {
        requireOpen();
        session.close(new CloseStatus(code, reason));
        return this;
    }

    private void requireOpen() {
        if (!session.isOpen()) {
            Event event = inbox.peek(Duration.ZERO);
            throw new AssertionError("nothing can be sent any more: the next that came is "
                    + (event == null ? "nothing, the connection is closing" : event));
        }
    }

    // ---- expecting

    /** The next is this text. */
    public WebSocketTestConnection expectText(String expected) {
        String wanted = "text \"" + Event.shortened(expected) + "\"";
        Event event = next(wanted);
        if (!(event instanceof Event.Received received
                && received.message() instanceof TextMessage text
                && text.getPayload().equals(expected))) {
            throw unmet(wanted, event);
        }
        return this;
    }

    /** The next is a text: this one. */
    public String expectText() {
        Event event = next("a text");
        if (event instanceof Event.Received received && received.message() instanceof TextMessage text) {
            return text.getPayload();
        }
        throw unmet("a text", event);
    }

    /** The next is this binary message. */
    public WebSocketTestConnection expectBinary(byte[] expected) {
        String wanted = "binary " + Event.hex(expected);
        Event event = next(wanted);
        if (!(event instanceof Event.Received received
                && received.message() instanceof BinaryMessage binary
                && Arrays.equals(binary.bytes(), expected))) {
            throw unmet(wanted, event);
        }
        return this;
    }

    /** The next is a binary message: this one. */
    public byte[] expectBinary() {
        Event event = next("a binary message");
        if (event instanceof Event.Received received && received.message() instanceof BinaryMessage binary) {
            return binary.bytes();
        }
        throw unmet("a binary message", event);
    }

    /**
     * The next is a text with this JSON, white space and the order of properties apart.
     *
     * @throws IllegalArgumentException if {@code expected} is no JSON
     */
    public WebSocketTestConnection expectJson(String expected) {
        JsonNode tree;
        try {
            tree = mapper.readTree(expected);
        } catch (JacksonException malformed) {
            throw new IllegalArgumentException("What is expected is no JSON: " + expected, malformed);
        }
        String wanted = "JSON " + Event.shortened(expected);
        Event event = next(wanted);
        if (!tree.equals(json(event, JsonNode.class, wanted))) {
            throw unmet(wanted, event);
        }
        return this;
    }

    /** The next is a text with the JSON of a value of this type: this one. */
    public <T> T expectJson(Class<T> type) {
        String wanted = "JSON of " + type.getSimpleName();
        return json(next(wanted), type, wanted);
    }

    private <T> T json(Event event, Class<T> type, String wanted) {
        if (!(event instanceof Event.Received received) || !(received.message() instanceof TextMessage text)) {
            throw unmet(wanted, event);
        }
        try {
            T value = mapper.readValue(text.bytes(), type);
            if (value != null) {
                return value;
            }
        } catch (JacksonException unreadable) {
            AssertionError error = unmet(wanted, event);
            error.initCause(unreadable);
            throw error;
        }
        throw unmet(wanted, event);
    }

    /** A pong with this payload has come, or comes in time; messages do not matter. */
    public WebSocketTestConnection expectPong(byte... expected) {
        requireControl("pong " + Event.hex(expected), inbox.pong(timeout), expected);
        return this;
    }

    /** A ping has come, or comes in time; messages do not matter. */
    public WebSocketTestConnection expectPing() {
        requireControl("a ping", inbox.ping(timeout), null);
        return this;
    }

    private void requireControl(String wanted, byte @Nullable [] came, byte @Nullable [] expected) {
        if (came == null) {
            Event event = inbox.peek(Duration.ZERO);
            throw event instanceof Event.Ended ? unmet(wanted, event) : late(wanted);
        }
        if (expected != null && !Arrays.equals(came, expected)) {
            throw new AssertionError("expected " + wanted + ", but " + Event.hex(came) + " came");
        }
    }

    /**
     * The next is the end of the connection, with this code: that of whoever began to close, 1005 for a close frame
     * without one, 1006 for an end without a close frame.
     */
    public WebSocketTestConnection expectClose(int code) {
        CloseStatus status = expectClose("close " + code);
        if (status.getCode() != code) {
            throw unmet("close " + code, new Event.Ended(status, null));
        }
        return this;
    }

    /** The next is the end of the connection, with this code and this reason. */
    public WebSocketTestConnection expectClose(int code, String reason) {
        CloseStatus expected = new CloseStatus(code, reason);
        CloseStatus status = expectClose(Event.describe(expected));
        if (!status.equals(expected)) {
            throw unmet(Event.describe(expected), new Event.Ended(status, null));
        }
        return this;
    }

    /** The next is the end of the connection, with this status. */
    public CloseStatus expectClose() {
        return expectClose("the end of the connection");
    }

    private CloseStatus expectClose(String wanted) {
        Event event = next(wanted);
        // a status that the client chose, because the server broke a rule, is none that the server gave
        if (event instanceof Event.Ended ended && (ended.isProper() || isLoss(ended))) {
            return ended.status();
        }
        throw unmet(wanted, event);
    }

    /** TCP broke, as after a reset. */
    private static boolean isLoss(Event.Ended ended) {
        return ended.status().equalsCode(CloseStatus.ABNORMAL);
    }

    /**
     * Neither a message nor the end comes for so long. In a {@link WebSocketPair} that is virtual time, which passes at
     * once; to a server a test really waits: better expect what comes instead.
     */
    public WebSocketTestConnection expectNothing(Duration time) {
        network.elapse(time, inbox);
        Event event = inbox.peek(Duration.ZERO);
        if (event != null) {
            throw unmet("nothing for " + time, event);
        }
        return this;
    }

    private Event next(String wanted) {
        Event event = inbox.next(timeout);
        if (event == null) {
            throw late(wanted);
        }
        return event;
    }

    private AssertionError late(String wanted) {
        return new AssertionError("expected " + wanted + ", but nothing came within " + timeout);
    }

    private static AssertionError unmet(String wanted, Event event) {
        AssertionError error = new AssertionError("expected " + wanted + ", but " + event + " came");
        if (event instanceof Event.Ended ended && ended.failure() != null) {
            error.initCause(ended.failure());
        }
        return error;
    }

    /**
     * The messages that no expectation has taken yet, and those to come, for a {@code StepVerifier}: one subscriber at a
     * time. Completes at the end of the connection; fails if the server broke the protocol. Who cancels leaves what
     * comes later to expectations.
     */
    public Flux<WebSocketMessage> messages() {
        return inbox.messages();
    }

    // ---- faults

    /**
     * Sends in pieces of this many bytes from here on: 1 cuts between all bytes of a frame's header. A server behind a
     * network may read several of them at once; in a {@link WebSocketPair} each is a read of its own.
     */
    public WebSocketTestConnection splitFrames(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("A piece has one byte or more, not " + bytes);
        }
        network.splitFrames(bytes);
        return this;
    }

    /** A slow reader: nothing more is read, so that what the server sends piles up there. */
    public WebSocketTestConnection stopReading() {
        faulty = true;
        network.stopReading();
        return this;
    }

    /** Reads again. */
    public WebSocketTestConnection resumeReading() {
        faulty = false;
        network.resumeReading();
        return this;
    }

    /**
     * A half-open peer, as after a lost network: from here on nothing that is sent arrives and nothing that comes is
     * seen or answered, while TCP stays open. The end of TCP is seen, as 1006.
     */
    public WebSocketTestConnection goSilent() {
        faulty = true;
        network.goSilent();
        return this;
    }

    /** Ends the connection with a TCP reset, without a close frame. */
    public WebSocketTestConnection reset() {
        network.reset();
        return this;
    }

    /** Sends any bytes, for a client that breaks the protocol; behind what was sent before. */
    public WebSocketTestConnection sendRaw(byte[] bytes) {
        network.sendRaw(bytes);
        return this;
    }

    /** Closes with 1000 if nobody has closed yet, waits a moment for the server's answer, and cuts the connection. */
    @Override
    public void close() {
        session.close();
        if (!faulty) {
            awaitEnd();
        }
        session.abort();
    }

    /** In real time, also where Reactor's is virtual. */
    private void awaitEnd() {
        try {
            session.closeStatus().onErrorComplete().toFuture().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException notProper) {
            // on purpose: a server that does not answer is cut, and this is no expectation
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
