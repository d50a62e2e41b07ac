package io.tidewire.websocket.session;

import io.tidewire.websocket.Broadcast;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.MessageDroppedException;
import io.tidewire.websocket.OutboundPolicy;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import io.tidewire.websocket.protocol.ProtocolOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The one road out: every frame of a session passes here, in order. While the network takes what comes, a frame goes
 * straight into the {@link Cork}; otherwise it waits in the {@link SendQueue}. Control frames overtake what waits (RFC
 * 6455, section 5.4), but never cut a frame in two.
 */
final class Outbound implements ProtocolOutput, SendQueue.Owner {

    /** A smaller payload shares the cork with others. */
    static final int SMALL_PAYLOAD = 16 * 1024;

    /** After so much of one message the event loop is left to others for a moment: its publisher may never pause. */
    private static final int TURN = 1024 * 1024;

    /** Ends a session in the middle of a message that cannot be finished. */
    static final CloseStatus CUT_SHORT = CloseStatus.SERVER_ERROR.withReason("message cut short");

    private static final List<StreamSender> NO_STREAMS = Collections.emptyList(); // which can be asked to remove

    /** How much of one road's the {@link Inbox} may hold, as a multiple of what may wait for the network. */
    private static final int INBOX_MULTIPLE = 8;

    private static final AtomicLongFieldUpdater<Outbound> HANDED_OVER =
            AtomicLongFieldUpdater.newUpdater(Outbound.class, "handedOver");

    /** Whether the {@link Inbox} takes a message. */
    enum Room {
        ENOUGH,
        /** It does, but the event loop is to be told at once: it is not known yet that it does not keep up. */
        LAST,
        /** It is too much: the event loop does not keep up. */
        NONE
    }

    /** Whom the road belongs to; called on the event loop, unless it says otherwise. */
    interface Owner {

        /** A message left the queue. */
        void onSent();

        /** No message leaves from here on: either side has begun to close. */
        void onClosing();

        /** More waits than the policy allows, and the message that was too much is refused. Any thread, any time. */
        void onTooSlow();

        /**
         * A message was cut short when some of it was on its way, and nothing but a close frame can follow.
         *
         * @param tell runs when the session has failed
         */
        void onCutShort(Runnable tell);

        /** Whether the client is not to be read for now: it does not read either. Within any call. */
        void onSuspend(boolean suspended);

        /** The policy has dropped a message. In a turn of its own. */
        void onDropped(WebSocketMessage message);
    }

    private final Transport transport;
    private final Cork cork;
    private final OutboundPolicy policy;
    private final Owner owner;
    private final @Nullable MessageDeflater deflater;

    // what is to go out
    private final Inbox inbox;
    private final SendQueue queue;
    private volatile @Nullable DroppedMessages dropped; // from the first one on
    private @Nullable LargeFrame large; // under way: nothing may come between its parts
    private @Nullable MessageStream streaming; // between its frames only control frames go out
    private @Nullable ControlFrames control; // while some wait
    private List<StreamSender> streams = NO_STREAMS;
    private @Nullable Written written;

    private @Nullable RoadEnd end; // from the moment on when it is known to come: no new message is taken
    private boolean tooSlow;
    private boolean cutShort;

    // pumping calls the network and senders' views, and each of them may call for more pumping
    private boolean pumping;
    private boolean pumpAgain;
    private boolean pumpScheduled;
    private long sentInTurn;

    /**
     * What the inbox holds for this road, and what was taken out of it and not dealt with, in bytes. While it is not zero,
     * what is sent stays behind that.
     */
    private volatile long handedOver;

    private @Nullable ArrayDeque<Waiting> takenOut;
    private boolean inTurn;

    Outbound(
            Transport transport, Cork cork, WebSocketOptions options, @Nullable MessageDeflater deflater, Owner owner) {
        long maxBytes = options.outboundMaxBytes();
        this.transport = transport;
        this.cork = cork;
        this.policy = options.outboundPolicy();
        this.deflater = deflater;
        this.owner = owner;
        this.inbox = transport.inbox();
        this.queue = new SendQueue(maxBytes, policy, this);
    }

    // ---- messages

    /** Sends a message of its own; any thread. */
    Mono<Void> send(WebSocketMessage message) {
        if (goesStraight(message)) {
            write(message);
            return written();
        }
        Outgoing next = outgoing(message);
        if (pass(next)) {
            return next;
        }
        return Mono.error(refuse(next));
    }

