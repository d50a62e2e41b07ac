package io.tidewire.websocket.reactornetty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tidewire.websocket.netty.ChannelReads;
import java.util.ArrayDeque;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/**
 * Keeps the frames that a client sends in one go with its upgrade request. They would be parsed as HTTP while the
 * request is still on its way through filters on other threads; instead, decoding stops behind an upgrade request, and
 * what follows is held for the engine. A connection whose upgrade is refused is closed behind the refusal.
 *
 * <p>It also takes the Content-Length out of the 101, which Reactor Netty adds and Netty's encoder keeps: there is none in
 * a 1xx (RFC 9110, section 8.6).
 */
public final class UpgradeGuard extends ChannelDuplexHandler {

    private static final String NAME = "tidewire.upgradeGuard";
    private static final String INSTALLER = "tidewire.upgradeGuardInstaller";

    /** A client that sends more before its upgrade was answered is cut off. */
    private static final int MAX_HELD_BYTES = 64 * 1024;

    private final ArrayDeque<ByteBuf> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean holding;
    private int owedBefore; // answers to requests before the upgrade

    private UpgradeGuard() {}

    /**
     * A server whose connections are guarded, and read as the engine likes it best ({@link ChannelReads}) unless the server
     * has a {@code RECVBUF_ALLOCATOR} already.
     */
    public static HttpServer install(HttpServer server) {
        HttpServer guarded = server.doOnChannelInit((observer, channel, address) -> install(channel));
        return server.configuration().childOptions().containsKey(ChannelOption.RECVBUF_ALLOCATOR)
                ? guarded
                : guarded.childOption(ChannelOption.RECVBUF_ALLOCATOR, ChannelReads.INSTANCE);
    }

    private static void install(Channel channel) {
        ChannelHandlerContext codec = channel.pipeline().context(HttpServerCodec.class);
        if (codec != null) {
            behind(codec);
        } else {
            // ALPN adds the codec later; the first bytes that come through are behind that
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, INSTALLER, new Installer());
        }
    }

    /** The guard of a channel: the one that is installed, or a new one. */
    static ChannelHandlerContext behind(ChannelHandlerContext codec) {
        ChannelHandlerContext installed = codec.pipeline().context(UpgradeGuard.class);
        if (installed != null) {
            return installed;
        }
        UpgradeGuard guard = new UpgradeGuard();
        codec.pipeline().addAfter(codec.name(), NAME, guard);
        return codec.pipeline().context(guard);
    }

    private static final class Installer extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (ctx.pipeline().context(HttpServerCodec.class) != null) {
                install(ctx.channel());
            }
            ctx.fireChannelRead(message);
            ctx.pipeline().remove(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (holding && message instanceof ByteBuf bytes) {
            hold(ctx, bytes);
            return;
        }
        if (!holding && message instanceof HttpRequest request && isUpgrade(request)) {
            holding = true;
            // hands the bytes that it has not decoded to the next handler: this one
            ctx.pipeline().get(HttpServerCodec.class).removeInboundHandler();
        } else if (message instanceof HttpRequest) {
            owedBefore++;
        }
        ctx.fireChannelRead(message);
    }

    private void hold(ChannelHandlerContext ctx, ByteBuf bytes) {
        held.add(bytes);
        heldBytes += bytes.readableBytes();
        if (heldBytes > MAX_HELD_BYTES) {
            ctx.close();
        }
    }

    /** What the engine may accept; anything else stays HTTP, a body included. */
    private static boolean isUpgrade(HttpRequest request) {
        return request.decoderResult().isSuccess()
                && HttpMethod.GET.equals(request.method())
                && HttpVersion.HTTP_1_1.equals(request.protocolVersion())
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && !HttpUtil.isTransferEncodingChunked(request)
                && "0".equals(request.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0"));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ChannelPromise written = promise;
        if (message instanceof HttpResponse informational && isInformational(informational)) {
            informational.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
        } else if (owedBefore > 0) {
            owedBefore -= message instanceof LastHttpContent ? 1 : 0;
        } else if (holding) {
            if (message instanceof HttpResponse refusal) {
                closeAfter(refusal);
            }
            if (message instanceof LastHttpContent) {
                written = promise.unvoid().addListener(ChannelFutureListener.CLOSE);
            }
        }
        ctx.write(message, written);
    }

    /** Keeps the option that RFC 9110, section 7.8, asks of everyone who sends Upgrade, as a 426 does. */
    private static void closeAfter(HttpResponse refusal) {
        HttpUtil.setKeepAlive(refusal, false);
        if (refusal.headers().contains(HttpHeaderNames.UPGRADE)) {
            refusal.headers().add(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        }
    }

    /** 100 before the answer, or 101: neither ends anything. */
    private static boolean isInformational(HttpResponse response) {
        return response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    /** Gives what a guard has held to the next handler, and takes the guard away. */
    static void handOver(ChannelHandlerContext ctx) {
        UpgradeGuard guard = (UpgradeGuard) ctx.handler();
        for (ByteBuf bytes = guard.held.poll(); bytes != null; bytes = guard.held.poll()) {
            ctx.fireChannelRead(bytes);
        }
        ctx.pipeline().remove(guard);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseHeld();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseHeld();
    }

    private void releaseHeld() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}
