package io.tidewire.websocket.test;

import java.time.Duration;

/** A client's way to its server in a {@link WebSocketPair}. */
final class MemoryNetwork implements Network {

    private final WebSocketPair pair;
    private final MemoryLoop loop;
    private final MemoryTransport client;
    private final MemoryTransport server;

    MemoryNetwork(WebSocketPair pair, MemoryLoop loop, MemoryTransport client, MemoryTransport server) {
        this.pair = pair;
        this.loop = loop;
        this.client = client;
        this.server = server;
    }

    @Override
    public void splitFrames(int bytes) {
        loop.call(() -> server.readInPieces(bytes));
    }

    @Override
    public void stopReading() {
        loop.call(() -> client.setStopped(true));
    }

    @Override
    public void resumeReading() {
        loop.call(() -> client.setStopped(false));
    }

    @Override
    public void goSilent() {
        loop.call(client::goSilent);
    }

    @Override
    public void reset() {
        loop.call(client::reset);
    }

    @Override
    public void sendRaw(byte[] bytes) {
        loop.call(() -> client.writeRaw(bytes));
    }

    @Override
    public void elapse(Duration time, Inbox inbox) {
        pair.advanceTimeBy(time);
    }
}