    /** The inbox does not take a message. */
    private RuntimeException refuse(Outgoing next) {
        if (policy == OutboundPolicy.DROP_NEWEST || policy == OutboundPolicy.DROP_OLDEST) {
            onDropped(next);
            return new MessageDroppedException("The message was dropped: the server is too busy to send it");
        }
        owner.onTooSlow();
        return Outgoing.sessionClosed();
    }

    /**
     * Sends one message of a stream; any thread.
     *
     * @return its view, or {@code null} if it did not have to wait
     */
    @Nullable
    Outgoing sendPart(StreamSender stream, WebSocketMessage message) {
        if (goesStraight(message)) {
            write(message);
            stream.received(message.getPayloadLength(), true);
            if (transport.isWritable()) {
                stream.askForMore();
            }
            return null;
        }
        Outgoing next = new Outgoing(this, message, 0, stream);
        pass(next); // what weighs nothing is never too much
        return next;
    }

    /** Whether a message is small and nothing is before it. */
    private boolean goesStraight(WebSocketMessage message) {
        return transport.inEventLoop() && message.getPayloadLength() <= SMALL_PAYLOAD && handedOver == 0 && isFree();
    }

    /** False if more was handed over than the event loop keeps up with. */
    private boolean pass(Waiting next) {
        // while it pumps nobody knows what the network takes: then a message that may be too much waits for the end of
        // it
        if (transport.inEventLoop() && handedOver == 0 && (!pumping || queue.hasRoomFor(next))) {
            enqueue(next, true);
            pump();
            return true;
        }
        return handOver(next);
    }

    // ---- messages by way of the inbox

    Inbox inbox() {
        return inbox;
    }

    /** A message of its own. */
    Outgoing outgoing(WebSocketMessage message) {
        return new Outgoing(this, message, weight(message), null);
    }

    /** What a message of its own counts against the bound. */
    long weight(WebSocketMessage message) {
        return queue.weight(message.getPayloadLength());
    }

    /** Takes part in a broadcast; any thread. */
    void sendIn(Broadcast broadcast) {
        Runnable shared = broadcast.onSend(inbox, message -> new SharedMessage(inbox, transport, message));
        ((SharedMessage) shared).add(this);
    }

    private boolean handOver(Waiting next) {
        Room room = reserve(next.weight());
        if (room != Room.NONE) {
            inbox.offer(this, next, transport, room == Room.LAST);
        }
        return room != Room.NONE;
    }

    /** Makes room in the inbox for a message that is sent to many; any thread. */
    Room reserve(WebSocketMessage message) {
        Room room = reserve(weight(message));
        if (room == Room.NONE) {
            refuse(outgoing(message));
        }
        return room;
    }

    private Room reserve(long weight) {
        Room room = tryToReserve(weight);
        if (room == Room.NONE && transport.inEventLoop() && !pumping && !inTurn && takenOut == null) {
            emptyInbox(); // for want of a turn, not of speed: the event loop itself has been sending so much
            room = tryToReserve(weight);
        }
        return room;
    }

    private Room tryToReserve(long weight) {
        long enough = queue.maxBytes();
        long former = HANDED_OVER.getAndAdd(this, Math.max(1, weight)); // so that even what weighs nothing is noticed
        if (weight > 0 && (former - 1) / INBOX_MULTIPLE >= enough) { // the product may be more than a long holds
            leftInbox(weight);
            return Room.NONE;
        }
        return former <= enough && weight > enough - former ? Room.LAST : Room.ENOUGH;
    }

    /** What this weighs was dealt with. */
    void leftInbox(long weight) {
        HANDED_OVER.addAndGet(this, -Math.max(1, weight));
    }

    /** Makes the network take what it can, before something is taken: whoever hears of that may do anything. */
    void prepare() {
        joinTurn();
        isWritable();
    }

    /** Takes over what was sent to many, from the inbox. */
    void take(SharedMessage shared) {
        boolean isPlain =
                !cork.isMasking() && shared.isPlain(deflater == null ? Integer.MAX_VALUE : deflater.threshold());
        if (isPlain && !tooSlow && takenOut == null && isIdle() && transport.isWritable()) {
            try {
                cork.append(shared.frames());
                owner.onSent();
            } finally {
                leftInbox(shared.weight(this));
            }
        } else {
            shared.addTo(this, takenOut());
            emptyTakenOut();
        }
    }

    /** Takes over one message from the inbox. */
    void take(Waiting next) {
        if (takenOut == null && queue.hasRoomFor(next)) {
            takeOver(next);
        } else {
            takenOut().add(next);
            emptyTakenOut();
        }
    }

