package io.tidewire.websocket.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidewire.benchmarks.micro.MicroBenchmark;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** The header of a client's frame, with its length in each of the three forms. */
public class FrameHeaderBenchmark extends MicroBenchmark {

    private static final int KEY = 0x37FA213D;

    /** The length that the header says, in bytes. */
    @Param({"32", "1024", "262144"})
    public int length;

    private byte[] bytes = {};
    private final FrameHeader header = new FrameHeader(false);

    /** Makes the header. */
    @Setup
    public void prepare() {
        ByteBuf frame = Unpooled.buffer(FrameHeader.MAX_LENGTH);
        FrameEncoder.writeHeader(frame, Opcode.BINARY, FrameEncoder.MASKED, length);
        frame.writeInt(KEY);
        bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes).release();
    }

    /** One header; tells how long it is. */
    @Benchmark
    public int read() {
        return header.read(bytes, 0, bytes.length);
    }
}
