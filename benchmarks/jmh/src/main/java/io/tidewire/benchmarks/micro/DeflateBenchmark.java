package io.tidewire.benchmarks.micro;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.deflate.DeflateParameters;
import io.tidewire.websocket.deflate.MessageDeflater;
import io.tidewire.websocket.deflate.MessageInflater;
import io.tidewire.websocket.deflate.ZlibPool;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A text of JSON, compressed and decompressed as the defaults have it: each message of the server stands on its own. */
public class DeflateBenchmark extends MicroBenchmark {

    /** The engine knows a message again that it has compressed just before: it is given many, and they are equal. */
    private static final int MESSAGES = 256;

    /** The length of the text, in bytes. */
    @Param({"1024", "16384"})
    public int length;

    private byte[][] messages = {};
    private int next;
    private byte[] deflated = {};
    private byte[] inflated = {};

    private final DeflateParameters parameters = new DeflateParameters(true, false, 15, false);
    private final CompressionBudget budget = new CompressionBudget(Long.MAX_VALUE);
    private final ZlibPool pool = new ZlibPool();
    private final MessageDeflater deflater = new MessageDeflater(parameters, Compression.DEFAULT, budget, pool);
    private final MessageInflater inflater = new MessageInflater(parameters, budget, pool);

    /** Makes the texts. */
    @Setup
    public void prepare() {
        messages = new byte[MESSAGES][];
        for (int i = 0; i < MESSAGES; i++) {
            messages[i] = Payloads.json(length);
        }
        deflated = Objects.requireNonNull(deflate(), "too short to be compressed");
        inflated = new byte[length + 1]; // a full array would not tell that there is no more
        if (inflate() != length) {
            throw new IllegalStateException("Not what was compressed");
        }
    }

    /** Frees zlib's memory. */
    @TearDown
    public void close() {
        deflater.close();
        inflater.close();
        pool.close();
    }

    /** One message out. */
    @Benchmark
    public byte @Nullable [] deflate() {
        next = (next + 1) % MESSAGES;
        return deflater.deflate(messages[next]);
    }

    /** One message in; the room for it is there. */
    @Benchmark
    public int inflate() {
        inflater.feed(deflated, 0, deflated.length);
        int count = drain(0);
        inflater.feedTail();
        count = drain(count);
        inflater.endMessage();
        return count;
    }

    private int drain(int from) {
        int to = from;
        for (int count = -1; count != 0; to += count) {
            count = inflater.drain(inflated, to, inflated.length - to);
        }
        return to;
    }
}