    private void takeOver(Waiting next) {
        try {
            enqueue(next, false);
        } finally {
            leftInbox(next.weight());
        }
    }

    /** The turn of the event loop ends with a flush. */
    private void joinTurn() {
        if (!inTurn) {
            inTurn = true;
            inbox.joinTurn(this);
            cork.beginBatch();
        }
    }

    void endTurn() {
        if (inTurn) {
            inTurn = false;
            try {
                if (takenOut != null) {
                    emptyTakenOut(); // something has failed in the middle of it
                }
                pump();
            } finally {
                cork.endBatch();
            }
        }
    }

    /** Takes what the inbox holds for this road out of its turn. */
    private void emptyInbox() {
        if (handedOver != 0) {
            inbox.takeOut(this, takenOut());
            emptyTakenOut();
        }
    }

    private ArrayDeque<Waiting> takenOut() {
        if (takenOut == null) {
            takenOut = new ArrayDeque<>(1);
        }
        return takenOut;
    }

    /** May be called from within itself: whoever hears that its message is out may close, and then all must be out. */
    private void emptyTakenOut() {
        ArrayDeque<Waiting> all = takenOut();
        for (Waiting next = all.peek(); next != null; next = all.peek()) {
            if (!queue.hasRoomFor(next)) {
                pump(); // while it is still here: whoever hears that another one is out may close
            }
            if (all.peek() == next) {
                all.remove();
                takeOver(next);
            }
        }
        takenOut = null; // most sessions need none for long
    }

    private void enqueue(Waiting next, boolean onLoop) {
        if (next instanceof Outgoing part && part.stream != null) {
            part.stream.received(part.payload.length, onLoop);
        }
        if (!queue.hasRoomFor(next)) {
            pump(); // the network may take more than it was given
        }
        if (end != null || tooSlow || (next instanceof MessageStream stream && stream.isOver())) {
            next.dropped(Outgoing.sessionClosed());
        } else if (next instanceof Outgoing small && small.payload.length <= SMALL_PAYLOAD && isFree()) {
            write(small.message);
            small.written();
        } else if (!queue.add(next)) {
            tooSlow = true; // no later message may fill the gap that this one leaves
            next.dropped(Outgoing.sessionClosed());
            owner.onTooSlow();
        }
    }

    // ---- messages of unknown length

    /** Puts a message in its place in the order, but does not begin yet: a publisher calls this. Any thread. */
    void sendStream(MessageStream stream) {
        if (!handOver(stream)) {
            owner.onTooSlow();
            Runnable drop = () -> stream.dropped(Outgoing.sessionClosed());
            onLoop(drop, drop);
        }
    }

    /** For the frames of one message. */
    Fragments fragments(int opcode) {
        return new Fragments(cork, deflater, opcode);
    }

    /** Whether such a message is under way. */
    boolean isStreaming() {
        return streaming != null;
    }

    /** Whether the others wait for a publisher, while the network would take more. */
    @Override
    public boolean waitsForPublisher() {
        return streaming != null && transport.isWritable();
    }

    /** The last frame of the message is next, and then others are. */
    void endOf(MessageStream stream) {
        if (streaming == stream) {
            streaming = null;
        }
    }

    /**
     * The message is not to be finished: forgets it, or, if some of it is on its way, ends the session.
     *
     * @param tell runs when that is done
     */
    void abandon(MessageStream stream, Runnable tell) {
        if (stream.hasBegun()) {
            cutShort = true; // and streaming, so that nothing follows
            if (end != null) {
                end.close(CUT_SHORT);
            }
            owner.onCutShort(tell);
        } else {
            endOf(stream);
            queue.remove(stream);
            tell.run();
            pump();
        }
    }

    @Override
    public void onSuspend(boolean suspended) {
        owner.onSuspend(suspended);
    }

    /** Whether the client is not to be read for now. */
    boolean isSuspended() {
        return queue.isSuspended();
    }

    /** How much waits, in bytes; any thread. */
    long queuedBytes() {
        return handedOver + queue.bytes();
    }

    /** Any thread. */
    @Override
    public void onDropped(Outgoing message) {
        DroppedMessages all = dropped;
        if (all == null) {
            synchronized (this) {
                all = dropped;
                if (all == null) {
                    all = new DroppedMessages(transport, queue.maxBytes(), owner::onDropped);
                    dropped = all;
                }
            }
        }
        all.add(message);
    }

