package io.tidewire.websocket.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.tidewire.websocket.deflate.ZlibPool;
import io.tidewire.websocket.session.TimerWheel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What all connections of one event loop share, so that an idle one keeps nothing but its state. */
final class EventLoopState implements Runnable {

    private static final int WORKSPACE = 16 * 1024;

    private static final FastThreadLocal<EventLoopState> CURRENT = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(EventLoopState state) {
            state.zlib.close(); // the thread ends
            state.reads.release();
        }
    };

    final byte[] workspace = new byte[WORKSPACE];
    final SharedReads reads = new SharedReads();
    final ZlibPool zlib = new ZlibPool();
    final TimerWheel wheel = new TimerWheel(System.nanoTime());
    private final EventLoop loop;
    private @Nullable Future<?> nextTurn;

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
