package io.tidewire.websocket.session;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.WebSocketMessage;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.protocol.ProtocolOutput;
import io.tidewire.websocket.protocol.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;

/**
 * Writes what waits, as far as the network takes it: what is under way first, then what is next in the {@link SendQueue},
 * and the close frame last. Control frames overtake what waits (RFC 6455, section 5.4), but never cut a frame in two.
 * When nothing waits, publishers are asked for more. Event loop only.
 */
final class Pump extends Turns implements ProtocolOutput, SendQueue.Owner {

    private static final List<StreamSender> NO_STREAMS = Collections.emptyList(); // which can be asked to remove

    private final Cork cork;
    private final MessageWriter writer;
    private final RoadOwner owner;
    final SendQueue queue;

    private @Nullable MessageStream streaming; // under way: between its frames only control frames go out
    private @Nullable ControlFrames control; // while some wait
    private List<StreamSender> streams = NO_STREAMS;
    private @Nullable RoadEnd end; // from the moment on when it is known to come: no new message is taken

    Pump(
            Role role,
            Transport transport,
            WebSocketOptions options,
            @Nullable MessageDeflater deflater,
            RoadOwner owner) {
        super(transport);
        this.cork = new Cork(transport, role);
        this.writer = new MessageWriter(cork, deflater);
        this.owner = owner;
        this.queue = new SendQueue(options.outboundMaxBytes(), options.outboundPolicy(), this);
    }

    // ---- the network

    /** Until {@link #endBatch} nothing is flushed. */
    void beginBatch() {
        cork.beginBatch();
    }

    void endBatch() {
        cork.endBatch();
    }

    /** Whether the network takes more, after it was given what is there. */
    boolean isWritable() {
        return cork.isWritable();
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

    // ---- past the queue

    /** Whether a message may go out at once: nothing is before it, and nobody has begun to close. */
    boolean isFree() {
        return isWritable() && isIdle(); // in this order: whoever hears what the network has taken may close
    }

    private boolean isIdle() {
        return queue.isEmpty() && streaming == null && !writer.isInFrame() && end == null;
    }

    /** Writes a small message past the queue: the pump is free. */
    void write(WebSocketMessage message) {
        writer.write(message);
        owner.onSent();
    }

    /** Whether the frames that were made for many may go out at once. */
    boolean takes(SharedMessage shared) {
        return isIdle() && transport.isWritable() && writer.makesTheSameOf(shared);
    }

    /** Writes them past the queue. */
    void write(SharedMessage shared) {
        cork.append(shared.frames());
        owner.onSent();
    }

    // ---- behind each other

    @Override
    void runOnce() {
        if ((end != null && end.isOver()) || !writer.goOn()) {
            return;
        }
        writeControlFrames();
        while (hasMore() && isWritable()) {
            boolean goesOn = streaming == null ? begin(queue.poll()) : goOn(streaming);
            if (!goesOn) {
                return;
            }
            writeControlFrames(); // 5.4: control frames may be injected in the middle of a fragmented message
        }
        if (!hasMore()) {
            onEmpty();
        }
    }

    private boolean hasMore() {
        return streaming != null || !queue.isEmpty();
    }

    /** False if the others have to wait for it. */
    private boolean begin(@Nullable Waiting next) {
        if (next instanceof Outgoing message) {
            owner.onSent();
            return writer.write(message);
        }
        if (next instanceof MessageStream stream) {
            streaming = stream;
        }
        return true;
    }

    /** Sends a fragment; false if there is none, and everything has to wait for it. */
    private boolean goOn(MessageStream stream) {
        if (isTurnOver()) {
            return false;
        }
        boolean sent = stream.goOn();
        if (sent) {
            sent(Fragments.LENGTH);
            owner.onSent();
        } else if (waitsForPublisher()) {
            queue.endSuspension();
        }
        return sent || streaming != stream;
    }

    private void onEmpty() {
        if (end != null) {
            end.write();
        } else if (!streams.isEmpty() && transport.isWritable()) {
            for (StreamSender stream : streams.toArray(StreamSender[]::new)) {
                stream.askForMore();
            }
        }
    }

    // ---- control frames

    void ping(byte[] payload) {
        control().ping(payload);
        run();
    }

    @Override
    public void pong(byte[] payload) {
        control().pong(payload);
        run();
    }

    private ControlFrames control() {
        if (control == null) {
            control = new ControlFrames(cork);
        }
        return control;
    }

    private void writeControlFrames() {
        ControlFrames waiting = control;
        if (waiting != null && !hasSentClose() && transport.isWritable()) {
            control = null;
            waiting.write();
        }
    }

    // ---- publishers

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

    /** For the frames of one message of unknown length. */
    Fragments fragments(int opcode) {
        return writer.fragments(opcode);
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
            end().close(RoadEnd.CUT_SHORT); // and it stays under way, so that nothing follows
            owner.onCutShort(tell);
        } else {
            endOf(stream);
            queue.remove(stream);
            tell.run();
            run();
        }
    }

    @Override
    public void onSuspend(boolean suspended) {
        owner.onSuspend(suspended);
    }

    // ---- the end

    private RoadEnd end() {
        if (end == null) {
            end = new RoadEnd(transport, cork);
        }
        return end;
    }

    /** Takes no new message from here on: the session is about to be closed. */
    void expectEnd() {
        end();
    }

    /** Whether no new message is taken. */
    boolean isEnding() {
        return end != null;
    }

    /** Whether what was sent before the close frame is still on its way; not if nobody knows how long it goes on. */
    boolean isDraining() {
        return !hasSentClose() && streaming == null;
    }

    private boolean hasSentClose() {
        return end != null && end.hasWrittenClose();
    }

    @Override
    public void close(CloseStatus status, boolean afterQueued) {
        owner.onClosing(); // while what was handed over can still be taken: it was sent before
        end().close(status);
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
        run();
    }

    @Override
    public void end(boolean peerIsDone) {
        end().endTransport(peerIsDone);
        awaitEnd();
    }

    @Override
    public void awaitEnd() {
        dropWaiting();
        run();
    }

    /** The transport has ended. */
    void transportEnded() {
        end().transportEnded();
        cork.discard();
        owner.onClosing(); // and what was handed over is dropped
        dropWaiting();
        writer.close();
        closeStreams();
    }

    private void dropWaiting() {
        queue.clear();
        dropStreaming();
    }

    private void dropStreaming() {
        MessageStream unfinished = streaming;
        if (unfinished != null) {
            streaming = null;
            unfinished.dropped(Outgoing.sessionClosed());
        }
    }
}