    /** How many messages the policy has dropped; any thread. */
    long droppedMessages() {
        DroppedMessages all = dropped;
        return all == null ? 0 : all.count();
    }

    // ---- streams

    void join(StreamSender stream) {
        if (end != null) {
            stream.sessionClosed();
        } else {
            if (streams.isEmpty()) {
                streams = new ArrayList<>();
            }
            streams.add(stream);
            stream.askForMore();
        }
    }

    void leave(StreamSender stream) {
        if (streams.remove(stream) && streams.isEmpty()) {
            streams = NO_STREAMS;
        }
    }

    private void closeStreams() {
        List<StreamSender> all = streams;
        streams = NO_STREAMS;
        for (StreamSender stream : all.toArray(StreamSender[]::new)) {
            stream.sessionClosed();
        }
    }

    // ---- views

    /** The view of a message that never had to wait; one for all of them. */
    private Mono<Void> written() {
        if (written == null) {
            written = new Written();
        }
        return written;
    }

    private final class Written extends Mono<Void> {

        @Override
        public void subscribe(CoreSubscriber<? super Void> actual) {
            Mono.<Void>create(view -> onLoop(() -> whenWritten(view), () -> view.error(Outgoing.sessionClosed())))
                    .subscribe(actual);
        }
    }

    /** Completes {@code view} when everything that left the queue was handed to the network. */
    void whenWritten(MonoSink<Void> view) {
        cork.empty();
        transport.whenWritten(failure -> {
            if (failure == null) {
                view.success();
            } else {
                view.error(Outgoing.sessionClosed());
            }
        });
    }

    // ---- control frames

    private ControlFrames control() {
        ControlFrames waiting = control;
        if (waiting == null) {
            waiting = new ControlFrames(cork);
            control = waiting;
        }
        return waiting;
    }

    void ping(byte[] payload) {
        control().ping(payload);
        pump();
    }

    @Override
    public void pong(byte[] payload) {
        control().pong(payload);
        pump();
    }

    // ---- the end

    private RoadEnd end() {
        RoadEnd begun = end;
        if (begun == null) {
            begun = new RoadEnd(transport, cork);
            end = begun;
        }
        return begun;
    }

    @Override
    public void close(CloseStatus status, boolean afterQueued) {
        owner.onClosing();
        emptyInbox();
        end().close(cutShort ? CUT_SHORT : status);
        if (!afterQueued) {
            dropWaiting();
        } else {
            queue.clearStreams();
            if (streaming != null && !streaming.hasBegun()) {
                dropStreaming();
            }
        }
        queue.endSuspension();
        closeStreams();
        pump();
    }

    /** Whether the close frame left the queue. */
    boolean hasSentClose() {
        return end != null && end.hasWrittenClose();
    }

    @Override
    public void end(boolean peerIsDone) {
        end().endTransport(peerIsDone);
        dropWaiting();
        pump();
    }

    @Override
    public void awaitEnd() {
        dropWaiting();
        pump();
    }

    /** The transport has ended. */
    void transportEnded() {
        end().transportEnded();
        cork.discard();
        emptyInbox();
        dropWaiting();
        dropLarge();
        closeStreams();
        if (deflater != null) {
            deflater.close();
        }
    }

    private void dropWaiting() {
        queue.clear();
        dropStreaming();
    }

    private void dropLarge() {
        LargeFrame unfinished = large;
        if (unfinished != null) {
            large = null;
            unfinished.drop();
        }
    }

    private void dropStreaming() {
        MessageStream unfinished = streaming;
        if (unfinished != null) {
            streaming = null;
            unfinished.dropped(Outgoing.sessionClosed());
        }
    }

    // ---- the network

    /** Whether a message may go out at once: nothing is before it, and nobody has begun to close. */
    private boolean isFree() {
        return isWritable() && isIdle(); // in this order: whoever hears that the network has taken something may close
    }

    private boolean isIdle() {
        return queue.isEmpty() && streaming == null && large == null && end == null;
    }

    /** Whether the network takes more, after it was given what is there. */
    private boolean isWritable() {
        if (transport.isWritable()) {
            return true;
        }
        cork.flushWritten();
        return transport.isWritable();
    }

    /**
     * Writes what waits, as far as the network takes it. May be called from within itself: a flush can make the
     * transport writable again, and whoever hears that its message is out may send the next. The outer call sees to it.
     */
    void pump() {
        if (pumping) {
            pumpAgain = true;
            return;
        }
        pumping = true;
        try {
            do {
                pumpAgain = false;
                pumpOnce();
            } while (pumpAgain);
        } finally {
            pumping = false;
        }
    }

