package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Idle}. */
final class IdleLoad implements Load, Receiver {

    private static final int SIZE = 32;

    private final Loop loop = new Loop();

    IdleLoad(Target target, Workload.Idle idle) throws IOException {
        for (int i = 0; i < idle.connections(); i++) {
            loop.open(target.in("idle-" + i), Frames.text(SIZE, i)).send(1);
        }
        loop.expect(idle.connections());
        loop.run(Duration.ZERO, this);
    }

    /** Answers pings. */
    @Override
    public Sample run(Duration duration) throws IOException {
        return loop.run(duration, this);
    }

    @Override
    public void onMessage(Connection connection) {
        loop.arrived();
    }

    @Override
    public void close() {
        loop.close();
    }
}
