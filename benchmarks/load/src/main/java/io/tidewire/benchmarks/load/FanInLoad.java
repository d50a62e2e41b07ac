package io.tidewire.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link Workload.FanIn}. */
final class FanInLoad implements Load, Loop.Work {

    /** Where a text says whose it is: see {@link Frames#text}. */
    private static final int SENDER_AT = 9;

    private static final int SENDER_LENGTH = 8;

    private final Loop loop = new Loop();
    private final int senders;
    private final byte[][] payloads;
    private long done;
    private long underWay;
    private boolean over;

    FanInLoad(Target target, Workload.FanIn fanIn) throws IOException {
        senders = fanIn.senders();
        payloads = new byte[senders][];
        Target collect = new Target(target.port(), "/collect", target.tls(), target.compression(), false);
        for (int i = 0; i < senders; i++) {
            payloads[i] = Frames.text(fanIn.size(), i);
            loop.open(target, payloads[i]);
        }
        loop.open(collect, payloads[0], new FrameReader.Expectation() {
            @Override
            public byte @Nullable [] payload() {
                return null;
            }

            @Override
            public void check(byte[] message, int length) throws IOException {
                arrived(message, length);
            }
        });
    }

    private void arrived(byte[] message, int length) throws IOException {
        if (length < SENDER_AT + SENDER_LENGTH) {
            throw new IOException("A message is not what was sent");
        }
        int from = Integer.parseInt(new String(message, SENDER_AT, SENDER_LENGTH, US_ASCII), 16);
        if (from >= senders || !Arrays.equals(message, 0, length, payloads[from], 0, payloads[from].length)) {
            throw new IOException("A message is not what was sent");
        }
        done++;
        underWay--;
        if (!over) {
            underWay++;
            loop.connections().get(from).send(1);
        }
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        over = false;
        for (Connection sender : loop.connections().subList(0, senders)) {
            underWay++;
            sender.send(1);
        }
        return loop.run(duration, this, () -> over = true);
    }

    /** Told by {@link #arrived} already. */
    @Override
    public void onMessage(Connection connection) {}

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
