package io.tidewire.websocket.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import io.tidewire.websocket.WebSocketOptions;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All connections of an event loop read into one buffer, as long as nobody keeps it. */
@SuppressWarnings("deprecation") // Netty's handle of a channel's reads: there is no other yet
class SharedReadsTest {

    private static final int LENGTH = 256 * 1024;

    private final SharedReads reads = new SharedReads();

    @AfterEach
    void releases() {
        reads.release();
    }

    @Test
    void readThatIsDoneWithGivesItsBufferToTheNext() {
        ByteBuf first = reads.take();
        first.writeInt(1).readByte();
        first.release();

        ByteBuf second = reads.take();
        assertThat(second).isSameAs(first);
        assertThat(second.readableBytes()).isZero();
        assertThat(second.writableBytes()).isEqualTo(LENGTH);
        second.release();
    }

    @Test
    void readThatIsKeptIsNotOverwritten() {
        ByteBuf kept = reads.take();
        kept.writeInt(0x01020304);

        ByteBuf next = reads.take();
        next.writeInt(0x05060708);
        assertThat(next).isNotSameAs(kept);
        assertThat(kept.getInt(0)).isEqualTo(0x01020304);
        assertThat(kept.refCnt()).as("the keeper's alone").isEqualTo(1);
        kept.release();
        next.release();
        assertThat(reads.take()).isSameAs(next);
        next.release();
    }

    @Test
    void readOfWhichASliceIsKeptIsNotOverwritten() {
        ByteBuf read = reads.take();
        ByteBuf slice = read.writeInt(0x01020304).retainedSlice(1, 2);
        read.release();

        reads.take().writeInt(0x05060708).release();
        assertThat(slice.getShort(0)).isEqualTo((short) 0x0203);
        slice.release();
        assertThat(read.refCnt()).isZero();
    }

    @Test
    void handlerThatReleasesOnceTooOftenDoesNotEndTheReadsOfAllOthers() {
        ByteBuf read = reads.take();
        read.release(2);

        ByteBuf next = reads.take();
        assertThat(next.writableBytes()).isEqualTo(LENGTH);
        next.release();
    }

    @Test
    void endOfTheLoopReleasesTheBufferAndNotWhatSomebodyKeeps() throws Exception {
        DefaultEventLoop loop = new DefaultEventLoop();
        Callable<ByteBuf> take = () -> EventLoopState.of(loop).reads.take();
        ByteBuf kept = loop.submit(take).get();
        ByteBuf done = loop.submit(take).get();
        done.release();
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).get();

        assertThat(done.refCnt()).isZero();
        assertThat(kept.refCnt()).isEqualTo(1);
        kept.release();
    }

    // ---- a channel's reads

    @Test
    void channelReadsIntoItsOwnBuffersUntilItIsToldToShare() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelConfig config = channel.config();
        RecvByteBufAllocator.Handle handle = ChannelReads.INSTANCE.newHandle();
        config.setRecvByteBufAllocator(ChannelReads.INSTANCE);
        handle.reset(config);
        ByteBuf own = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(own.capacity()).isLessThan(LENGTH);

        config.setRecvByteBufAllocator(reads);
        ByteBuf stillOwn = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(stillOwn.capacity()).as("within the loop over its reads").isLessThan(LENGTH);

        handle.reset(config);
        ByteBuf shared = handle.allocate(ByteBufAllocator.DEFAULT);
        assertThat(shared.capacity()).isEqualTo(LENGTH);
        shared.release();
        assertThat(reads.take()).isSameAs(shared);
        shared.release();
        own.release();
        stillOwn.release();
        channel.close();
    }

    @Test
    void channelThatFillsItsOwnBufferIsReadOnAndOneThatSharesLetsOthersRead() {
        EmbeddedChannel channel = new EmbeddedChannel();
        ChannelConfig config = channel.config();
        RecvByteBufAllocator.Handle handle = ChannelReads.INSTANCE.newHandle();
        config.setRecvByteBufAllocator(ChannelReads.INSTANCE);
        assertThat(readsOfOneTurn(handle, config)).as("Netty's default").isEqualTo(16);

        config.setRecvByteBufAllocator(reads);
        assertThat(readsOfOneTurn(handle, config)).isEqualTo(1);
        channel.close();
    }

    /** How often a channel is read that has always more. */
    private static int readsOfOneTurn(RecvByteBufAllocator.Handle handle, ChannelConfig config) {
        handle.reset(config);
        int reads = 0;
        do {
            ByteBuf read = handle.allocate(ByteBufAllocator.DEFAULT);
            handle.attemptedBytesRead(read.writableBytes());
            handle.lastBytesRead(read.writableBytes());
            handle.incMessagesRead(1);
            read.release();
            reads++;
        } while (handle.continueReading());
        return reads;
    }

    // ---- whose channels share

    private static WebSocketChannelHandler engine() {
        HandshakeInfo info = new HandshakeInfo(URI.create("/"), HandshakeHeaders.of(List.of()), null, null, null, null);
        return new WebSocketChannelHandler(WebSocketOptions.defaults(), info, null, session -> message -> {});
    }

    private static RecvByteBufAllocator readsWithEngine(EmbeddedChannel channel, RecvByteBufAllocator before) {
        channel.config().setRecvByteBufAllocator(before);
        channel.pipeline().addLast(engine());
        RecvByteBufAllocator with = channel.config().getRecvByteBufAllocator();
        channel.pipeline().removeLast();
        channel.close();
        return with;
    }

    @Test
    void connectionSharesFromTheUpgradeOn() {
        assertThat(readsWithEngine(new EmbeddedChannel(), ChannelReads.INSTANCE))
                .isInstanceOf(SharedReads.class);
    }

    @Test
    void connectionBehindTlsDoesNot() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.pipeline().addLast(SslContextBuilder.forClient().build().newHandler(channel.alloc()));

        assertThat(readsWithEngine(channel, ChannelReads.INSTANCE)).isSameAs(ChannelReads.INSTANCE);
        channel.finishAndReleaseAll();
    }

    @Test
    void connectionWithAnAllocatorOfItsOwnKeepsIt() {
        RecvByteBufAllocator own = new FixedRecvByteBufAllocator(1024);

        assertThat(readsWithEngine(new EmbeddedChannel(), own)).isSameAs(own);
    }
}
