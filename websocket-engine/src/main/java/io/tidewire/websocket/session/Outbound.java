package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.TextMessage;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import io.tidewire.websocket.protocol.ProtocolOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.concurrent.Queues;

/**
 * The one road out: every frame of a session passes here, in order. While the network takes what comes, a frame goes
 * straight into the {@link Cork}; otherwise it waits in a queue that is bounded in bytes. Control frames overtake what
 * waits (RFC 6455, section 5.4), but never cut a frame in two.
 */
final class Outbound implements ProtocolOutput {

    /** A larger payload goes out in parts, so that a slow client costs a part in buffers and not the message. */
    private static final int PART = 256 * 1024;

    /** What a waiting message takes besides its payload: even empty ones must not wait without end. */
    private static final int OVERHEAD = 64;

    /** A smaller payload shares the cork with others. */
    private static final int SMALL_PAYLOAD = 16 * 1024;

    /** Whom the road belongs to; called on the event loop, unless it says otherwise. */
    interface Owner {

        /** A message left the queue. */
        void onSent();

        /** No message leaves from here on: either side has begun to close. */
        void onClosing();

        /** More waits than the bound allows, and the message that was too much is refused. Any thread, any time. */
        void onTooSlow();
    }

    private static final byte[] NOTHING = new byte[0];

    /** How a closed session ends its transport. */
    private enum Ending {
        CLOSE,
        CLOSE_OUTPUT
    }

    private final Transport transport;
    private final Cork cork;
    private final long maxBytes;
    private final Owner owner;
    private final @Nullable MessageDeflater deflater;

    // what other threads have sent
    private final Queue<Outgoing> inbox =
            Queues.<Outgoing>unboundedMultiproducer().get();
    private final AtomicBoolean inboxScheduled = new AtomicBoolean();
    private final AtomicLong waitingBytes = new AtomicLong();

    // what waits for the network
    private @Nullable ArrayDeque<Outgoing> queue;
    private @Nullable Outgoing partial;
    private int partialOpcode;
    private byte[] partialBody = NOTHING;
    private int partialSent;
    private byte @Nullable [] waitingPing;
    private byte @Nullable [] waitingPong;
    private final List<StreamSender> streams = new ArrayList<>(0);
    private @Nullable Mono<Void> written;

    // the end
    private @Nullable CloseStatus closing;
    private boolean closeWritten;
    private @Nullable Ending ending;
    private boolean ended;

    // pumping calls the network and senders' views, and each of them may call for more pumping
    private boolean pumping;
    private boolean pumpAgain;

    Outbound(Transport transport, Cork cork, long maxBytes, @Nullable MessageDeflater deflater, Owner owner) {
        this.transport = transport;
        this.cork = cork;
        this.maxBytes = maxBytes;
        this.deflater = deflater;
        this.owner = owner;
    }

    // ---- messages

    /** Sends a message of its own; any thread. */
    Mono<Void> send(WebSocketMessage message) {
        int opcode = opcodeOf(message);
        byte[] payload = message.bytes();
        if (transport.inEventLoop()) {
            takeInbox();
            if (payload.length <= SMALL_PAYLOAD && isFree()) {
                write(opcode, payload);
                return written();
            }
        }
        Outgoing frame = new Outgoing(this, opcode, payload, null);
        long before = waitingBytes.getAndAdd(weight(frame));
        if (before > maxBytes) {
            waitingBytes.addAndGet(-weight(frame));
            owner.onTooSlow();
            return Mono.error(Outgoing.sessionClosed());
        }
        pass(frame);
        return frame;
    }

    /** Sends one message of a stream; any thread. */
    void sendPart(StreamSender stream, WebSocketMessage message) {
        int opcode = opcodeOf(message);
        byte[] payload = message.bytes();
        if (transport.inEventLoop()) {
            takeInbox();
            if (payload.length <= SMALL_PAYLOAD && isFree()) {
                write(opcode, payload);
                stream.received(payload.length, true);
                if (transport.isWritable()) {
                    stream.askForMore();
                }
                return;
            }
        }
        pass(new Outgoing(this, opcode, payload, stream));
    }

