package io.tidewire.websocket.reactornetty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.SessionClosedException;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.handshake.UpgradeResponse;
import io.tidewire.websocket.netty.WebSocketChannelHandler;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Turns a Reactor Netty HTTP/1.1 exchange into a WebSocket connection (RFC 6455, section 4.2.2): answers 101 and puts
 * one handler in the place of all that spoke HTTP. Happens in one task of the event loop, so that a client that answers
 * the 101 at once finds the engine there. TLS, the access log and the metrics of the channel stay.
 */
public final class Takeover {

    private static final String ENGINE = "tidewire.engine";

    /** They would rewrite the 101 (keep-alive accounting, compression) or close a silent connection. */
    private static final List<String> HTTP_HANDLERS = List.of(
            NettyPipeline.HttpTrafficHandler,
            NettyPipeline.CompressionHandler,
            NettyPipeline.ReadTimeoutHandler,
            NettyPipeline.IdleTimeoutHandler);

    private final HttpServerResponse response;
    private final UpgradeResponse.Accepted accepted;
    private final @Nullable DeflateParameters deflate;
    private final WebSocketChannelHandler engine;

    private Takeover(
            HttpServerResponse response,
            UpgradeResponse.Accepted accepted,
            WebSocketOptions options,
            HandshakeInfo info,
            WebSocketAcceptor acceptor) {
        this.response = response;
        this.accepted = accepted;
        this.deflate = DeflateParameters.accept(
                accepted.extensions(),
                options.compression(),
                options.compressionBudget().hasRoom());
        this.engine = new WebSocketChannelHandler(options, info, deflate, acceptor);
    }

    /**
     * Answers an accepted handshake and gives the connection to the engine.
     *
     * @param response not committed; headers that it holds already go out with the 101
     * @return completes when the 101 is on its way and the acceptor was called; cold
     */
    public static Mono<Void> upgrade(
            HttpServerResponse response,
            UpgradeResponse.Accepted accepted,
            WebSocketOptions options,
            HandshakeInfo info,
            WebSocketAcceptor acceptor) {
        return Mono.create(done -> response.withConnection(connection -> {
            Takeover takeover = new Takeover(response, accepted, options, info, acceptor);
            connection.channel().eventLoop().execute(() -> takeover.run(connection, done));
        }));
    }

    private void run(Connection connection, MonoSink<Void> done) {
        // taken once: the exchange lets go of its channel when it ends
        Channel channel = connection.channel();
        if (!channel.isActive()) {
            done.error(new SessionClosedException("The client left before its handshake was answered"));
            return;
        }
        try {
            takeOver(channel, channel.pipeline());
            done.success();
        } catch (Throwable failure) {
            channel.close();
            done.error(failure);
        }
    }

    private void takeOver(Channel channel, ChannelPipeline pipeline) {
        ChannelOperations<?, ?> http = ChannelOperations.get(channel);
        if (http == null) {
            throw new IllegalStateException("The HTTP exchange has ended before its upgrade");
        }
        ConnectionObserver listener = http.listener();
        for (String name : HTTP_HANDLERS) {
            if (pipeline.get(name) != null) {
                pipeline.remove(name);
            }
        }
        // by type: where HTTP/2 over clear text is enabled, its name is a generated one
        ChannelHandlerContext codec = pipeline.context(HttpServerCodec.class);
        ChannelHandlerContext guard = UpgradeGuard.behind(codec);
        sendSwitchingProtocols();
        if (!channel.isActive()) {
            throw new SessionClosedException("The connection was closed while its handshake was answered");
        }
        pipeline.addAfter(guard.name(), ENGINE, engine);
        engine.whenInactive(WebSocketOperations.bind(channel, http, listener));
        if (pipeline.get(NettyPipeline.ReactiveBridge) != null) {
            pipeline.remove(NettyPipeline.ReactiveBridge);
        }
        UpgradeGuard.handOver(guard);
        if (pipeline.context(HttpServerUpgradeHandler.class) != null) {
            pipeline.remove(HttpServerUpgradeHandler.class);
        }
        // a decoder that is removed hands the bytes that it has not decoded to the next handler: the engine
        pipeline.remove(codec.handler());
        resumeReading(channel);
        engine.open();
    }

    /** Through Reactor Netty, so that the access log and the metrics see the answer and the exchange ends well. */
    private void sendSwitchingProtocols() {
        HttpHeaders headers = response.responseHeaders();
        headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
        headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        headers.set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accepted.acceptKey());
        if (accepted.subprotocol() != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, accepted.subprotocol());
        }
        if (deflate != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, deflate.header());
        }
        // not http.onComplete(): that ends the exchange, and a server that is shutting down would close the connection
        response.status(HttpResponseStatus.SWITCHING_PROTOCOLS).send().subscribe();
    }

    private static void resumeReading(Channel channel) {
        if (channel.config().isAutoRead()) {
            channel.read();
        } else {
            channel.config().setAutoRead(true);
        }
    }
}
