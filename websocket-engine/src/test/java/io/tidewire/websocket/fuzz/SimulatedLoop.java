package io.tidewire.websocket.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tidewire.websocket.session.Inbox;
import io.tidewire.websocket.session.TimerWheel;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that does something when it is told to, with what its sessions share. One thread plays all of them: while
 * one is in the middle of something, another may run.
 */
final class SimulatedLoop {

    /** Which of them the thread plays. */
    static final class Stage {

        /** {@code null} for a thread that is no event loop. */
        @Nullable
        SimulatedLoop current;

        /** Plays another one for a while, or none. */
        void as(@Nullable SimulatedLoop other, Runnable what) {
            SimulatedLoop former = current;
            current = other;
            try {
                what.run();
            } finally {
                current = former;
            }
        }
    }

    private static final int SHARED = 64 * 1024 + 14;
    private static final ByteBufAllocator MEMORY = new UnpooledByteBufAllocator(false, true);

    final Inbox inbox = new Inbox();
    final TimerWheel wheel = new TimerWheel(0);
    final byte[] workspace = new byte[16 * 1024];

    private final Stage stage;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Map<Object, Runnable> afterBatch = new LinkedHashMap<>();
    private final ByteBuf shared = MEMORY.heapBuffer(SHARED, SHARED);
    private long now;
    private boolean busy;
    private boolean inBatch;
    private boolean ended;

    SimulatedLoop(Stage stage) {
        this.stage = stage;
    }

    boolean isCurrent() {
        return stage.current == this;
    }

    /** Whether it waits for something to do. */
    boolean isIdle() {
        return !busy && !ended;
    }

    /** Something happens on it, which is idle. */
    void enter(Runnable event) {
        busy = true;
        try {
            stage.as(this, event);
        } catch (SimulatedNetwork.NoMemory expected) {
            // Netty's loops log it, and go on
        } finally {
            busy = false;
        }
    }

    /** A connection of it is read. */
    void read(Runnable what) {
        enter(() -> {
            inBatch = true;
            try {
                what.run();
            } finally {
                inBatch = false;
            }
            Runnable[] all = afterBatch.values().toArray(Runnable[]::new);
            afterBatch.clear();
            for (Runnable task : all) {
                task.run();
            }
        });
    }

    void afterBatch(Object key, Runnable task) {
        SimulatedLoop caller = stage.current;
        if (caller != null && caller.inBatch) {
            caller.afterBatch.putIfAbsent(key, task);
        } else {
            task.run();
        }
    }

    boolean execute(Runnable task) {
        return !ended && tasks.add(task);
    }

    /** Runs a task, if one waits. */
    boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            enter(task);
        }
        return task != null;
    }

    void passes(long nanos) {
        long end = now + nanos;
        while (now < end) {
            now += TimerWheel.TICK_NANOS;
            enter(() -> wheel.advance(now));
        }
    }

    void end() {
        while (runOne()) {}
        ended = true;
    }

    /** Whether nobody uses the shared buffer, and it has room for so many bytes. */
    boolean hasSharedBuffer(int size) {
        return size <= SHARED && isSharedBufferFree();
    }

    ByteBuf sharedBuffer() {
        return shared.clear().retain();
    }

    static ByteBuf newBuffer(int size) {
        return MEMORY.heapBuffer(size);
    }

    boolean isSharedBufferFree() {
        return shared.refCnt() == 1;
    }
}
