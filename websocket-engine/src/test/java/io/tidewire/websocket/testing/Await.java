package io.tidewire.websocket.testing;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that another thread brings about. */
public final class Await {

    private static final long DEADLINE_NANOS = 30_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;

    private Await() {}

    /** Returns once the condition holds; an error if it does not within half a minute. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
