package io.tidewire.benchmarks.load;

import java.io.IOException;

/** What a connection makes of the bytes that come. */
interface Incoming {

    /**
     * Bytes came.
     *
     * @param bytes the first {@code count} of it; gone when this returns
     * @throws IOException if one of them is wrong
     */
    void read(Connection connection, byte[] bytes, int count, Receiver receiver) throws IOException;
}
