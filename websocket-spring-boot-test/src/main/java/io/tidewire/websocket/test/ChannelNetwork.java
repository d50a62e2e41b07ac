package io.tidewire.websocket.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A client's way to its server over TCP: stands nearest to the network, behind TLS only. */
final class ChannelNetwork extends ChannelDuplexHandler implements Network {

    private @Nullable ChannelHandlerContext context;
    private int piece = Integer.MAX_VALUE;
    private boolean silent;

    // ---- on the event loop

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (silent) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        if (silent) {
            bytes.release();
            if (!promise.isVoid()) {
                promise.setSuccess();
            }
            return;
        }
        while (bytes.readableBytes() > piece) {
            ctx.writeAndFlush(bytes.readRetainedSlice(piece));
        }
        ctx.write(bytes, promise);
    }

    // ---- any thread

    @Override
    public void splitFrames(int bytes) {
        onLoop(ctx -> piece = bytes);
    }

    @Override
    public void stopReading() {
        onLoop(ctx -> ctx.channel().config().setAutoRead(false));
    }

    @Override
    public void resumeReading() {
        onLoop(ctx -> ctx.channel().config().setAutoRead(true));
    }

    @Override
    public void goSilent() {
        onLoop(ctx -> silent = true);
    }

    @Override
    public void reset() {
        onLoop(ctx -> {
            ctx.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            ctx.close();
        });
    }

    @Override
    public void sendRaw(byte[] bytes) {
        onLoop(ctx -> {
            write(ctx, Unpooled.copiedBuffer(bytes), ctx.newPromise());
            ctx.flush();
        });
    }

    @Override
    public void elapse(Duration time, Inbox inbox) {
        inbox.peek(time);
    }

    private interface Fault {
        void happen(ChannelHandlerContext ctx);
    }

    /** Makes a fault happen, and returns when it has. */
    private void onLoop(Fault fault) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context, "not connected");
        if (ctx.executor().inEventLoop()) {
            fault.happen(ctx);
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        // what was sent before is flushed by a task that follows its own: hence two turns
        ctx.executor()
                .execute(() -> ctx.executor().execute(() -> {
                    try {
                        fault.happen(ctx);
                        done.complete(null);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                }));
        done.join();
    }
}