    private static int opcodeOf(WebSocketMessage message) {
        return message instanceof TextMessage ? Opcode.TEXT : Opcode.BINARY;
    }

    /** What a frame counts against the bound: nothing if it is paced; a giant no more than the bound. */
    private long weight(Outgoing frame) {
        return frame.stream == null ? Math.min((long) frame.payload.length + OVERHEAD, maxBytes) : 0;
    }

    private void pass(Outgoing frame) {
        if (transport.inEventLoop()) {
            enqueue(frame, true);
            pump();
            return;
        }
        inbox.add(frame);
        if (inboxScheduled.compareAndSet(false, true) && !transport.execute(this::onInbox)) {
            frame.dropped(); // the loop has ended, and with it the session
        }
    }

    private void onInbox() {
        takeInbox();
        pump();
    }

    private void takeInbox() {
        if (inboxScheduled.get()) {
            inboxScheduled.set(false);
            for (Outgoing frame = inbox.poll(); frame != null; frame = inbox.poll()) {
                enqueue(frame, false);
            }
            pump();
        }
    }

    private void enqueue(Outgoing frame, boolean onLoop) {
        if (frame.stream != null) {
            frame.stream.received(frame.payload.length, onLoop);
        }
        if (closing != null || ended) {
            drop(frame);
            return;
        }
        if (frame.payload.length <= SMALL_PAYLOAD && isFree()) {
            waitingBytes.addAndGet(-weight(frame));
            write(frame.opcode, frame.payload);
            frame.written();
            return;
        }
        if (queue == null) {
            queue = new ArrayDeque<>();
        }
        queue.add(frame);
    }

    private void drop(Outgoing frame) {
        waitingBytes.addAndGet(-weight(frame));
        frame.dropped();
    }

    // ---- streams

    void join(StreamSender stream) {
        if (closing != null || ended) {
            stream.sessionClosed();
        } else {
            streams.add(stream);
            stream.askForMore();
        }
    }

    void leave(StreamSender stream) {
        streams.remove(stream);
    }

    // ---- views

    /** Completes {@code view} when everything that was sent so far was handed to the network. */
    void whenDone(MonoSink<Void> view) {
        takeInbox();
        Outgoing last = queue == null ? null : queue.peekLast();
        if (last == null) {
            last = partial;
        }
        if (last == null) {
            whenWritten(view);
        } else {
            last.add(view);
        }
    }

