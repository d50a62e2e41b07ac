package io.tidewire.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@link Workload.FanIn}. */
final class FanInLoad implements Load, Receiver {

    /** Where a text says whose it is: see {@link Frames#text}. */
    private static final int SENDER_AT = 9;

    private static final int SENDER_LENGTH = 8;

    private final Loop loop = new Loop();
    private final int senders;
    private final byte[][] payloads;

    FanInLoad(Target target, Workload.FanIn fanIn) throws IOException {
        senders = fanIn.senders();
        payloads = new byte[senders][];
        for (int i = 0; i < senders; i++) {
            payloads[i] = Frames.text(fanIn.size(), i);
            loop.open(target, payloads[i]);
        }
        loop.open(target.at("/collect"), payloads[0], new FrameReader.Expectation() {
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
        loop.arrived();
        if (!loop.isOver()) {
            send(loop.connections().get(from));
        }
    }

    private void send(Connection sender) throws IOException {
        loop.expect(1);
        sender.send(1);
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        for (Connection sender : loop.connections().subList(0, senders)) {
            send(sender);
        }
        return loop.run(duration, this);
    }

    /** Told by {@link #arrived} already. */
    @Override
    public void onMessage(Connection connection) {}

    @Override
    public void close() {
        loop.close();
    }
}
