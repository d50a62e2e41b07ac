package io.tidewire.websocket.reactornetty;

import io.netty.channel.Channel;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyInbound;
import reactor.netty.NettyOutbound;
import reactor.netty.channel.ChannelOperations;

/**
 * What Reactor Netty finds on a channel from the upgrade on: it makes the server's shutdown see a connection in use
 * instead of an idle one, which it would close at once.
 */
final class WebSocketOperations extends ChannelOperations<NettyInbound, NettyOutbound> implements Runnable {

    private WebSocketOperations(ChannelOperations<NettyInbound, NettyOutbound> replaced) {
        super(replaced);
    }

    private WebSocketOperations(Connection connection, ConnectionObserver listener) {
        super(connection, listener);
    }

    /** Takes the place of the HTTP exchange's operations, or theirs that have ended. */
    @SuppressWarnings("unchecked") // the replaced one only lends its connection and listener
    static WebSocketOperations bind(Channel channel, ChannelOperations<?, ?> http, ConnectionObserver listener) {
        WebSocketOperations operations;
        if (ChannelOperations.get(channel) == http) {
            operations = new WebSocketOperations((ChannelOperations<NettyInbound, NettyOutbound>) http);
            http.rebind(operations);
        } else {
            operations = new WebSocketOperations(Connection.from(channel), listener);
            operations.bind();
        }
        operations.markPersistent(false);
        return operations;
    }

    /** The channel has become inactive: as Reactor Netty's handler would say, which has left the pipeline. */
    @Override
    public void run() {
        onInboundClose();
    }
}
