package io.tidewire.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** {@link Workload.Handshakes}. */
final class HandshakeLoad implements Load {

    private static final long PATIENCE = Duration.ofSeconds(20).toNanos();

    private static final byte[] CLOSE = Frames.frame(Frames.FIN | Frames.CLOSE, new byte[] {0x03, (byte) 0xE8});

    private final Target target;
    private final int concurrent;
    private final Selector selector = Selector.open();
    private long done;
    private int underWay;
    private boolean over;

    HandshakeLoad(Target target, Workload.Handshakes handshakes) throws IOException {
        this.target = target;
        this.concurrent = handshakes.concurrent();
    }

    @Override
    public Sample run(Duration duration) throws IOException {
        long began = System.nanoTime();
        long cpu = Loop.cpu();
        long doneBefore = done;
        over = false;
        for (int i = 0; i < concurrent; i++) {
            new Visit();
        }
        while (underWay > 0) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Visit) key.attachment()).onReady(key);
            }
            selector.selectedKeys().clear();
            long elapsed = System.nanoTime() - began;
            over = elapsed >= duration.toNanos();
            if (elapsed - duration.toNanos() > PATIENCE) {
                throw new IOException("The server has stopped answering");
            }
        }
        return Loop.sample(done - doneBefore, began, cpu, null);
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** One client, from its connection to the close frame that answers its own. */
    private final class Visit {

        private final SocketChannel channel = SocketChannel.open();
        private final ByteBuffer answer = ByteBuffer.allocate(2 * 1024);
        private boolean upgraded;

        Visit() throws IOException {
            underWay++;
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().setSoLinger(true, 0); // or the machine runs out of ports
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(target.address());
        }

        void onReady(SelectionKey key) throws IOException {
            if (key.isConnectable()) {
                channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                channel.write(Handshake.request(target)); // less than any socket's buffer
                return;
            }
            if (channel.read(answer) < 0) {
                throw new EOFException("The server closed without a close frame");
            }
            if (!upgraded) {
                if (Handshake.isWhole(target, answer)) {
                    upgraded = true;
                    answer.clear();
                    channel.write(ByteBuffer.wrap(CLOSE));
                }
            } else if (answer.position() >= 2) {
                if ((answer.get(0) & 0xFF) != (Frames.FIN | Frames.CLOSE)) {
                    throw new IOException("The server answered a close frame with something else");
                }
                channel.close();
                done++;
                underWay--;
                if (!over) {
                    new Visit();
                }
            }
        }
    }
}
