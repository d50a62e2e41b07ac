package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.CompressionBudget;
import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.autoconfigure.TidewireProperties.Endpoint;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointCompression;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointHeartbeat;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointOutbound;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointPayload;
import io.tidewire.websocket.handshake.OriginPolicy;
import io.tidewire.websocket.spring.EndpointCatalog;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.EndpointSettings;
import io.tidewire.websocket.spring.PayloadSettings;
import io.tidewire.websocket.spring.SocketHandlerConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Lays the properties of one endpoint over those of all, and names the property that cannot be. */
final class EndpointOptions {

    static final String PREFIX = "tidewire.";
    private static final String SIZE = "a size such as 64KB or 1MB";
    static final String TIME = "a time such as 500ms or 10s";
    private static final String TIME_OR_NEVER = "a time such as 500ms or 10s, or 0s for never";

    private static final Endpoint NOTHING =
            new Endpoint(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    private static final EndpointHeartbeat NO_HEARTBEAT = new EndpointHeartbeat(null, null);
    private static final EndpointOutbound NO_OUTBOUND = new EndpointOutbound(null);
    private static final EndpointCompression NO_COMPRESSION = new EndpointCompression(null, null, null, null, null);
    private static final EndpointPayload NO_PAYLOAD = new EndpointPayload(null, null);
    private static final String TRUE_OR_FALSE = "true or false";

    private final String ownPrefix;
    private final WebSocketOptions.Builder builder = WebSocketOptions.builder();
    private Compression compression = Compression.DEFAULT;

    private EndpointOptions(String ownPrefix, CompressionBudget budget) {
        this.ownPrefix = ownPrefix;
        builder.compressionBudget(budget);
    }

    /**
     * The settings of all endpoints.
     *
     * @throws SocketHandlerConfigurationException if one of the values is out of bounds
     */
    static EndpointCatalog catalog(TidewireProperties all) {
        CompressionBudget budget = budget(all.compression().memoryBudget());
        EndpointSettings defaults = new EndpointOptions(PREFIX, budget).settings(NOTHING, all);
        Map<EndpointName, EndpointSettings> endpoints = new HashMap<>();
        // two spellings of one name, as of a file and the environment, hold the same values already
        all.endpoints()
                .forEach((name, own) -> endpoints.putIfAbsent(
                        EndpointName.of(name),
                        new EndpointOptions(PREFIX + "endpoints." + name + ".", budget).settings(own, all)));
        return new EndpointCatalog(defaults, endpoints);
    }

    private static CompressionBudget budget(DataSize size) {
        try {
            return new CompressionBudget(size.toBytes());
        } catch (IllegalArgumentException invalid) {
            throw impossible(PREFIX, "compression.memory-budget", invalid, "a size such as 64MB, or 0 for none");
        }
    }

    private EndpointSettings settings(Endpoint own, TidewireProperties all) {
        EndpointHeartbeat heartbeat = own.heartbeat() == null ? NO_HEARTBEAT : own.heartbeat();
        EndpointOutbound outbound = own.outbound() == null ? NO_OUTBOUND : own.outbound();
        set(
                "allowed-origins",
                own.allowedOrigins(),
                all.allowedOrigins(),
                this::allowedOrigins,
                "same-origin, * or origins such as https://example.org and https://*.example.org");
        set(
                "subprotocols",
                own.subprotocols(),
                all.subprotocols(),
                builder::subprotocols,
                "names such as chat.v2, with commas between them");
        set("max-message-size", own.maxMessageSize(), all.maxMessageSize(), bytes(builder::maxMessageSize), SIZE);
        set("max-frame-size", own.maxFrameSize(), all.maxFrameSize(), bytes(builder::maxFrameSize), SIZE);
        set("max-fragments", own.maxFragments(), all.maxFragments(), builder::maxFragments, "a number such as 1000");
        set("close-timeout", own.closeTimeout(), all.closeTimeout(), builder::closeTimeout, TIME);
        set("idle-timeout", own.idleTimeout(), all.idleTimeout(), builder::idleTimeout, TIME_OR_NEVER);
        set("max-lifetime", own.maxLifetime(), all.maxLifetime(), builder::maxLifetime, TIME_OR_NEVER);
        set(
                "heartbeat.interval",
                heartbeat.interval(),
                all.heartbeat().interval(),
                builder::heartbeatInterval,
                TIME_OR_NEVER);
        set("heartbeat.timeout", heartbeat.timeout(), all.heartbeat().timeout(), builder::heartbeatTimeout, TIME);
        set(
                "outbound.max-bytes",
                outbound.maxBytes(),
                all.outbound().maxBytes(),
                bytes(builder::outboundMaxBytes),
                SIZE);
        compression(own.compression() == null ? NO_COMPRESSION : own.compression(), all.compression());
        builder.compression(compression);
        return new EndpointSettings(
                own.path(),
                builder.build(),
                own.execution() == null ? all.execution() : own.execution(),
                payload(own.payload() == null ? NO_PAYLOAD : own.payload(), all.payload()));
    }

    private PayloadSettings payload(EndpointPayload own, TidewireProperties.Payload all) {
        set(
                "payload.type-property",
                own.typeProperty(),
                all.typeProperty(),
                EndpointOptions::requireText,
                "the name of a property such as type");
        return new PayloadSettings(
                own.typeProperty() == null ? all.typeProperty() : own.typeProperty(),
                own.invalid() == null ? all.invalid() : own.invalid());
    }

    private static void requireText(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
    }

    private void compression(EndpointCompression own, TidewireProperties.Compression all) {
        set("compression.enabled", own.enabled(), all.enabled(), this::compressionEnabled, TRUE_OR_FALSE);
        set("compression.threshold", own.threshold(), all.threshold(), this::compressionThreshold, SIZE);
        set("compression.level", own.level(), all.level(), this::compressionLevel, "a number from 1 to 9");
        set(
                "compression.server-context-takeover",
                own.serverContextTakeover(),
                all.serverContextTakeover(),
                this::serverContextTakeover,
                TRUE_OR_FALSE);
        set(
                "compression.client-context-takeover",
                own.clientContextTakeover(),
                all.clientContextTakeover(),
                this::clientContextTakeover,
                TRUE_OR_FALSE);
    }

    private void compressionEnabled(boolean enabled) {
        compression = compression.withEnabled(enabled);
    }

    private void compressionThreshold(DataSize threshold) {
        compression = compression.withThreshold((int) Math.min(Integer.MAX_VALUE, threshold.toBytes()));
    }

    private void compressionLevel(int level) {
        compression = compression.withLevel(level);
    }

    private void serverContextTakeover(boolean takeover) {
        compression = compression.withServerContextTakeover(takeover);
    }

    private void clientContextTakeover(boolean takeover) {
        compression = compression.withClientContextTakeover(takeover);
    }

    private void allowedOrigins(List<String> origins) {
        new OriginPolicy(origins);
        builder.allowedOrigins(origins);
    }

    private static Consumer<DataSize> bytes(Consumer<Long> setter) {
        return size -> setter.accept(size.toBytes());
    }

    private <T> void set(String option, @Nullable T own, @Nullable T common, Consumer<T> setter, String example) {
        T value = own == null ? common : own;
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException invalid) {
            throw impossible(own == null ? PREFIX : ownPrefix, option, invalid, example);
        }
    }

    private static SocketHandlerConfigurationException impossible(
            String prefix, String option, IllegalArgumentException invalid, String example) {
        String why = String.valueOf(invalid.getMessage()).replaceFirst("^" + option + ": ", "");
        return impossible(prefix, option, why, example);
    }

    static SocketHandlerConfigurationException impossible(String prefix, String option, String why, String example) {
        return new SocketHandlerConfigurationException(
                "The property " + prefix + option + " has a value that cannot be: " + why + ".",
                "Set " + prefix + option + " to " + example + ".");
    }
}
