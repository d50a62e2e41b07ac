package io.tidewire.websocket.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.WebSocketSession;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.handshake.ClientHandshake;
import io.tidewire.websocket.handshake.UpgradeAnswer;
import io.tidewire.websocket.handshake.UpgradeAnswer.Established;
import io.tidewire.websocket.handshake.UpgradeAnswer.Failed;
import io.tidewire.websocket.netty.WebSocketChannelHandler;
import io.tidewire.websocket.protocol.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks for the upgrade of one channel, and puts the engine in the place of HTTP when the server agrees. */
final class ClientUpgrade extends ChannelInboundHandlerAdapter {

    /** How it went. */
    sealed interface Outcome {}

    /** The connection is a WebSocket. */
    record Opened(WebSocketSession session, Inbox inbox, Network network, HandshakeHeaders responseHeaders)
            implements Outcome {}

    /** It is not. */
    record NotOpened(int status, String reason, String body) implements Outcome {}

    private final URI uri;
    private final ClientHandshake handshake;
    private final HandshakeHeaders headers;
    private final ChannelNetwork network;
    private final CompletableFuture<Outcome> outcome;

    private @Nullable HttpResponse response;
    private final StringBuilder body = new StringBuilder();

    ClientUpgrade(
            URI uri,
            ClientHandshake handshake,
            HandshakeHeaders headers,
            ChannelNetwork network,
            CompletableFuture<Outcome> outcome) {
        this.uri = uri;
        this.handshake = handshake;
        this.headers = headers;
        this.network = network;
        this.outcome = outcome;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (ctx.pipeline().get(SslHandler.class) == null) {
            ask(ctx);
        } else {
            ctx.pipeline().get(SslHandler.class).handshakeFuture().addListener(secured -> {
                if (secured.isSuccess()) {
                    ask(ctx);
                } else {
                    outcome.completeExceptionally(secured.cause());
                    ctx.close();
                }
            });
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target);
        headers.asMap().forEach((name, values) -> request.headers().add(name, values));
        ctx.writeAndFlush(request);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                response = head;
            }
            if (message instanceof HttpContent content) {
                body.append(content.content().toString(UTF_8));
            }
            if (message instanceof LastHttpContent && response != null) {
                onAnswer(ctx, response);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void onAnswer(ChannelHandlerContext ctx, HttpResponse answer) {
        int status = answer.status().code();
        HandshakeHeaders answered = HandshakeHeaders.of(answer.headers());
        UpgradeAnswer judged = handshake.check(status, answered);
        if (judged instanceof Established established) {
            try {
                open(ctx, established, DeflateParameters.agreed(established.extensions()), answered);
                return;
            } catch (ProtocolViolation violation) {
                judged = new Failed(String.valueOf(violation.getMessage()));
            }
        }
        outcome.complete(new NotOpened(status, ((Failed) judged).reason(), body.toString()));
        ctx.close();
    }

    private void open(
            ChannelHandlerContext ctx,
            Established established,
            @Nullable DeflateParameters deflate,
            HandshakeHeaders answered) {
        HandshakeInfo info = new HandshakeInfo(
                uri,
                headers,
                established.subprotocol(),
                null,
                (InetSocketAddress) ctx.channel().localAddress(),
                (InetSocketAddress) ctx.channel().remoteAddress());
        Inbox inbox = new Inbox();
        WebSocketChannelHandler engine = new WebSocketChannelHandler(
                Role.CLIENT,
                ConnectRequest.options(),
                info,
                deflate == null ? null : deflate.mirrored(),
                session -> inbox);
        ctx.pipeline().addLast(engine);
        ctx.pipeline().remove(this);
        // hands on what came behind the answer
        ctx.pipeline().remove(HttpClientCodec.class);
        engine.open();
        outcome.complete(new Opened(engine.session(), inbox, network, answered));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        outcome.completeExceptionally(new IOException("the server closed the connection without an answer"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        outcome.completeExceptionally(failure);
        ctx.close();
    }
}
