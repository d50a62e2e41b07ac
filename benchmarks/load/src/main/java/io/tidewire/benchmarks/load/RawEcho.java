package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.util.Arrays;

/** No WebSocket: the frames that were sent come back as they are. */
final class RawEcho implements Incoming {

    private final byte[] expected;
    private int at;

    RawEcho(byte[] message) {
        this.expected = message;
    }

    @Override
    public void read(Connection connection, byte[] bytes, int count, Receiver receiver) throws IOException {
        for (int from = 0; from < count; ) {
            int length = Math.min(count - from, expected.length - at);
            if (Arrays.mismatch(bytes, from, from + length, expected, at, at + length) >= 0) {
                throw new IOException("Connection " + connection.number + " got wrong bytes");
            }
            from += length;
            at += length;
            if (at == expected.length) {
                at = 0;
                receiver.onMessage(connection);
            }
        }
    }
}
