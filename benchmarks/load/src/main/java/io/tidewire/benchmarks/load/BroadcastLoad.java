package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.time.Duration;

/** {@link Workload.Broadcast}. */
final class BroadcastLoad implements Load, Loop.Work {

    private final Loop loop = new Loop();
    private final Connection sender;
    private final int receivers;
    private final int depth;
    private long sent;
    private long delivered;
    private boolean over;

    BroadcastLoad(Target target, Workload.Broadcast broadcast) throws IOException {
        this.receivers = broadcast.receivers();
        this.depth = broadcast.depth();
        byte[] payload = Frames.text(broadcast.size(), 0);
        for (int i = 0; i < receivers; i++) {
            loop.open(target, payload);
        }
        sender = loop.connections().get(0);
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        over = false;
        send();
        return loop.run(duration, this, () -> over = true);
    }

    /** As many as are missing from those that should be on their way; one counts as such until the last has got it. */
    private void send() throws IOException {
        int more = depth - Math.toIntExact(sent - delivered / receivers);
        if (more > 0) {
            sent += more;
            sender.send(more);
        }
    }

    @Override
    public void onMessage(Connection connection) {
        delivered++;
    }

    @Override
    public void onReadEnd(Connection connection) throws IOException {
        if (!over) {
            send();
        }
    }

    @Override
    public long done() {
        return delivered;
    }

    @Override
    public boolean isBusy() {
        return delivered < sent * receivers;
    }

    @Override
    public void close() {
        loop.close();
    }
}
