package io.tidewire.websocket.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.session.EngineSession;
import io.tidewire.websocket.session.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory. Behaves as TCP does: takes bytes for a peer that does not read up to a bound, tells
 * of its end behind the last byte, and knows no half-closed state that lasts.
 */
final class MemoryTransport implements Transport {

    /** What the network and both kernels hold for a peer that does not read. */
    private static final int IN_FLIGHT = 64 * 1024;

    /** What may be written beyond that: Netty's high water mark. */
    private static final int HIGH_WATER = 64 * 1024;

    private final MemoryLoop loop;
    private @Nullable MemoryTransport peer;
    private @Nullable EngineSession session;

    // on the way out
    private final ByteBuf unflushed = Unpooled.buffer();
    private final List<Consumer<@Nullable Throwable>> waitingForWrite = new ArrayList<>();
    private boolean toldUnwritable;
    private boolean outputClosed;

    // on the way in
    private final ByteBuf arriving = Unpooled.buffer();
    private boolean reading = true;
    private boolean peerDone;
    private boolean ended;

    // faults
    private int piece = Integer.MAX_VALUE;
    private boolean stopped;
    private boolean silent;

    MemoryTransport(MemoryLoop loop) {
        this.loop = loop;
    }

    void join(MemoryTransport other, EngineSession own) {
        peer = other;
        session = own;
    }

    private MemoryTransport peer() {
        return Objects.requireNonNull(peer, "not joined yet");
    }

    private EngineSession session() {
        return Objects.requireNonNull(session, "not joined yet");
    }

    // ---- faults, on the loop

    /** What the peer sends arrives in pieces of this size. */
    void readInPieces(int bytes) {
        piece = bytes;
    }

    void setStopped(boolean stop) {
        stopped = stop;
        loop.execute(this::deliver);
    }

    void goSilent() {
        silent = true;
        loop.execute(this::deliver);
    }

    void reset() {
        arriving.clear();
        unflushed.clear();
        MemoryTransport other = peer();
        end();
        other.arriving.clear();
        if (!other.ended) {
            other.session().transportFailed(new IOException("Connection reset by peer"));
            other.end();
        }
    }

    /** Appends bytes that no session has made. */
    void writeRaw(byte[] bytes) {
        write(Unpooled.wrappedBuffer(bytes));
        flush();
    }

    // ---- towards the peer

    @Override
    public ByteBuf buffer(int size) {
        return ByteBufAllocator.DEFAULT.directBuffer(size);
    }

    @Override
    public boolean isWritable() {
        return !ended && unflushed.readableBytes() + peer().arriving.readableBytes() < IN_FLIGHT + HIGH_WATER;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (!ended && !outputClosed && !silent) {
            unflushed.writeBytes(bytes);
            toldUnwritable |= !isWritable();
        }
        bytes.release();
    }

    @Override
    public void flush() {
        MemoryTransport other = peer();
        if (unflushed.isReadable() && !other.ended) {
            other.arriving.writeBytes(unflushed);
            loop.execute(other::deliver);
        }
        unflushed.clear();
        tellWritten();
    }

    @Override
    public void whenWritten(Consumer<@Nullable Throwable> done) {
        if (ended) {
            done.accept(gone());
            return;
        }
        waitingForWrite.add(done);
        flush();
    }

    private void tellWritten() {
        if (peer().arriving.readableBytes() <= IN_FLIGHT) {
            List<Consumer<@Nullable Throwable>> written = List.copyOf(waitingForWrite);
            waitingForWrite.clear();
            written.forEach(it -> it.accept(null));
        }
    }

    private void onDrained() {
        if (ended) {
            return;
        }
        tellWritten();
        if (toldUnwritable && isWritable()) {
            toldUnwritable = false;
            session().onWritable();
        }
    }

    // ---- from the peer

    @Override
    public void setReading(boolean read) {
        reading = read;
        if (read) {
            loop.execute(this::deliver);
        }
    }

    /** Gives the session what has arrived, as far as it reads. */
    private void deliver() {
        if (silent) {
            arriving.clear();
        }
        while (!ended && reading && !stopped && arriving.isReadable()) {
            byte[] read = new byte[Math.min(piece, arriving.readableBytes())];
            arriving.readBytes(read);
            session().receive(Unpooled.wrappedBuffer(read));
            session().receiveComplete();
        }
        arriving.discardReadBytes();
        peer().onDrained();
        if (peerDone && !ended && (silent || (reading && !stopped && !arriving.isReadable()))) {
            end();
        }
    }

    // ---- the end

    @Override
    public void close() {
        flush();
        loop.execute(this::end);
    }

    @Override
    public void closeOutput() {
        flush();
        outputClosed = true;
        sayDone();
    }

    @Override
    public void cut() {
        unflushed.clear();
        loop.execute(this::end);
    }

    private void sayDone() {
        MemoryTransport other = peer();
        if (!other.peerDone) {
            other.peerDone = true;
            loop.execute(other::deliver);
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        arriving.clear();
        List<Consumer<@Nullable Throwable>> lost = List.copyOf(waitingForWrite);
        waitingForWrite.clear();
        lost.forEach(it -> it.accept(gone()));
        session().transportEnded();
        sayDone();
    }

    private static IOException gone() {
        return new IOException("The connection has ended");
    }

    // ---- the loop

    @Override
    public boolean inEventLoop() {
        return loop.isCurrent();
    }

    @Override
    public boolean execute(Runnable task) {
        loop.execute(task);
        return true;
    }
}
