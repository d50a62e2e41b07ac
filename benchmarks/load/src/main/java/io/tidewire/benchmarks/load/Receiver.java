package io.tidewire.benchmarks.load;

import java.io.IOException;

/** Hears what comes on a connection. */
interface Receiver {

    /** A message has come, as it was expected. */
    void onMessage(Connection connection) throws IOException;

    /** All that has come in one read was told. */
    default void onReadEnd(Connection connection) throws IOException {}
}
