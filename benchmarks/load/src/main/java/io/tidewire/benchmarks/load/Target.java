package io.tidewire.benchmarks.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What is put under load.
 *
 * @param port on this machine
 * @param path of the endpoint
 * @param tls whether to connect by TLS; no certificate is checked
 * @param compression whether to offer permessage-deflate, and to insist on it
 * @param raw whether there is no WebSocket at all: a server that sends back what it gets
 */
public record Target(int port, String path, boolean tls, boolean compression, boolean raw) {

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
