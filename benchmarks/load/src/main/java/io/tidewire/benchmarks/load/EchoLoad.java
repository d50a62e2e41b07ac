package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Echo}. */
final class EchoLoad implements Load, Receiver {

    private final Loop loop = new Loop();
    private final int depth;
    private int answered; // what one read has brought is answered in one write

    EchoLoad(Target target, Workload.Echo echo) throws IOException {
        this.depth = echo.depth();
        for (int i = 0; i < echo.connections(); i++) {
            loop.open(target, Frames.text(echo.size(), i));
        }
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        for (Connection connection : loop.connections()) {
            send(connection, depth);
        }
        return loop.run(duration, this);
    }

    private void send(Connection connection, int messages) throws IOException {
        loop.expect(messages);
        connection.send(messages);
    }

    @Override
    public void onMessage(Connection connection) {
        loop.arrived();
        answered++;
    }

    @Override
    public void onReadEnd(Connection connection) throws IOException {
        int again = answered;
        answered = 0;
        if (again > 0 && !loop.isOver()) {
            send(connection, again);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
