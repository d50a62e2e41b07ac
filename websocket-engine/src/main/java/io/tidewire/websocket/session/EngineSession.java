package io.tidewire.websocket.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.MessagePart;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.protocol.Opcode;
import io.tidewire.websocket.protocol.ProtocolEvents;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.protocol.WebSocketProtocol;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A session on this engine: joins the protocol, the road out, the listener's demand and the deadlines. The application
 * calls the {@link WebSocketSession} side by any thread; the transport calls the rest on its event loop.
 */
public final class EngineSession implements WebSocketSession {

    private static final Logger log = LoggerFactory.getLogger(EngineSession.class);

    private static final int MAX_CONTROL_PAYLOAD = 125;

    /** Ids count up from a random start and are then scattered, so that nobody guesses the neighbour's. */
    private static final AtomicLong ids =
            new AtomicLong(ThreadLocalRandom.current().nextLong());

    private static final WebSocketListener NOBODY = message -> {};

    private final long number = ids.getAndIncrement();
    private @Nullable String id; // said on demand, by any thread: all say the same
    private final HandshakeInfo handshakeInfo;
    private volatile @Nullable Map<String, Object> attributes;
    private volatile boolean open = true;

    private final Transport transport;
    private final WebSocketProtocol protocol;
    private final Pump pump;
    private final Outbound outbound;
    private final InboundGate inbound;
    private final Liveness liveness;
    private final Sinks.One<CloseStatus> closed = Sinks.unsafe().one(); // the event loop alone emits
    private WebSocketListener listener = NOBODY;

    /** Bytes of the last read behind what the listener has not asked for; on the heap. */
    private @Nullable ByteBuf unread;

    // either of them keeps the connection from being read
    private boolean suspended; // the client does not read what it is sent
    private boolean gateClosed; // the listener does not ask for what came

    /** A session of the server. */
    public EngineSession(
            Transport transport,
            WebSocketOptions options,
            HandshakeInfo handshakeInfo,
            @Nullable DeflateParameters deflate,
            byte[] workspace,
            ZlibPool pool,
            TimerWheel wheel) {
        this(Role.SERVER, transport, options, handshakeInfo, deflate, workspace, pool, wheel);
    }

    /**
     * A session whose handshake was answered.
     *
     * @param role which end of the connection this is
     * @param deflate what was negotiated, seen from this end, or {@code null} for no compression
     * @param workspace at least 1 KiB, for all sessions of one event loop
     * @param pool deflaters and inflaters of the event loop
     * @param wheel the timers of the event loop
     */
    public EngineSession(
            Role role,
            Transport transport,
            WebSocketOptions options,
            HandshakeInfo handshakeInfo,
            @Nullable DeflateParameters deflate,
            byte[] workspace,
            ZlibPool pool,
            TimerWheel wheel) {
        this.transport = transport;
        this.handshakeInfo = handshakeInfo;
        MessageDeflater deflater = null;
        MessageInflater inflater = null;
        if (deflate != null) {
            deflater = new MessageDeflater(deflate, options.compression(), options.compressionBudget(), pool);
            inflater = new MessageInflater(deflate, options.compressionBudget(), pool);
        }
        RoadOwner owner = new Owner();
        this.pump = new Pump(role, transport, options, deflater, owner);
        this.outbound = new Outbound(transport, pump, owner);
        this.inbound = new InboundGate(transport, this, wheel, options.closeTimeout());
        this.protocol = new WebSocketProtocol(role, options, new Events(), pump, inflater, workspace);
        this.liveness = new Liveness(this, options, wheel);
    }

    // ---- the application's side

