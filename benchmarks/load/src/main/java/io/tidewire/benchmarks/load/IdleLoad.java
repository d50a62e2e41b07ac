package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Idle}. */
final class IdleLoad implements Load, Loop.Work {

    private static final int SIZE = 32;

    private final Loop loop = new Loop();
    private long echoed;

    IdleLoad(Target target, Workload.Idle idle) throws IOException {
        for (int i = 0; i < idle.connections(); i++) {
            loop.open(target, Frames.text(SIZE, i)).send(1);
        }
        loop.run(Duration.ZERO, this, () -> {});
    }

    /** Answers pings. */
    @Override
    public Sample run(Duration duration) throws IOException {
        return loop.run(duration, this, () -> {});
    }

    @Override
    public void onMessage(Connection connection) {
        echoed++;
    }

    @Override
    public long done() {
        return echoed;
    }

    @Override
    public boolean isBusy() {
        return echoed < loop.connections().size();
    }

    @Override
    public void close() {
        loop.close();
    }
}
