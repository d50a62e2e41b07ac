package io.tidewire.websocket;

/**
 * How an endpoint compresses (RFC 7692, permessage-deflate); immutable.
 *
 * @param enabled whether the extension is accepted at all
 * @param threshold messages from this many bytes on are compressed
 * @param level 1, fastest, to 9, smallest
 * @param serverContextTakeover whether a message may refer to those before it: smaller, but a deflater of some 256 KiB
 *     stays with each connection
 * @param clientContextTakeover whether clients may do that: an inflater of some 40 KiB stays with each connection that
 *     has sent a compressed message
 */
public record Compression(
        boolean enabled, int threshold, int level, boolean serverContextTakeover, boolean clientContextTakeover) {

    private static final int DEFAULT_THRESHOLD = 1024;
    private static final int DEFAULT_LEVEL = 6;

    /** Accepted, for messages from 1 KiB on, at level 6; without context takeover on the server's side. */
    public static final Compression DEFAULT = new Compression(true, DEFAULT_THRESHOLD, DEFAULT_LEVEL, false, true);

    /** Not accepted. */
    public static final Compression OFF = new Compression(false, DEFAULT_THRESHOLD, DEFAULT_LEVEL, false, true);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is out of bounds
     */
    public Compression {
        if (threshold < 0) {
            throw new IllegalArgumentException("compression.threshold: " + threshold + " is negative");
        }
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("compression.level: " + level + " is not between 1 and 9");
        }
    }

    /** The same, accepted or not. */
    public Compression withEnabled(boolean newEnabled) {
        return new Compression(newEnabled, threshold, level, serverContextTakeover, clientContextTakeover);
    }

    /** The same with another threshold, in bytes. */
    public Compression withThreshold(int newThreshold) {
        return new Compression(enabled, newThreshold, level, serverContextTakeover, clientContextTakeover);
    }

    /** The same with another level. */
    public Compression withLevel(int newLevel) {
        return new Compression(enabled, threshold, newLevel, serverContextTakeover, clientContextTakeover);
    }

    /** The same, with or without contexts of the server. */
    public Compression withServerContextTakeover(boolean takeover) {
        return new Compression(enabled, threshold, level, takeover, clientContextTakeover);
    }

    /** The same, with or without contexts of clients. */
    public Compression withClientContextTakeover(boolean takeover) {
        return new Compression(enabled, threshold, level, serverContextTakeover, takeover);
    }
}
