package io.tidewire.websocket.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketAcceptor;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.protocol.Role;
import io.tidewire.websocket.session.EngineSession;
import io.tidewire.websocket.session.Inbox;
import io.tidewire.websocket.session.Transport;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one handler between a channel and a session, from the answered handshake on. Takes bytes as {@link ByteBuf} and
 * releases them; whatever else comes (the end of the HTTP request) is released unread.
 *
 * <p>{@code channel.close()}, by whomever, becomes a closing handshake (RFC 6455, section 7.1.2) with 1001.
 */
public final class WebSocketChannelHandler extends ChannelDuplexHandler {

    /** What a session begins with. The acceptor may hold the whole exchange. */
    private record Opening(
            Role role,
            WebSocketOptions options,
            HandshakeInfo handshakeInfo,
            @Nullable DeflateParameters deflate,
            WebSocketAcceptor acceptor,
            ArrayDeque<ByteBuf> early) {}

    private @Nullable Opening opening; // until the session is open
    private @Nullable EventLoopState loop;
    private @Nullable EngineSession session;
    private @Nullable Runnable whenInactive;
    private boolean transportClosing;

    /** A handler for one channel of a server. */
    public WebSocketChannelHandler(
            WebSocketOptions options,
            HandshakeInfo handshakeInfo,
            @Nullable DeflateParameters deflate,
            WebSocketAcceptor acceptor) {
        this(Role.SERVER, options, handshakeInfo, deflate, acceptor);
    }

    /**
     * A handler for one channel; the session begins when it is added to the pipeline.
     *
     * @param role which end of the connection this is
     * @param deflate what was negotiated, seen from this end, or {@code null} for no compression
     */
    public WebSocketChannelHandler(
            Role role,
            WebSocketOptions options,
            HandshakeInfo handshakeInfo,
            @Nullable DeflateParameters deflate,
            WebSocketAcceptor acceptor) {
        this.opening = new Opening(role, options, handshakeInfo, deflate, acceptor, new ArrayDeque<>(0));
    }

    /** The session, once the handler is in a pipeline. */
    public EngineSession session() {
        return Objects.requireNonNull(session, "not in a pipeline yet");
    }

    /** Runs a task when the channel has become inactive and the session knows; to be called on the event loop. */
    public void whenInactive(Runnable task) {
        whenInactive = task;
    }

    private Opening opening() {
        return Objects.requireNonNull(opening, "open already");
    }

    private EventLoopState loop() {
        return Objects.requireNonNull(loop, "not in a pipeline yet");
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        EventLoopState loop = EventLoopState.of(ctx.channel().eventLoop());
        this.loop = loop;
        loop.turnWheel();
        ChannelConfig config = ctx.channel().config();
        if (config.getRecvByteBufAllocator() instanceof ChannelReads
                && ctx.pipeline().get(SslHandler.class) == null // which keeps what it reads until a record is whole
                && !isIoUring(ctx.channel())) { // whose reads have their buffers before there is anything to read
            config.setRecvByteBufAllocator(loop.reads);
        }
        Opening begun = opening();
        session = new EngineSession(
                begun.role,
                new ChannelTransport(ctx),
                begun.options,
                begun.handshakeInfo,
                begun.deflate,
                loop.workspace,
                loop.zlib,
                loop.wheel);
    }

    /** By its name: that transport is a module of Netty's that few applications have. */
    private static boolean isIoUring(Channel channel) {
        return channel.getClass().getName().startsWith("io.netty.channel.uring.");
    }

    /**
     * Calls the acceptor, and then receives what came before: to be called on the event loop, when the 101 is on its way
     * and nothing but TLS is left between this handler and the network.
     */
    public void open() {
        Opening begun = opening();
        session().open(begun.acceptor);
        opening = null;
        ArrayDeque<ByteBuf> before = begun.early;
        try {
            before.forEach(session()::receive);
        } finally {
            before.forEach(ByteBuf::release);
        }
        session().receiveComplete();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            if (opening != null) {
                opening.early.add(bytes);
                return;
            }
            loop().beginBatch();
            try {
                session().receive(bytes);
            } finally {
                bytes.release();
            }
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        try {
            session().receiveComplete();
        } finally {
            loop().endBatch();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            session().onWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseEarly();
        try {
            session().transportEnded();
        } finally {
            ctx.fireChannelInactive();
            if (whenInactive != null) {
                whenInactive.run();
            }
        }
    }

    /** RFC 8446, section 6.1: behind the client's close_notify nothing more comes, not even a close frame. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) {
            // later: what came in the same read, a close frame for one, is answered first
            ctx.executor().execute(() -> {
                transportClosing = true;
                ctx.close();
            });
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseEarly();
        try {
            session().transportEnded();
        } finally {
            loop().endBatch(); // in the middle of which it may be
        }
    }

    private void releaseEarly() {
        if (opening != null) {
            opening.early.forEach(ByteBuf::release);
            opening.early.clear();
        }
    }

    /** The client is gone, or TLS failed: an outcome, not a fault of the server. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        if (transportClosing) {
            return; // each buffer that was not written any more says so
        }
        transportClosing = true;
        // a write may have failed within a listener's call
        ctx.executor().execute(() -> {
            session().transportFailed(failure);
            ctx.close();
        });
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (opening != null || transportClosing || !ctx.channel().isActive()) {
            ctx.close(promise);
            return;
        }
        session().close(CloseStatus.GOING_AWAY);
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
    }

    private final class ChannelTransport implements Transport {

        private final ChannelHandlerContext ctx;

        ChannelTransport(ChannelHandlerContext ctx) {
            this.ctx = ctx;
        }

        @Override
        public ByteBuf buffer(int size) {
            SharedBuffer shared = loop().writes;
            return shared.isFreeFor(size) ? shared.take() : ctx.alloc().directBuffer(size);
        }

        @Override
        public boolean isWritable() {
            return ctx.channel().isWritable();
        }

        @Override
        public void write(ByteBuf bytes) {
            ctx.write(bytes, ctx.voidPromise());
        }

        @Override
        public void flush() {
            ctx.flush();
        }

        @Override
        public void whenWritten(Consumer<@Nullable Throwable> done) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> done.accept(written.cause()));
        }

        @Override
        public void setReading(boolean reading) {
            if (ctx.channel().config().isAutoRead() != reading) {
                ctx.channel().config().setAutoRead(reading);
            }
        }

        @Override
        public void close() {
            transportClosing = true;
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void closeOutput() {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (!written.isSuccess()) {
                    cut();
                } else if (tls != null) {
                    tls.closeOutbound();
                } else if (ctx.channel() instanceof DuplexChannel channel) {
                    channel.shutdownOutput();
                } else {
                    close();
                }
            });
        }

        @Override
        public void cut() {
            transportClosing = true;
            ctx.close();
        }

        @Override
        public boolean inEventLoop() {
            return ctx.executor().inEventLoop();
        }

        @Override
        public Inbox inbox() {
            return loop().inbox;
        }

        @Override
        public boolean execute(Runnable task) {
            try {
                ctx.executor().execute(task);
                return true;
            } catch (RejectedExecutionException ended) {
                return false;
            }
        }

        @Override
        public void afterBatch(Object key, Runnable task) {
            EventLoopState.afterBatch(key, task);
        }
    }
}
