package io.tidewire.websocket.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.tidewire.websocket.testing.Hex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory, whose event loop is the thread of the test: it takes bytes while there is {@link #room}, tells
 * of writability from within {@link #flush()} as Netty does, and runs tasks when asked to.
 */
final class FakeTransport implements Transport {

    /** What may be written without a flush: Netty's high water mark. */
    private static final int HIGH_WATER = 64 * 1024;

    private final Inbox inbox;

    private final Thread loop = Thread.currentThread();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<Object, Runnable> afterSendersBatch = new LinkedHashMap<>();
    private final List<ByteBuf> pending = new ArrayList<>();
    private final List<Consumer<@Nullable Throwable>> waitingForWrite = new ArrayList<>();
    private final ByteBuf network = Unpooled.buffer();
    private int pendingBytes;
    private boolean toldUnwritable;
    private boolean loopEnded;

    /** How many more bytes the network takes. */
    long room = Long.MAX_VALUE;

    /** Whether who sends is another event loop in the middle of a read batch. */
    boolean senderReads;

    boolean failsToWrite;
    boolean hasNoMemory;

    Runnable onWritable = () -> {};
    Runnable onCut = () -> {};

    int writes;
    int flushes;
    int largestWrite;
    boolean reading = true;
    final List<String> ends = new ArrayList<>();

    /** The only one of its event loop. */
    FakeTransport() {
        this(new Inbox());
    }

    /** One of several. */
    FakeTransport(Inbox inbox) {
        this.inbox = inbox;
    }

    // ---- the test's side

    /** All that the client got, as hex. */
    String received() {
        byte[] all = new byte[network.readableBytes()];
        network.getBytes(0, all);
        return Hex.of(all);
    }

    int receivedBytes() {
        return network.readableBytes();
    }

    /** What the client got since the last call, as hex. */
    String receivedSince() {
        String all = received();
        network.clear();
        return all;
    }

    /** The network takes this many bytes more. */
    void take(long bytes) {
        room = bytes;
        drain();
    }

    void block() {
        room = 0;
    }

    /** Runs the event loop until it is idle. */
    void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    int waitingTasks() {
        return tasks.size();
    }

    void endSendersBatch() {
        senderReads = false;
        afterSendersBatch.values().forEach(Runnable::run);
        afterSendersBatch.clear();
    }

    void endLoop() {
        loopEnded = true;
    }

    /** The connection is gone: what was not sent is released, and who waits for it is told. */
    void end() {
        pending.forEach(ByteBuf::release);
        pending.clear();
        pendingBytes = 0;
        List<Consumer<@Nullable Throwable>> told = List.copyOf(waitingForWrite);
        waitingForWrite.clear();
        told.forEach(it -> it.accept(new IllegalStateException("ended")));
    }

    // ---- the session's side

    @Override
    public ByteBuf buffer(int size) {
        if (hasNoMemory) {
            throw new IllegalStateException("meant to fail");
        }
        return ByteBufAllocator.DEFAULT.directBuffer(size);
    }

    @Override
    public boolean isWritable() {
        return pendingBytes < HIGH_WATER && !ends.contains("cut");
    }

    @Override
    public void write(ByteBuf bytes) {
        if (failsToWrite) {
            bytes.release();
            throw new IllegalStateException("meant to fail");
        }
        writes++;
        largestWrite = Math.max(largestWrite, bytes.readableBytes());
        pendingBytes += bytes.readableBytes();
        pending.add(bytes);
        toldUnwritable |= !isWritable();
    }

    @Override
    public void flush() {
        flushes++;
        drain();
    }

    private void drain() {
        while (!pending.isEmpty() && room > 0) {
            ByteBuf first = pending.get(0);
            int count = (int) Math.min(room, first.readableBytes());
            network.writeBytes(first, count);
            room -= room == Long.MAX_VALUE ? 0 : count;
            pendingBytes -= count;
            if (!first.isReadable()) {
                pending.remove(0);
                first.release();
            }
        }
        if (pending.isEmpty()) {
            List<Consumer<@Nullable Throwable>> written = List.copyOf(waitingForWrite);
            waitingForWrite.clear();
            written.forEach(it -> it.accept(null));
        }
        if (toldUnwritable && isWritable()) {
            toldUnwritable = false;
            onWritable.run();
        }
    }

    @Override
    public void whenWritten(Consumer<@Nullable Throwable> done) {
        if (ends.contains("cut")) {
            done.accept(new IllegalStateException("ended"));
            return;
        }
        waitingForWrite.add(done);
        flush();
    }

    @Override
    public void setReading(boolean reading) {
        this.reading = reading;
    }

    @Override
    public void close() {
        flush();
        ends.add("close");
    }

    @Override
    public void closeOutput() {
        flush();
        ends.add("closeOutput");
    }

    @Override
    public void cut() {
        ends.add("cut");
        onCut.run();
    }

    @Override
    public boolean inEventLoop() {
        return Thread.currentThread() == loop;
    }

    @Override
    public Inbox inbox() {
        return inbox;
    }

    @Override
    public boolean execute(Runnable task) {
        if (loopEnded) {
            return false;
        }
        tasks.add(task);
        return true;
    }

    @Override
    public void afterBatch(Object key, Runnable task) {
        if (senderReads) {
            afterSendersBatch.putIfAbsent(key, task);
        } else {
            task.run();
        }
    }
}