    /** Pumps when the caller, a publisher, has emitted all that it emits at a time, and may be asked for more. */
    void pumpLater() {
        if (pumping) {
            pumpAgain = true;
        } else {
            pumpInTurn();
        }
    }

    private void pumpInTurn() {
        if (!pumpScheduled) {
            pumpScheduled = true;
            transport.execute(() -> {
                pumpScheduled = false;
                sentInTurn = 0;
                pump();
            });
        }
    }

    /** Whether the message under way has sent enough for now; then it goes on in a turn of its own. */
    private boolean isTurnOver() {
        if (sentInTurn < TURN) {
            return false;
        }
        pumpInTurn();
        return true;
    }

    private void pumpOnce() {
        if ((end != null && end.isOver()) || !goOnWithLarge()) {
            return;
        }
        writeControlFrames();
        while (hasMore() && isWritable()) {
            if (streaming != null) {
                if (isTurnOver() || !goOn(streaming)) {
                    return;
                }
            } else {
                begin(queue.poll());
                if (!goOnWithLarge()) {
                    return;
                }
            }
            writeControlFrames(); // 5.4: control frames may be injected in the middle of a fragmented message
        }
        if (!hasMore()) {
            onQueueEmpty();
        }
    }

    private boolean hasMore() {
        return streaming != null || !queue.isEmpty();
    }

    /** Sends a fragment; false if there is none, and everything has to wait for it. */
    private boolean goOn(MessageStream stream) {
        boolean sent = stream.goOn();
        if (sent) {
            sentInTurn += Fragments.LENGTH;
            owner.onSent();
        } else if (waitsForPublisher()) {
            queue.endSuspension();
        }
        return sent || streaming != stream;
    }

    /** Sends more of the large frame that is under way, if one is; false if the others have to wait for it. */
    private boolean goOnWithLarge() {
        LargeFrame frame = large;
        if (frame == null) {
            return true;
        }
        if (!frame.goOn()) {
            return false;
        }
        large = null;
        frame.written();
        return true;
    }

    private void begin(@Nullable Waiting next) {
        if (next instanceof Outgoing message) {
            begin(message);
        } else if (next instanceof MessageStream stream) {
            streaming = stream;
        }
    }

    /** Sends a message that is small even if it does not get smaller. */
    private void write(WebSocketMessage message) {
        byte[] deflated = deflate(message);
        if (deflated == null) {
            cork.append(opcodeOf(message), message.bytes());
        } else {
            cork.append(opcodeOf(message) | FrameEncoder.RSV1, deflated);
        }
        owner.onSent();
    }

    /** Sends a message if it is small, and makes it the frame to go on with if it is large. */
    private void begin(Outgoing next) {
        byte[] deflated = deflate(next.message);
        byte[] body = deflated == null ? next.payload : deflated;
        int opcode = deflated == null ? opcodeOf(next.message) : opcodeOf(next.message) | FrameEncoder.RSV1;
        owner.onSent();
        if (body.length <= SMALL_PAYLOAD) {
            cork.append(opcode, body);
            next.written();
        } else {
            large = new LargeFrame(transport, cork, next, opcode, body);
        }
    }

    static int opcodeOf(WebSocketMessage message) {
        return message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY;
    }

    /** In the order in which messages go out: a context remembers what was sent. */
    private byte @Nullable [] deflate(WebSocketMessage message) {
        return deflater == null || !message.isCompressible() ? null : deflater.deflate(message.bytes());
    }

    private void writeControlFrames() {
        ControlFrames waiting = control;
        if (waiting != null && !hasSentClose() && transport.isWritable()) {
            control = null;
            waiting.write();
        }
    }

    private void onQueueEmpty() {
        if (end != null) {
            end.write();
        } else if (!streams.isEmpty() && transport.isWritable()) {
            for (StreamSender stream : streams.toArray(StreamSender[]::new)) {
                stream.askForMore();
            }
        }
    }

    /** Whether the calling thread is the event loop. */
    boolean inEventLoop() {
        return transport.inEventLoop();
    }

    /** Runs a task on the event loop, now if this is it; the other one if the loop has ended. */
    void onLoop(Runnable task, Runnable ifEnded) {
        if (transport.inEventLoop()) {
            task.run();
        } else if (!execute(task)) {
            ifEnded.run();
        }
    }

    /** Runs a task on the event loop, in a turn of its own; false if the loop has ended. */
    boolean execute(Runnable task) {
        return transport.execute(task);
    }
}
