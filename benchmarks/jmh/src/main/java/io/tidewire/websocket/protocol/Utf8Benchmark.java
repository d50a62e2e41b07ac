package io.tidewire.websocket.protocol;

import io.tidewire.benchmarks.micro.MicroBenchmark;
import io.tidewire.benchmarks.micro.Payloads;
import io.tidewire.benchmarks.micro.Texts;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** Whether bytes are UTF-8. */
public class Utf8Benchmark extends MicroBenchmark {

    /** What a text is made of. */
    public enum Script {
        /** One byte for each character. */
        ASCII(Texts.ASCII),
        /** German: two bytes now and then. */
        LATIN(Texts.LATIN),
        /** Chinese: three bytes for each character. */
        CJK(Texts.CJK),
        /** Four bytes for each character. */
        EMOJI(Texts.EMOJI);

        private final String phrase;

        Script(String phrase) {
            this.phrase = phrase;
        }
    }

    /** The characters of the text. */
    @Param
    public Script script = Script.ASCII;

    /** The length of the text, in bytes. */
    @Param({"1024", "16384"})
    public int length;

    private byte[] text = {};
    private final Utf8Validator validator = new Utf8Validator();

    /** Makes the text. */
    @Setup
    public void prepare() {
        text = Payloads.text(script.phrase, length);
        if (!validate()) {
            throw new IllegalStateException("Not UTF-8");
        }
    }

    /** One text. */
    @Benchmark
    public boolean validate() {
        return validator.accept(text, 0, text.length) && validator.isComplete();
    }
}