    @Override
    public String getId() {
        String known = id;
        if (known == null) {
            long scattered = (number ^ (number >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
            known = Long.toHexString((scattered ^ (scattered >>> 29)) | 0x1000_0000_0000_0000L);
            id = known;
        }
        return known;
    }

    @Override
    public HandshakeInfo getHandshakeInfo() {
        return handshakeInfo;
    }

    @Override
    public Map<String, Object> getAttributes() {
        Map<String, Object> known = attributes;
        if (known == null) {
            synchronized (this) {
                known = attributes;
                if (known == null) {
                    known = new ConcurrentHashMap<>();
                    attributes = known;
                }
            }
        }
        return known;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public @Nullable Duration getRoundTripTime() {
        return liveness.roundTripTime();
    }

    @Override
    public long getQueuedBytes() {
        return outbound.queuedBytes();
    }

    @Override
    public long getDroppedMessages() {
        return outbound.droppedMessages();
    }

    @Override
    public Mono<Void> sendMessage(WebSocketMessage message) {
        if (!open) {
            return Mono.error(Outgoing.sessionClosed());
        }
        return outbound.send(message);
    }

    @Override
    public void sendIn(Broadcast broadcast) {
        if (open) {
            outbound.sendIn(broadcast);
        }
    }

    @Override
    public Mono<Void> send(Publisher<? extends WebSocketMessage> messages) {
        return Mono.create(result -> messages.subscribe(new StreamSender(outbound, result)));
    }

    @Override
    public Mono<Void> sendText(Publisher<? extends CharSequence> content) {
        return sendContent(Opcode.TEXT, Flux.defer(() -> {
            Utf8Pieces utf8 = new Utf8Pieces();
            return Flux.from(content).map(utf8::encode).concatWith(Mono.fromSupplier(utf8::rest));
        }));
    }

    @Override
    public Mono<Void> sendBinary(Publisher<byte[]> content) {
        return sendContent(Opcode.BINARY, content);
    }

    private Mono<Void> sendContent(int opcode, Publisher<byte[]> content) {
        return Mono.create(result -> content.subscribe(new MessageStream(outbound, pump.fragments(opcode), result)));
    }

    @Override
    public void sendPing(byte[] payload) {
        requireControlPayload(payload);
        transport.onLoop(() -> pump.ping(payload), () -> {});
    }

    @Override
    public void sendPong(byte[] payload) {
        requireControlPayload(payload);
        transport.onLoop(() -> pump.pong(payload), () -> {});
    }

    private static void requireControlPayload(byte[] payload) {
        // 5.5: control frames have a payload of 125 bytes or less
        if (payload.length > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("A ping or pong holds at most 125 bytes, not " + payload.length);
        }
    }

    @Override
    public Mono<Void> close(CloseStatus status) {
        if (!CloseStatus.isSendable(status.getCode())) {
            throw new IllegalArgumentException("Close code " + status.getCode() + " may not be sent (RFC 6455, 7.4)");
        }
        open = false;
        inbound.abandon();
        transport.onLoop(
                () -> {
                    liveness.onClosing();
                    protocol.close(status);
                    inbound.discard();
                },
                () -> {});
        return closed.asMono().then();
    }

    @Override
    public void abort() {
        open = false;
        inbound.abandon();
        transport.onLoop(
                () -> {
                    cut("aborted");
                    inbound.discard();
                },
                () -> {});
    }

    @Override
    public Mono<CloseStatus> closeStatus() {
        return closed.asMono();
    }

    // ---- the transport's side, on the event loop

    /** Gives the session its listener; before anything is received. */
    public void open(WebSocketAcceptor acceptor) {
        liveness.start();
        try {
            listener = acceptor.accept(this);
            if (listener.takesParts()) {
                protocol.deliverInParts();
            }
            listener.onOpen(inbound);
        } catch (Throwable failure) {
            listenerFailed(failure);
        }
    }

    /**
     * Bytes came.
     *
     * @param bytes stays the caller's
     */
    public void receive(ByteBuf bytes) {
        pump.beginBatch();
        liveness.onRead();
        if (protocol.isClosed() || (unread == null && !inbound.isFull() && !suspended)) {
            protocol.receive(bytes);
        }
        if (bytes.isReadable()) {
            if (unread == null) {
                unread = Unpooled.buffer(bytes.readableBytes());
            }
            unread.writeBytes(bytes);
        }
    }

    /** The bytes that were there have been received: sends what they were answered with. */
    public void receiveComplete() {
        pump.endBatch();
    }

    /** {@link Transport#isWritable()} has become true again. */
    public void onWritable() {
        liveness.onProgress();
        pump.run();
    }

    /** The transport has ended, by whomever. */
    public void transportEnded() {
        protocol.transportEnded();
        pump.transportEnded();
        liveness.stop();
    }

    /** The transport broke; {@link #transportEnded()} follows. */
    public void transportFailed(Throwable failure) {
        log.debug("Session {}: transport failed: {}", getId(), failure.toString());
        if (!protocol.isClosed()) {
            tell(failure);
        }
    }

    // ---- the parts' side, on the event loop

    void deliver(WebSocketMessage message) {
        try {
            listener.onMessage(message);
        } catch (Throwable failure) {
            listenerFailed(failure);
        }
    }

    void deliver(MessagePart part) {
        try {
            listener.onPart(part);
        } catch (Throwable failure) {
            listenerFailed(failure);
        }
    }

    /** Whether what was sent before the close frame is still on its way; not if nobody knows how long it goes on. */
    boolean isDraining() {
        return pump.isDraining();
    }

    /** Whether bytes that were read are not decoded yet. */
    boolean hasUnread() {
        return unread != null;
    }

    /** Goes on where the listener's demand has ended the last read; false if it has not. */
    boolean decodeUnread() {
        ByteBuf rest = unread;
        if (rest == null || suspended) {
            return false;
        }
        protocol.receive(rest);
        if (!rest.isReadable()) {
            unread = null;
        }
        return true;
    }

    boolean isReading() {
        return inbound.isOpen() && !suspended;
    }

    /** Whether the listener lets the connection be read. */
    void onGate(boolean open) {
        gateClosed = !open;
        transport.setReading(!gateClosed && !suspended);
    }

    void heartbeat(byte[] payload) {
        pump.ping(payload);
    }

    /** No sign of life after a ping: says so in case somebody still listens, and does not wait for an answer. */
    void dead() {
        log.debug("Session {}: no answer to ping", getId());
        protocol.fail(CloseStatus.SERVER_ERROR.withReason("no answer to ping"));
        transport.cut();
    }

    void cut(String why) {
        log.debug("Session {}: cut, {}", getId(), why);
        transport.cut();
    }

    /** The application's fault: its log gets all of it, the client nothing. */
    private void listenerFailed(Throwable failure) {
        log.error("Session {}: closing with 1011, its handler failed", getId(), failure);
        tell(failure);
        protocol.fail(CloseStatus.SERVER_ERROR);
        inbound.discard();
    }

    private void tell(Throwable failure) {
        try {
            listener.onError(failure);
        } catch (Throwable again) {
            log.error("Session {}: its handler's onError failed", getId(), again);
        }
    }

    private final class Owner implements RoadOwner {

        @Override
        public void onSent() {
            liveness.onMessage();
        }

        @Override
        public void onClosing() {
            open = false;
            outbound.emptyInbox();
        }

        @Override
        public void onTooSlow() {
            open = false; // at once: no later message may fill the gap that this one leaves
            transport.execute(this::closeTooSlow); // and not from within the listener's call that sent it
        }

        @Override
        public void onCutShort(Runnable tell) {
            open = false;
            boolean isTaken = transport.execute(
                    () -> { // not from within the call in which the publisher failed
                        log.debug("Session {}: closing with 1011, a message was cut short", getId());
                        try {
                            protocol.fail(RoadEnd.CUT_SHORT);
                        } finally {
                            tell.run();
                        }
                    });
            if (!isTaken) {
                tell.run();
            }
        }

        @Override
        public void onSuspend(boolean now) {
            if (now) {
                suspended = true;
                transport.setReading(false);
            } else {
                transport.execute(this::resume); // what is unread is not decoded from within a listener's call
            }
        }

        private void resume() {
            if (suspended && !pump.queue.isSuspended()) {
                suspended = false;
                inbound.resume();
                onGate(!gateClosed);
            }
        }

        @Override
        public void onDropped(WebSocketMessage message) {
            if (protocol.isClosed()) {
                return; // nothing is told after the end
            }
            try {
                listener.onDropped(message);
            } catch (Throwable failure) {
                listenerFailed(failure);
            }
        }

        private void closeTooSlow() {
            if (protocol.isOpen()) {
                log.debug("Session {}: closing with 1013, the client reads too slowly", getId());
                protocol.fail(CloseStatus.SERVICE_OVERLOAD.withReason("client reads too slowly"));
            }
        }
    }

    private final class Events implements ProtocolEvents {

        @Override
        public boolean onMessage(WebSocketMessage message) {
            liveness.onMessage();
            inbound.accept(message);
            return !inbound.isFull() && !suspended;
        }

        @Override
        public boolean onPart(MessagePart part) {
            liveness.onMessage();
            inbound.accept(part);
            return !inbound.isFull() && !suspended;
        }

        @Override
        public void onPing(byte[] payload) {
            try {
                listener.onPing(payload);
            } catch (Throwable failure) {
                listenerFailed(failure);
            }
        }

        @Override
        public void onPong(byte[] payload) {
            if (liveness.isAnswer(payload)) {
                return;
            }
            try {
                listener.onPong(payload);
            } catch (Throwable failure) {
                listenerFailed(failure);
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation) {
            log.debug(
                    "Session {}: closing with {}, {}",
                    getId(),
                    violation.status().getCode(),
                    violation.getMessage());
            tell(violation);
        }

        @Override
        public void onClosed(CloseStatus status) {
            open = false;
            unread = null;
            liveness.onClosing();
            suspended = false;
            transport.setReading(true); // or the peer's end would not be seen
            closed.tryEmitValue(status);
            inbound.whenEmpty(() -> {
                try {
                    listener.onClose(status);
                } catch (Throwable failure) {
                    log.error("Session {}: its handler's onClose failed", getId(), failure);
                }
            });
        }
    }
}
