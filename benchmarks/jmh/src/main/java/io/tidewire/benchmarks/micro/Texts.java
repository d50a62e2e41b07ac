package io.tidewire.benchmarks.micro;

/** Phrases whose characters take one to four bytes in UTF-8. */
public final class Texts {

    /** One byte each. */
    public static final String ASCII = "The quick brown fox jumps over the lazy dog. ";

    /** One byte mostly, two now and then. */
    public static final String LATIN = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. ";

    /** Three bytes each. */
    public static final String CJK = "天地玄黄宇宙洪荒日月盈昃辰宿列张";

    /** Four bytes each. */
    public static final String EMOJI = "🌊🔌🚀🐟🦀🌍🎏🛶";

    /** One, two and three bytes. */
    static final String MIXED = LATIN + CJK;

    private Texts() {}
}
