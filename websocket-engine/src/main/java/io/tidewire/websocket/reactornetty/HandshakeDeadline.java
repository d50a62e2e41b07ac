package io.tidewire.websocket.reactornetty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Cuts off a client that does not get its first request said in time: TLS, request line and headers. It would hold a
 * connection for next to nothing. Leaves with the first request; HTTP/2 connections are not concerned.
 */
public final class HandshakeDeadline extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(HandshakeDeadline.class);

    private static final String NAME = "tidewire.handshakeDeadline";

    private final Duration timeout;
    private @Nullable Future<?> deadline;

    private HandshakeDeadline(Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * A server whose clients have this much time.
     *
     * @param timeout zero for no limit
     */
    public static HttpServer install(HttpServer server, Duration timeout) {
        return timeout.isZero()
                ? server
                : server.doOnChannelInit((observer, channel, address) -> channel.pipeline()
                        .addBefore(NettyPipeline.ReactiveBridge, NAME, new HandshakeDeadline(timeout)));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        deadline = channel.eventLoop().schedule(() -> onDeadline(ctx), timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void onDeadline(ChannelHandlerContext ctx) {
        if (ctx.pipeline().context(Http2ConnectionHandler.class) == null) {
            log.debug("{} closed: no request within {}", ctx.channel(), timeout);
            ctx.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest) {
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        Objects.requireNonNull(deadline).cancel(false);
    }
}
