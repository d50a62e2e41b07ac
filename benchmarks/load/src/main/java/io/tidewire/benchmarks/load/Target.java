package io.tidewire.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What is put under load.
 *
 * @param port on this machine
 * @param path of the endpoint; with <code>{room}</code> in it, connections are in rooms
 * @param tls whether to connect by TLS; no certificate is checked
 * @param compression whether to offer permessage-deflate, and to insist on it
 * @param raw whether there is no WebSocket at all: a server that sends back what it gets
 */
public record Target(int port, String path, boolean tls, boolean compression, boolean raw) {

    /** Another endpoint of the same server. */
    Target at(String otherPath) {
        return new Target(port, otherPath, tls, compression, raw);
    }

    /** The same, if its path has no rooms. */
    Target in(String room) {
        return at(path.replace("{room}", room));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
