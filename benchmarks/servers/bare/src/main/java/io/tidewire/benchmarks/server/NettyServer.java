package io.tidewire.benchmarks.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Netty with its own WebSocket handlers. */
final class NettyServer extends ChannelInitializer<SocketChannel> {

    private static final int MAX_REQUEST_SIZE = 1 << 16;

    private static final WebSocketServerProtocolConfig PROTOCOL = WebSocketServerProtocolConfig.newBuilder()
            .websocketPath("/")
            .checkStartsWith(true)
            .decoderConfig(WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(Settings.MAX_MESSAGE_SIZE)
                    .allowExtensions(Settings.COMPRESSION)
                    .build())
            .build();

    private final NettyHandlers handlers = new NettyHandlers();
    private final @Nullable SslContext tls;

    private NettyServer(@Nullable SslContext tls) {
        this.tls = tls;
    }

    public static void main(String[] args) throws SSLException, InterruptedException {
        SslContext tls = Settings.TLS
                ? SslContextBuilder.forServer(Settings.certificate(), Settings.key())
                        .build()
                : null;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(io);
        new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .childHandler(new NettyServer(tls))
                .bind(Settings.HOST, Settings.PORT)
                .sync();
        Settings.ready();
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(tls.newHandler(channel.alloc()));
        }
        pipeline.addLast(new HttpServerCodec());
        pipeline.addLast(new HttpObjectAggregator(MAX_REQUEST_SIZE));
        if (Settings.COMPRESSION) {
            pipeline.addLast(new WebSocketServerCompressionHandler(Settings.MAX_MESSAGE_SIZE));
        }
        pipeline.addLast(new WebSocketServerProtocolHandler(PROTOCOL));
        pipeline.addLast(new WebSocketFrameAggregator(Settings.MAX_MESSAGE_SIZE));
        pipeline.addLast(handlers.byPath());
    }
}
