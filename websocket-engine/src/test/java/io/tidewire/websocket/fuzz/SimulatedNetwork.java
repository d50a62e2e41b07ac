package io.tidewire.websocket.fuzz;

import io.netty.buffer.ByteBuf;
import io.tidewire.websocket.session.EngineSession;
import io.tidewire.websocket.session.Inbox;
import io.tidewire.websocket.session.Transport;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network that takes what it has room for, and behaves as Netty's channels do: only what was flushed goes out, a flush
 * in the middle of another one is that one's affair, callbacks and writability come from within it, and a failure fails
 * all that waits at once and is told of later.
 */
final class SimulatedNetwork implements Transport {

    private static final int HIGH_WATER = 64 * 1024;
    private static final int LOW_WATER = 32 * 1024;

    /** There is no memory for a buffer. */
    static final class NoMemory extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoMemory() {
            super("meant to fail");
        }
    }

    private static final class Entry {

        final @Nullable ByteBuf bytes;
        final int length;
        final Consumer<@Nullable Throwable> done;
        boolean flushed;

        Entry(@Nullable ByteBuf bytes, Consumer<@Nullable Throwable> done) {
            this.bytes = bytes;
            this.length = bytes == null ? 0 : bytes.readableBytes();
            this.done = done;
        }
    }

    private final SimulatedLoop loop;
    private final SimulatedClient client;
    private final Queue<Entry> entries = new ArrayDeque<>();
    private final List<ByteBuf> handedOut = new ArrayList<>();
    private @Nullable EngineSession session;
    private long pending;
    private boolean writable = true;
    private boolean flushing;
    private boolean closing;
    private boolean outputClosed;
    private boolean closed;

    /** How much it takes. */
    long room = Long.MAX_VALUE;

    boolean reading = true;
    boolean failsNext;
    boolean hasNoMemory;

    /** Whether something that was written may have got lost. */
    boolean broken;

    SimulatedNetwork(SimulatedLoop loop, SimulatedClient client) {
        this.loop = loop;
        this.client = client;
    }

    void open(EngineSession opened) {
        session = opened;
    }

    private EngineSession session() {
        return Objects.requireNonNull(session);
    }

    // ---- the test's side

    boolean isClosed() {
        return closed;
    }

    boolean isFlushing() {
        return flushing;
    }

    boolean isOutputClosed() {
        return outputClosed;
    }

    /** Takes so much more; on the event loop. */
    void take(long bytes) {
        room = bytes;
        drain();
    }

    /** The client is gone; on the event loop. */
    void end() {
        broken |= !outputClosed;
        closeNow();
    }

    boolean holdsBuffers() {
        return handedOut.stream().anyMatch(it -> it.refCnt() > 0);
    }

    // ---- the session's side

    @Override
    public ByteBuf buffer(int size) {
        if (hasNoMemory) {
            hasNoMemory = false;
            throw new NoMemory();
        }
        if (loop.hasSharedBuffer(size)) {
            return loop.sharedBuffer();
        }
        ByteBuf buffer = SimulatedLoop.newBuffer(size);
        handedOut.add(buffer);
        return buffer;
    }

    @Override
    public boolean isWritable() {
        return writable && !closed && !outputClosed;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (closed || outputClosed) {
            bytes.release();
            broken = true;
            breaks(new ClosedChannelException());
            return;
        }
        Entry entry = new Entry(bytes, failure -> {});
        entries.add(entry);
        pending += entry.length;
        writable &= pending <= HIGH_WATER;
    }

    @Override
    public void flush() {
        entries.forEach(it -> it.flushed = true);
        drain();
    }

    private void drain() {
        if (flushing || closed) {
            return;
        }
        flushing = true;
        for (Entry next = entries.peek(); next != null && next.flushed; next = entries.peek()) {
            if (failsNext) {
                failsNext = false;
                broken = true;
                breaks(new IOException("meant to fail"));
                closeNow();
                break;
            }
            if (!write(next)) {
                break;
            }
            entries.remove();
            next.done.accept(null);
            pending -= next.length;
            if (!writable && pending < LOW_WATER && !closed) {
                writable = true;
                session().onWritable();
            }
        }
        flushing = false;
    }

    private boolean write(Entry entry) {
        ByteBuf bytes = entry.bytes;
        if (bytes == null) {
            return true;
        }
        int count = (int) Math.min(room, bytes.readableBytes());
        room -= room == Long.MAX_VALUE ? 0 : count;
        client.accept(bytes, count);
        if (bytes.isReadable()) {
            return false;
        }
        bytes.release();
        return true;
    }

    /** A read has failed. */
    void fail(Throwable failure) {
        broken = true;
        breaks(failure);
    }

    private void breaks(Throwable failure) {
        if (!closing) {
            closing = true;
            loop.execute(() -> {
                session().transportFailed(failure);
                closeNow();
            });
        }
    }

    private void closeNow() {
        if (closed) {
            return;
        }
        closed = true;
        loop.execute(session()::transportEnded);
        List<Entry> failed = List.copyOf(entries);
        entries.clear();
        for (Entry entry : failed) {
            if (entry.bytes != null) {
                entry.bytes.release();
                broken = true;
            }
            entry.done.accept(new ClosedChannelException());
        }
    }

    @Override
    public void whenWritten(Consumer<@Nullable Throwable> done) {
        if (closed || outputClosed) {
            done.accept(new ClosedChannelException());
        } else {
            entries.add(new Entry(null, done));
            flush();
        }
    }

    @Override
    public void setReading(boolean now) {
        reading = now;
    }

    @Override
    public void close() {
        closing = true;
        whenWritten(failure -> closeNow());
    }

    @Override
    public void closeOutput() {
        whenWritten(failure -> {
            if (failure == null) {
                outputClosed = true;
            } else {
                cut();
            }
        });
    }

    @Override
    public void cut() {
        closing = true;
        broken = true;
        closeNow();
    }

    @Override
    public boolean inEventLoop() {
        return loop.isCurrent();
    }

    @Override
    public Inbox inbox() {
        return loop.inbox;
    }

    @Override
    public boolean execute(Runnable task) {
        return loop.execute(task);
    }

    @Override
    public void afterBatch(Object key, Runnable task) {
        loop.afterBatch(key, task);
    }
}
