package io.tidewire.websocket.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.MessageDroppedException;
import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.WebSocketListener;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.session.EngineSession;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session, its client, what it was given to send, and what must have become of that. */
final class SendingSession implements WebSocketListener {

    private static final HandshakeInfo INFO =
            new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, null, null, null);
    private static final ZlibPool POOL = new ZlibPool();
    private static final int ID_LENGTH = 4;
    private static final int OVERHEAD = 64;
    private static final int INBOX_MULTIPLE = 8;
    private static final long NEVER = Long.MAX_VALUE;
    private static final List<OutboundPolicy> POLICIES = List.of(OutboundPolicy.values());
    private static final long[] BOUNDS = {200, 5_000, 100_000, 1 << 20};

    /** A message that was given to the session, from when to when. */
    static final class Sent {

        final boolean text;
        final ByteArrayOutputStream payload = new ByteArrayOutputStream();
        final @Nullable Object key;
        final boolean wasOpen;
        /** Whether no policy is concerned with it. */
        final boolean paced;

        final long begun;
        long returned = NEVER;
        boolean whole = true;
        boolean received;

        @Nullable
        SendingView view;
        /** Whether the view was looked at on the event loop: elsewhere it may be too late to learn that all is well. */
        boolean viewedInTime;

        Sent(boolean text, @Nullable Object key, boolean paced, boolean wasOpen, long begun) {
            this.text = text;
            this.key = key;
            this.paced = paced;
            this.wasOpen = wasOpen;
            this.begun = begun;
        }
    }

    final SimulatedLoop loop;
    final SimulatedClient client;
    final SimulatedNetwork network;
    final EngineSession session;
    /** Whether its network takes nothing when all others' do. */
    final boolean stuck;

    private final Runnable whenTold;
    private final OutboundPolicy policy;
    private final long maxBytes;
    private final CompressionBudget budget = new CompressionBudget(1 << 22);
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> pings = new ArrayList<>();
    private final List<String> pongs = new ArrayList<>();
    private final List<CloseStatus> statuses = new ArrayList<>();
    private long weight;
    private boolean inside;
    private int nested;
    private int closes;

    /** When it was closed by the application, if nobody else had begun to. */
    private long closing = NEVER;

    /** Whether anything has happened that may cost messages, but for the policy and the application's close. */
    boolean disturbed;

    /** Whether messages have waited for the network, or for one that comes in parts. */
    boolean hindered;

    boolean clientHasClosed;

    SendingSession(SimulatedLoop loop, int shape, boolean stuck, Runnable whenTold) {
        this.loop = loop;
        this.stuck = stuck;
        this.hindered = stuck;
        this.whenTold = whenTold;
        policy = POLICIES.get((shape & 7) % POLICIES.size());
        maxBytes = BOUNDS[shape >> 3 & 3];
        boolean compression = (shape & 0x20) != 0;
        boolean takeover = (shape & 0x40) != 0;
        WebSocketOptions options = WebSocketOptions.builder()
                .outboundPolicy(policy)
                .outboundMaxBytes(maxBytes)
                .compression(Compression.DEFAULT.withThreshold(100).withLevel(1))
                .compressionBudget(budget)
                .heartbeatInterval(Duration.ZERO)
                .build();
        client = new SimulatedClient(compression, takeover);
        network = new SimulatedNetwork(loop, client);
        session = new EngineSession(
                network,
                options,
                INFO,
                compression ? new DeflateParameters(!takeover, true, 15, false) : null,
                loop.workspace,
                POOL,
                loop.wheel);
        network.open(session);
    }

    void open() {
        session.closeStatus().subscribe(statuses::add);
        session.open(it -> this);
    }

    // ---- what it is told

    @Override
    public void onOpen(Inbound inbound) {
        inbound.request(Long.MAX_VALUE);
    }

    @Override
    public void onMessage(WebSocketMessage message) {
        told();
    }

    @Override
    public void onPing(byte[] payload) {
        told();
    }

    @Override
    public void onPong(byte[] payload) {
        told();
    }

    @Override
    public void onDropped(WebSocketMessage message) {
        told();
    }

    @Override
    public void onError(Throwable failure) {
        told();
    }

    @Override
    public void onClose(CloseStatus status) {
        closes++;
        told();
    }

    private void told() {
        nested += inside ? 1 : 0;
        inside = true;
        whenTold.run();
        inside = false;
    }

    // ---- what happens to it

    /** A message is about to be given to it. */
    Sent sends(boolean text, @Nullable Object key, boolean paced, long when) {
        Sent next = new Sent(text, key, paced, session.isOpen(), when);
        sent.add(next);
        return next;
    }

    /** What was given to it counts against the bound. */
    void weighs(long length) {
        weight += Math.min(length + OVERHEAD, maxBytes);
        hindered |= network.isFlushing(); // it takes no more before that is done
    }

    void ping(byte[] payload) {
        pings.add(Arrays.toString(payload));
        session.sendPing(payload);
    }

    void pong(byte[] payload) {
        pongs.add(Arrays.toString(payload));
        session.sendPong(payload);
    }

    /** The client will send a ping. */
    void isPinged(byte[] payload) {
        pongs.add(Arrays.toString(payload));
    }

    /** The application is about to close it. */
    void closes(long when) {
        if (session.isOpen()) {
            closing = Math.min(closing, when);
        }
    }

    /** The result of something that was sent is about to be cancelled. */
    void cancels(SendingView view) {
        disturbed |= sent.stream().anyMatch(it -> it.paced && it.view == view);
    }

    // ---- what must have become of it

    /** Everything is out: the network takes what comes, and the event loops have nothing to do. */
    void assertSettled() {
        assertReceived();
        if (disturbed || network.broken || closing != NEVER) {
            return;
        }
        if (!isTooMuch()) {
            assertThat(session.isOpen()).as("nothing was too much").isTrue();
            assertThat(policy == OutboundPolicy.LATEST ? 0 : session.getDroppedMessages())
                    .as("dropped though nothing was too much")
                    .isZero();
        }
        if (session.isOpen()) {
            assertThat(session.getQueuedBytes()).as("queued").isZero();
            assertThat(network.reading).as("reads").isTrue();
            long lost = sent.stream()
                    .filter(it -> !it.received && it.wasOpen && isIdentified(it))
                    .count();
            long empty =
                    sent.stream().filter(it -> it.wasOpen && !isIdentified(it)).count() - receivedEmpty();
            assertThat(lost + empty).as("not received").isEqualTo(session.getDroppedMessages());
            for (Sent each : sent) {
                check(each.received || !each.paced || !isIdentified(each), "dropped though it was paced");
                SendingView view = each.view;
                check(
                        view == null || !view.isFailed() || view.failure instanceof MessageDroppedException,
                        "failed though it was not dropped");
                check(view == null || view.isOver(), "not told once");
            }
            if (policy == OutboundPolicy.LATEST) {
                assertLatestReceived();
            }
        }
    }

    /** A message with a key gives way to a later one only. */
    private void assertLatestReceived() {
        for (Sent lost : sent) {
            Object key = lost.key;
            if (key != null && isIdentified(lost) && lost.wasOpen && !lost.received) {
                assertThat(sent)
                        .as("in its place")
                        .anyMatch(it -> it != lost && key.equals(it.key) && it.returned > lost.begun);
            }
        }
    }

    /** The session has ended. */
    void assertOver() {
        assertReceived();
        assertThat(session.isOpen()).as("open").isFalse();
        assertThat(session.getQueuedBytes()).as("queued").isZero();
        assertThat(statuses).as("closeStatus()").hasSize(1);
        assertThat(closes).as("onClose").isEqualTo(1);
        assertThat(nested).as("calls of the listener within each other").isZero();
        assertThat(network.holdsBuffers()).as("buffers").isFalse();
        assertThat(budget.used()).as("native memory").isZero();
        if (!network.broken) {
            assertThat(client.close).as("close frame").isNotNull();
        }
        if (isClosedByApplication()) {
            assertThat(client.isAmid()).as("ends amid a message").isFalse();
        }
    }

    private static boolean isIdentified(Sent message) {
        return message.payload.size() >= ID_LENGTH;
    }

    private long receivedEmpty() {
        return client.messages.stream().filter(it -> it.payload.length == 0).count();
    }

    /** What has come is what was sent, in order, and once. */
    private void assertReceived() {
        assertThat(client.fault).as("what the client makes of it").isNull();
        Map<Integer, Sent> byId = new HashMap<>();
        for (Sent each : sent) {
            each.received = false;
            if (isIdentified(each)) {
                byId.put(id(each.payload.toByteArray()), each);
            }
        }
        long latest = -1;
        for (SimulatedClient.Received each : client.messages) {
            if (each.payload.length == 0) {
                continue;
            }
            Sent original = byId.get(id(each.payload));
            check(original != null, "what came was not sent");
            if (original == null) {
                continue;
            }
            check(!original.received, "came twice");
            original.received = true;
            check(each.text == original.text, "came as another kind");
            check(original.whole, "came before its end");
            check(Arrays.equals(each.payload, original.payload.toByteArray()), "came as something else");
            check(original.wasOpen || original.paced, "was sent when it was closed");
            if (policy != OutboundPolicy.LATEST || original.key == null) {
                check(original.returned > latest, "came out of order");
                latest = Math.max(latest, original.begun);
            }
        }
        assertThat(receivedEmpty())
                .as("empty ones")
                .isLessThanOrEqualTo(
                        sent.stream().filter(it -> !isIdentified(it)).count());
        client.pings.forEach(it -> assertThat(pings).contains(Arrays.toString(it)));
        client.pongs.forEach(it -> assertThat(pongs).contains(Arrays.toString(it)));
        for (Sent each : sent) {
            assertFateIsKnown(each);
        }
    }

    private void assertFateIsKnown(Sent each) {
        SendingView view = each.view;
        if (!isIdentified(each)) {
            return;
        }
        if (view != null && view.isCompleted()) {
            check(each.received, "is said to be out and is not");
        }
        if (view != null && view.isFailed() && each.viewedInTime && !network.broken) {
            check(!each.received, "is out and said not to be");
        }
        if (isClosedByApplication() && !each.paced && each.wasOpen && each.returned < closing) {
            check(each.received, "was sent before the close and is not out");
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** Whether more may have waited than may. */
    private boolean isTooMuch() {
        return weight > (hindered ? maxBytes : INBOX_MULTIPLE * maxBytes);
    }

    /** Whether nothing but the application's close has kept it from sending anything. */
    private boolean isClosedByApplication() {
        return !disturbed
                && !network.broken
                && closing != NEVER
                && client.isClosedWith(1000, 1001)
                && !isTooMuch()
                && (policy != OutboundPolicy.LATEST || session.getDroppedMessages() == 0);
    }

    private static int id(byte[] payload) {
        return payload.length < ID_LENGTH ? -1 : ByteBuffer.wrap(payload).getInt();
    }
}
