package io.tidewire.websocket.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.session.Inbox;
import io.tidewire.websocket.session.TimerWheel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one event loop share, so that an idle one keeps nothing but its state. */
final class EventLoopState implements Runnable {

    private static final int WORKSPACE = 16 * 1024;
    private static final int WRITE = 64 * 1024 + FrameEncoder.MAX_HEADER_LENGTH;

    private static final Logger log = LoggerFactory.getLogger(EventLoopState.class);

    private static final FastThreadLocal<EventLoopState> CURRENT = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(EventLoopState state) {
            state.zlib.close(); // the thread ends
            state.reads.release();
            state.writes.release();
        }
    };

    final byte[] workspace = new byte[WORKSPACE];
    final SharedReads reads = new SharedReads();
    /** For what one of them sends in a turn. While a slow client has not taken it, the others' buffers are the allocator's. */
    final SharedBuffer writes = new SharedBuffer(WRITE);

    final ZlibPool zlib = new ZlibPool();
    final Inbox inbox = new Inbox();
    final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final EventLoop loop;
    private @Nullable Future<?> nextTurn;

    private boolean inBatch;
    private final Map<Object, Runnable> afterBatch = new LinkedHashMap<>();

    private EventLoopState(EventLoop loop) {
        this.loop = loop;
    }

    /** The state of this loop, whose thread must be the calling one. */
    static EventLoopState of(EventLoop loop) {
        @Nullable EventLoopState state = CURRENT.getIfExists();
        if (state == null || state.loop != loop) {
            state = new EventLoopState(loop);
            CURRENT.set(state);
        }
        return state;
    }

    /** One of its connections is being read. */
    void beginBatch() {
        inBatch = true;
    }

    /** What was there to be read has been handled. */
    void endBatch() {
        inBatch = false;
        if (afterBatch.isEmpty()) {
            return;
        }
        Runnable[] tasks = afterBatch.values().toArray(Runnable[]::new);
        afterBatch.clear();
        for (Runnable task : tasks) {
            try {
                task.run();
            } catch (Throwable failure) { // of one session: the others' messages are not to be lost by it
                log.error("A task at the end of a read batch failed", failure);
            }
        }
    }

    /**
     * Runs a task at the end of the batch if the calling thread is an event loop that is in one, or now.
     *
     * @param key of several tasks with the same one only the first runs at the end of the batch
     */
    static void afterBatch(Object key, Runnable task) {
        @Nullable EventLoopState caller = CURRENT.getIfExists();
        if (caller != null && caller.inBatch) {
            caller.afterBatch.putIfAbsent(key, task);
        } else {
            task.run();
        }
    }

    /** Turns the wheel for as long as a timer waits in it. */
    void turnWheel() {
        if (nextTurn == null) {
            wheel.advance(System.nanoTime());
            nextTurn = loop.schedule(this, TimerWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void run() {
        wheel.advance(System.nanoTime());
        nextTurn = wheel.isEmpty() ? null : loop.schedule(this, TimerWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
    }
}
