package io.tidewire.websocket;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The limits, time-outs and policies of an endpoint; immutable. What is not set has the defaults of {@link #defaults()}.
 */
public final class WebSocketOptions {

    /** The value of {@link Builder#allowedOrigins} that stands for the request's own origin. */
    public static final String SAME_ORIGIN = "same-origin";

    private static final CompressionBudget DEFAULT_BUDGET = new CompressionBudget(64L * 1024 * 1024);

    private static final WebSocketOptions DEFAULTS = new Builder().build();

    private final List<String> allowedOrigins;
    private final List<String> subprotocols;

    private final long maxMessageSize;
    private final long maxFrameSize;
    private final int maxFragments;
    private final long outboundMaxBytes;
    private final OutboundPolicy outboundPolicy;

    private final Compression compression;
    private final CompressionBudget compressionBudget;

    private final Duration closeTimeout;
    private final Duration idleTimeout;
    private final Duration maxLifetime;
    private final Duration heartbeatInterval;
    private final Duration heartbeatTimeout;

    private WebSocketOptions(Builder builder) {
        allowedOrigins = builder.allowedOrigins;
        subprotocols = builder.subprotocols;
        maxMessageSize = builder.maxMessageSize;
        maxFrameSize = builder.maxFrameSize == 0 ? builder.maxMessageSize : builder.maxFrameSize;
        maxFragments = builder.maxFragments;
        outboundMaxBytes = builder.outboundMaxBytes;
        outboundPolicy = builder.outboundPolicy;
        compression = builder.compression;
        compressionBudget = builder.compressionBudget;
        closeTimeout = builder.closeTimeout;
        idleTimeout = builder.idleTimeout;
        maxLifetime = builder.maxLifetime;
        heartbeatInterval = builder.heartbeatInterval;
        heartbeatTimeout = builder.heartbeatTimeout;
    }

    /** Safe values: same origin, 1 MiB a message, a ping after 25 s of silence. */
    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that starts from {@link #defaults()}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Origins whose pages may connect: see {@link Builder#allowedOrigins}. Default: the same origin only. */
    public List<String> allowedOrigins() {
        return allowedOrigins;
    }

    /** Subprotocols that the endpoint speaks, the preferred one first (RFC 6455, section 1.9). Default: none. */
    public List<String> subprotocols() {
        return subprotocols;
    }

    /**
     * The largest message taken, in bytes; a larger one closes with 1009. A message that is received whole is no larger
     * than an array, 2 GiB; one in parts may be ({@link WebSocketListener#takesParts()}). Default: 1 MiB.
     */
    public long maxMessageSize() {
        return maxMessageSize;
    }

    /** The largest frame taken, in bytes; a larger one closes with 1009. Default: the largest message. */
    public long maxFrameSize() {
        return maxFrameSize;
    }

    /** The most frames that one message may come in; more close with 1008. Default: 131,072. */
    public int maxFragments() {
        return maxFragments;
    }

    /**
     * How many bytes may wait for a slow client before {@link #outboundPolicy()} says what becomes of it. Messages that
     * other threads have sent and the event loop has not seen yet do not count, since nobody knows whether the network
     * takes them; they have a bound of eight times this. Default: 1 MiB.
     */
    public long outboundMaxBytes() {
        return outboundMaxBytes;
    }

    /** What happens when more would wait than may. Default: {@link OutboundPolicy#CLOSE}. */
    public OutboundPolicy outboundPolicy() {
        return outboundPolicy;
    }

    /** How messages are compressed (RFC 7692). Default: {@link Compression#DEFAULT}. */
    public Compression compression() {
        return compression;
    }

    /** The memory for compression contexts. Default: 64 MiB, shared by all options that do not set one. */
    public CompressionBudget compressionBudget() {
        return compressionBudget;
    }

    /** How long the closing handshake may take before the connection is cut. Default: 10 s. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** How long no message may come or go before the connection is closed with 1001; zero for ever. Default: zero. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** How long a connection may live before it is closed with 1001; zero for ever. Default: zero. */
    public Duration maxLifetime() {
        return maxLifetime;
    }

    /** How long the client may be silent before it is pinged; zero never. Default: 25 s. */
    public Duration heartbeatInterval() {
        return heartbeatInterval;
    }

    /** How long after a ping the client may give no sign of life before the connection is cut. Default: 10 s. */
    public Duration heartbeatTimeout() {
        return heartbeatTimeout;
    }

    /** Collects options; each setter checks its value and throws {@link IllegalArgumentException}. */
    public static final class Builder {

        private List<String> allowedOrigins = List.of(SAME_ORIGIN);
        private List<String> subprotocols = List.of();
        private long maxMessageSize = 1024 * 1024;
        private long maxFrameSize; // 0: as large as a message
        private int maxFragments = 131_072;
        private long outboundMaxBytes = 1024 * 1024;
        private OutboundPolicy outboundPolicy = OutboundPolicy.CLOSE;
        private Compression compression = Compression.DEFAULT;
        private CompressionBudget compressionBudget = DEFAULT_BUDGET;
        private Duration closeTimeout = Duration.ofSeconds(10);
        private Duration idleTimeout = Duration.ZERO;
        private Duration maxLifetime = Duration.ZERO;
        private Duration heartbeatInterval = Duration.ofSeconds(25);
        private Duration heartbeatTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /**
         * Whose pages may connect (section 10.2). Clients that send no {@code Origin} are no browsers and are not
         * concerned.
         *
         * @param origins each {@value #SAME_ORIGIN}, {@code *}, an origin such as {@code https://example.org}, or a
         *     pattern such as {@code https://*.example.org} or {@code http://localhost:[*]}; what is none of these is
         *     refused by the endpoint that is made with the options
         */
        public Builder allowedOrigins(List<String> origins) {
            allowedOrigins = List.copyOf(origins);
            return this;
        }

        /** Subprotocols that the endpoint speaks, the preferred one first; each a token (section 4.1). */
        public Builder subprotocols(List<String> names) {
            for (String name : names) {
                check(
                        name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"),
                        "subprotocols",
                        "\"" + name + "\" is no token: letters, digits and !#$%&'*+-.^_`|~ only");
            }
            subprotocols = List.copyOf(names);
            return this;
        }

        /** In bytes, 1 or more: see {@link WebSocketOptions#maxMessageSize()}. */
        public Builder maxMessageSize(long bytes) {
            maxMessageSize = size("max-message-size", bytes);
            return this;
        }

        /** In bytes, 1 or more: see {@link WebSocketOptions#maxFrameSize()}. */
        public Builder maxFrameSize(long bytes) {
            maxFrameSize = size("max-frame-size", bytes);
            return this;
        }

        /** 1 or more: see {@link WebSocketOptions#maxFragments()}. */
        public Builder maxFragments(int count) {
            check(count >= 1, "max-fragments", count + " leaves no room for a message: write 1 or more");
            maxFragments = count;
            return this;
        }

        /** In bytes, 1 or more: see {@link WebSocketOptions#outboundMaxBytes()}. */
        public Builder outboundMaxBytes(long bytes) {
            check(bytes >= 1, "outbound.max-bytes", bytes + " leaves no room for a message: write 1 or more bytes");
            outboundMaxBytes = bytes;
            return this;
        }

        /** See {@link WebSocketOptions#outboundPolicy()}. */
        public Builder outboundPolicy(OutboundPolicy policy) {
            outboundPolicy = Objects.requireNonNull(policy, "outbound.policy");
            return this;
        }

        /** See {@link WebSocketOptions#compression()}. */
        public Builder compression(Compression how) {
            compression = Objects.requireNonNull(how, "compression");
            return this;
        }

        /** See {@link WebSocketOptions#compressionBudget()}. */
        public Builder compressionBudget(CompressionBudget budget) {
            compressionBudget = Objects.requireNonNull(budget, "compression.memory-budget");
            return this;
        }

        /** Greater than zero: see {@link WebSocketOptions#closeTimeout()}. */
        public Builder closeTimeout(Duration timeout) {
            closeTimeout = positive("close-timeout", timeout);
            return this;
        }

        /** Zero or more: see {@link WebSocketOptions#idleTimeout()}. */
        public Builder idleTimeout(Duration timeout) {
            idleTimeout = notNegative("idle-timeout", timeout);
            return this;
        }

        /** Zero or more: see {@link WebSocketOptions#maxLifetime()}. */
        public Builder maxLifetime(Duration lifetime) {
            maxLifetime = notNegative("max-lifetime", lifetime);
            return this;
        }

        /** Zero or more: see {@link WebSocketOptions#heartbeatInterval()}. */
        public Builder heartbeatInterval(Duration interval) {
            heartbeatInterval = notNegative("heartbeat.interval", interval);
            return this;
        }

        /** Greater than zero: see {@link WebSocketOptions#heartbeatTimeout()}. */
        public Builder heartbeatTimeout(Duration timeout) {
            heartbeatTimeout = positive("heartbeat.timeout", timeout);
            return this;
        }

        /** The options. */
        public WebSocketOptions build() {
            return new WebSocketOptions(this);
        }

        private static long size(String option, long bytes) {
            check(bytes >= 1, option, bytes + " bytes leave no room for a message: write 1 or more");
            return bytes;
        }

        private static Duration positive(String option, Duration value) {
            check(!value.isNegative() && !value.isZero(), option, value + " is not greater than zero");
            return value;
        }

        private static Duration notNegative(String option, Duration value) {
            check(!Objects.requireNonNull(value, option).isNegative(), option, value + " is negative");
            return value;
        }

        private static void check(boolean holds, String option, String why) {
            if (!holds) {
                throw new IllegalArgumentException(option + ": " + why);
            }
        }
    }
}