    /** The view of a message that never had to wait; one for all of them. */
    private Mono<Void> written() {
        if (written == null) {
            written = Mono.create(view -> onLoop(() -> whenWritten(view), () -> view.error(Outgoing.sessionClosed())));
        }
        return written;
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

    void ping(byte[] payload) {
        waitingPing = payload;
        pump();
    }

    @Override
    public void pong(byte[] payload) {
        waitingPong = payload;
        pump();
    }

    @Override
    public void close(CloseStatus status, boolean afterQueued) {
        owner.onClosing();
        takeInbox();
        closing = status;
        if (!afterQueued) {
            dropQueue();
        }
        closeStreams();
        pump();
    }

    /** Whether the close frame left the queue. */
    boolean hasSentClose() {
        return closeWritten;
    }

    @Override
    public void end(boolean peerIsDone) {
        ending = peerIsDone ? Ending.CLOSE : Ending.CLOSE_OUTPUT;
        dropQueue();
        pump();
    }

    @Override
    public void awaitEnd() {
        dropQueue();
        pump();
    }

    // ---- the network

    /** Whether a message may go out at once: nothing is before it, and nobody has begun to close. */
    private boolean isFree() {
        return queue == null && partial == null && closing == null && !ended && isWritable();
    }

    /** Whether the network takes more, after it was given what is there. */
    private boolean isWritable() {
        if (!transport.isWritable()) {
            cork.flushWritten();
        }
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

    private void pumpOnce() {
        if (ended || !continuePartial()) {
            return;
        }
        writeControlFrames();
        while (queue != null && isWritable()) {
            Outgoing next = queue.remove();
            if (queue.isEmpty()) {
                queue = null;
            }
            waitingBytes.addAndGet(-weight(next));
            begin(next);
            if (!continuePartial()) {
                return;
            }
            writeControlFrames();
        }
        if (queue == null) {
            onQueueEmpty();
        }
    }

    /** Sends a message that is small even if it does not get smaller. */
    private void write(int opcode, byte[] payload) {
        byte[] deflated = deflate(payload);
        if (deflated == null) {
            cork.append(opcode, payload);
        } else {
            cork.append(opcode | FrameEncoder.RSV1, deflated);
        }
        owner.onSent();
    }

    /** Sends a message if it is small, and makes it the frame to go on with if it is large. */
    private void begin(Outgoing message) {
        byte[] deflated = deflate(message.payload);
        byte[] body = deflated == null ? message.payload : deflated;
        int opcode = deflated == null ? message.opcode : message.opcode | FrameEncoder.RSV1;
        owner.onSent();
        if (body.length <= SMALL_PAYLOAD) {
            cork.append(opcode, body);
            message.written();
        } else {
            partial = message;
            partialOpcode = opcode;
            partialBody = body;
            partialSent = 0;
        }
    }

    /** In the order in which messages go out: a context remembers what was sent. */
    private byte @Nullable [] deflate(byte[] payload) {
        return deflater == null ? null : deflater.deflate(payload);
    }

    /** Goes on with a large frame; false if the network has not taken all of it. */
    private boolean continuePartial() {
        Outgoing frame = partial;
        if (frame == null) {
            return true;
        }
        int length = partialBody.length;
        while (partialSent == 0 || transport.isWritable()) {
            int count = Math.min(PART, length - partialSent);
            if (partialSent == 0) {
                cork.appendFirst(partialOpcode, partialBody, count);
            } else {
                cork.appendMore(partialBody, partialSent, count);
            }
            partialSent += count;
            if (partialSent == length) {
                partial = null;
                partialBody = NOTHING;
                frame.written();
                return true;
            }
            cork.flush();
            if (partial != frame) {
                return false; // the transport ended over it
            }
        }
        return false;
    }

    private void writeControlFrames() {
        // a pong or ping that waits is replaced by the next one: a client that does not read costs one of each
        if (!closeWritten && transport.isWritable()) {
            if (waitingPong != null) {
                cork.append(Opcode.PONG, waitingPong);
                waitingPong = null;
            }
            if (waitingPing != null) {
                cork.append(Opcode.PING, waitingPing);
                waitingPing = null;
            }
        }
    }

    private void onQueueEmpty() {
        if (closing != null) {
            writeClose(closing);
        } else if (!streams.isEmpty() && transport.isWritable()) {
            for (StreamSender stream : streams.toArray(StreamSender[]::new)) {
                stream.askForMore();
            }
        }
    }

    private void writeClose(CloseStatus status) {
        if (!closeWritten) {
            closeWritten = true;
            cork.append(Opcode.CLOSE, FrameEncoder.closePayload(status));
        }
        if (ending != null) {
            ended = true;
            cork.empty();
            if (ending == Ending.CLOSE) {
                transport.close();
            } else {
                transport.closeOutput();
            }
        }
    }

    /** The transport has ended. */
    void transportEnded() {
        ended = true;
        cork.discard();
        takeInbox();
        dropQueue();
        if (partial != null) {
            partial.dropped();
            partial = null;
            partialBody = NOTHING;
        }
        closeStreams();
        if (deflater != null) {
            deflater.close();
        }
    }

    private void dropQueue() {
        ArrayDeque<Outgoing> dropped = queue;
        queue = null;
        if (dropped != null) {
            dropped.forEach(this::drop);
        }
    }

    private void closeStreams() {
        for (StreamSender stream : streams.toArray(StreamSender[]::new)) {
            stream.sessionClosed();
        }
        streams.clear();
    }

    /** Runs a task on the event loop, now if this is it; the other one if the loop has ended. */
    void onLoop(Runnable task, Runnable ifEnded) {
        if (transport.inEventLoop()) {
            task.run();
        } else if (!transport.execute(task)) {
            ifEnded.run();
        }
    }
}
