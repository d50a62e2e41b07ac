package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Echo}. */
final class EchoLoad implements Load, Loop.Work {

    private final Loop loop = new Loop();
    private final int depth;
    private long done;
    private long underWay;
    private boolean over;

    // what one read has brought is answered in one write
    private int answered;

    EchoLoad(Target target, Workload.Echo echo) throws IOException {
        this.depth = echo.depth();
        for (int i = 0; i < echo.connections(); i++) {
            loop.open(target, Frames.text(echo.size(), i));
        }
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        over = false;
        for (Connection connection : loop.connections()) {
            underWay += depth;
            connection.send(depth);
        }
        return loop.run(duration, this, () -> over = true);
    }

    @Override
    public void onMessage(Connection connection) {
        done++;
        answered++;
    }

    @Override
    public void onReadEnd(Connection connection) throws IOException {
        int again = answered;
        answered = 0;
        if (over) {
            underWay -= again;
        } else if (again > 0) {
            connection.send(again);
        }
    }

    @Override
    public long done() {
        return done;
    }

    @Override
    public boolean isBusy() {
        return underWay > 0;
    }

    @Override
    public void close() {
        loop.close();
    }
}
