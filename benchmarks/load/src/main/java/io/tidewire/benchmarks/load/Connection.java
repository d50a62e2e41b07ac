package io.tidewire.benchmarks.load;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One client: sends its message as often as it is told, and reads what comes. */
final class Connection implements Closeable {

    /** So much is made beforehand, so that many small messages go out in one write. */
    private static final int WRITE = 16 * 1024;

    /** One for all: a connection reads what is there, and keeps nothing but a part of a frame. */
    private static final ByteBuffer READ = ByteBuffer.allocate(512 * 1024);

    private final SocketChannel channel;
    private final Wire wire;
    private final SelectionKey key;
    private final Incoming incoming;

    private final ByteBuffer frames; // the same frame many times
    private final int frameLength;
    private final int copies;
    private int unsent;
    private int offset; // of the next byte in the frame that is being sent
    private byte[] pong = new byte[0]; // goes before the next frame

    final int number;

    /**
     * Connects and upgrades.
     *
     * @param message a frame, which {@link #send} sends
     */
    Connection(Target target, Selector selector, int number, byte[] message, Incoming incoming) throws IOException {
        this.number = number;
        this.incoming = incoming;
        this.frameLength = message.length;
        this.copies = Math.max(1, WRITE / message.length);
        this.frames = ByteBuffer.allocateDirect(copies * message.length);
        for (int i = 0; i < copies; i++) {
            frames.put(message);
        }
        channel = SocketChannel.open(target.address());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoLinger(true, 0); // no port waits for late packets when it is over
        wire = target.tls() ? new TlsWire(channel) : new Wire.Plain(channel);
        if (!target.raw()) {
            upgrade(target);
        }
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    private void upgrade(Target target) throws IOException {
        ByteBuffer request = Handshake.request(target);
        while (request.hasRemaining() || wire.hasUnwritten()) {
            wire.write(request);
        }
        ByteBuffer answer = ByteBuffer.allocate(32 * 1024);
        do {
            if (wire.read(answer) < 0) {
                throw new EOFException("The server closed in the handshake");
            }
        } while (!Handshake.isWhole(target, answer));
    }

    /** Sends so many more messages, as soon as the socket takes them. */
    void send(int messages) throws IOException {
        unsent += messages;
        flush();
    }

    private void flush() throws IOException {
        boolean taken = sendPong();
        while (taken && unsent > 0) {
            frames.limit(Math.min(unsent, copies) * frameLength).position(offset);
            wire.write(frames);
            taken = !frames.hasRemaining();
            unsent -= frames.position() / frameLength;
            offset = frames.position() % frameLength;
        }
        int interest = unsent > 0 || pong.length > 0 || wire.hasUnwritten()
                ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                : SelectionKey.OP_READ;
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Between two frames; false if the socket does not take it. */
    private boolean sendPong() throws IOException {
        if (pong.length == 0 || offset > 0) {
            return true;
        }
        ByteBuffer bytes = ByteBuffer.wrap(pong);
        wire.write(bytes);
        pong = java.util.Arrays.copyOfRange(pong, bytes.position(), pong.length);
        return pong.length == 0;
    }

    /** Answers a ping (RFC 6455, section 5.5.2). */
    void pong(byte[] payload) throws IOException {
        pong = Frames.frame(Frames.FIN | Frames.PONG, payload);
        flush();
    }

    /** The selector says so. */
    void onReady(Receiver receiver) throws IOException {
        if (key.isWritable()) {
            flush();
        }
        if (key.isReadable()) {
            do {
                int count = wire.read(READ.clear());
                if (count < 0) {
                    throw new EOFException("The server closed connection " + number);
                }
                incoming.read(this, READ.array(), count, receiver);
                receiver.onReadEnd(this);
            } while (wire.hasUnread());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
