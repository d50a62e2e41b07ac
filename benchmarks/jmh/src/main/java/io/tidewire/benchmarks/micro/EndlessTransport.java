package io.tidewire.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidewire.websocket.session.Transport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A network that takes everything at once and forgets it. */
final class EndlessTransport implements Transport {

    @Override
    public ByteBuf buffer(int size) {
        return ByteBufAllocator.DEFAULT.directBuffer(size);
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void write(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public void flush() {}

    @Override
    public void whenWritten(Consumer<@Nullable Throwable> done) {
        done.accept(null);
    }

    @Override
    public void setReading(boolean reading) {}

    @Override
    public void close() {}

    @Override
    public void closeOutput() {}

    @Override
    public void cut() {}

    @Override
    public boolean inEventLoop() {
        return true;
    }

    @Override
    public boolean execute(Runnable task) {
        throw new AssertionError("What is sent within a read needs no turn of its own");
    }
}
