package io.tidewire.benchmarks.load;

/** What a server has to do. Sizes are payloads in bytes; all messages are text. */
public sealed interface Workload {

    /** Connections that send as soon as an echo is back, with {@code depth} messages on their way at any time. */
    record Echo(int connections, int size, int depth) implements Workload {}

    /**
     * In each of the rooms, one of the receivers sends; {@code depth} messages are on their way to all who are in it. A
     * single room may be the whole endpoint.
     */
    record Broadcast(int rooms, int receivers, int size, int depth) implements Workload {}

    /** Senders on the path, one collector on {@code /collect}: each sends again when its message has arrived there. */
    record FanIn(int senders, int size) implements Workload {}

    /** Connects, upgrades, closes by the closing handshake, and begins anew. */
    record Handshakes(int concurrent) implements Workload {}

    /**
     * Connections that have been echoed one message and then are silent, but for the answers to pings; each in a room of
     * its own, if the target has rooms.
     */
    record Idle(int connections) implements Workload {}

    /** A fixed rate over all connections, whatever comes back; measured from when a message should have been sent. */
    record Latency(int connections, int size, int perSecond) implements Workload {}
}
