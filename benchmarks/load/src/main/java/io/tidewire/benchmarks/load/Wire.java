package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes between a connection and its socket: as they are, or by TLS. */
interface Wire {

    /** Writes what the socket takes, and says how many bytes that were. */
    int write(ByteBuffer bytes) throws IOException;

    /** Whether bytes that were taken are not with the socket yet. */
    boolean hasUnwritten();

    /** Reads what is there; -1 at the end. */
    int read(ByteBuffer bytes) throws IOException;

    /** Whether more can be read although the socket has nothing more. */
    boolean hasUnread();

    /** As they are. */
    record Plain(SocketChannel channel) implements Wire {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public boolean hasUnwritten() {
            return false;
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return channel.read(bytes);
        }

        @Override
        public boolean hasUnread() {
            return false;
        }
    }
}
