package io.tidewire.benchmarks.micro;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tidewire.websocket.protocol.FrameEncoder;
import io.tidewire.websocket.protocol.Opcode;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A server's frame: its header, and its payload copied behind it. */
public class EncodeBenchmark extends MicroBenchmark {

    /** The length of the payload, in bytes. */
    @Param({"32", "1024", "16384", "262144"})
    public int length;

    private byte[] payload = {};
    private final ByteBuf output = ByteBufAllocator.DEFAULT.directBuffer(512 * 1024);

    /** Makes the payload. */
    @Setup
    public void prepare() {
        payload = Payloads.binary(length);
    }

    /** Releases the buffer. */
    @TearDown
    public void release() {
        output.release();
    }

    /** One frame. */
    @Benchmark
    public ByteBuf encode() {
        output.clear();
        FrameEncoder.writeFrame(output, Opcode.BINARY, payload);
        return output;
    }
}
