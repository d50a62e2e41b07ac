package io.tidewire.websocket.session;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The byte stream under a session, and the one thread that drives both: its event loop. All methods but {@link
 * #inEventLoop()}, {@link #inbox()} and those that run tasks are called on that thread only.
 */
public interface Transport {

    /** An empty buffer in direct memory, to be written or released; it has room for so many bytes at least. */
    ByteBuf buffer(int size);

    /** Whether the network takes more at the moment. {@link EngineSession#onWritable()} tells when it does again. */
    boolean isWritable();

    /** Appends bytes to what is sent; takes ownership of the buffer. */
    void write(ByteBuf bytes);

    /** Hands what was written to the network. */
    void flush();

    /**
     * Flushes, and calls back on the event loop when everything that was written so far was handed to the network.
     *
     * @param done takes {@code null}, or why it was not
     */
    void whenWritten(Consumer<@Nullable Throwable> done);

    /** Whether bytes are to be read: TCP slows the peer down while they are not. */
    void setReading(boolean reading);

    /** Flushes, then closes. */
    void close();

    /** Flushes and says "no more from here", but goes on reading until the peer has closed, too. */
    void closeOutput();

    /** Closes at once, whatever still waits. */
    void cut();

    /** Whether the calling thread is the event loop. */
    boolean inEventLoop();

    /** The event loop's: the same for all transports that it drives, or for one alone. */
    Inbox inbox();

    /** Runs a task on the event loop, after those that were given before; false if the loop has ended. */
    boolean execute(Runnable task);

    /** Runs a task on the event loop, now if this is it; the other one if the loop has ended. */
    default void onLoop(Runnable task, Runnable ifEnded) {
        if (inEventLoop()) {
            task.run();
        } else if (!execute(task)) {
            ifEnded.run();
        }
    }

    /**
     * Runs a task on the calling thread: at the end of the read batch if it is an event loop that is in one, or now. So
     * what many messages of one read have in store for others is done once.
     *
     * @param key of several tasks with the same one only the first runs at the end of a batch
     */
    default void afterBatch(Object key, Runnable task) {
        task.run();
    }
}
