package io.tidewire.benchmarks.harness;

/**
 * One server in one round of a scenario. Times are in nanoseconds.
 *
 * @param messages that came back, were delivered, or handshakes
 * @param elapsed on the clock
 * @param user of the server's threads in its own code
 * @param system of the server's threads in the kernel
 * @param load of the load generator's thread
 */
record Round(
        String scenario, String server, int round, long messages, long elapsed, long user, long system, long load) {

    private static final double BUSY = 0.95;
    private static final double NOT_QUITE_BUSY = 0.90;

    /** At least what the kernel's clock can tell. */
    long cpu() {
        return Math.max(Proc.TICK.toNanos(), user + system);
    }

    double messagesPerCpuSecond() {
        return 1e9 * messages / cpu();
    }

    double userMicros() {
        return user / 1e3 / messages;
    }

    double systemMicros() {
        return system / 1e3 / messages;
    }

    double serverShare() {
        return (double) cpu() / elapsed;
    }

    double loadShare() {
        return (double) load / elapsed;
    }

    /** Whether the server could have done more if it had been asked for more. */
    boolean boundByLoad() {
        return loadShare() > BUSY && serverShare() < NOT_QUITE_BUSY;
    }
}
