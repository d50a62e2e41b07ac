package io.tidewire.websocket.protocol;

import io.tidewire.benchmarks.micro.MicroBenchmark;
import io.tidewire.benchmarks.micro.Payloads;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Unmasking on the way from the workspace to the message, with the test for ASCII in the same pass. */
public class MaskingBenchmark extends MicroBenchmark {

    private static final int KEY = 0x37FA213D;

    /** The length of the payload, in bytes. */
    @Param({"32", "1024", "16384", "262144"})
    public int length;

    /** Where it begins: on a word's boundary, or as behind the header of a small frame. */
    @Param({"0", "6"})
    public int offset;

    private byte[] source = {};
    private byte[] target = {};

    /** Makes the payload. */
    @Setup
    public void prepare() {
        source = Payloads.binary(offset + length);
        target = new byte[length];
    }

    /** One payload; tells whether it is ASCII. */
    @Benchmark
    public boolean unmask() {
        return Masking.unmask(source, offset, target, 0, length, KEY);
    }
}
