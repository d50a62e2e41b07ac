package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.WebSocketOptions;
import io.tidewire.websocket.autoconfigure.TidewireProperties.Endpoint;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointHeartbeat;
import io.tidewire.websocket.autoconfigure.TidewireProperties.EndpointOutbound;
import io.tidewire.websocket.handshake.OriginPolicy;
import io.tidewire.websocket.spring.EndpointCatalog;
import io.tidewire.websocket.spring.EndpointName;
import io.tidewire.websocket.spring.EndpointSettings;
import io.tidewire.websocket.spring.SocketHandlerConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Lays the properties of one endpoint over those of all, and names the property that cannot be. */
final class EndpointOptions {

    private static final String PREFIX = "tidewire.";
    private static final String SIZE = "a size such as 64KB or 1MB";
    private static final String TIME = "a time such as 500ms or 10s";
    private static final String TIME_OR_NEVER = "a time such as 500ms or 10s, or 0s for never";

    private static final Endpoint NOTHING =
            new Endpoint(null, null, null, null, null, null, null, null, null, null, null, null);
    private static final EndpointHeartbeat NO_HEARTBEAT = new EndpointHeartbeat(null, null);
    private static final EndpointOutbound NO_OUTBOUND = new EndpointOutbound(null);

    private final String ownPrefix;
    private final WebSocketOptions.Builder builder = WebSocketOptions.builder();

    private EndpointOptions(String ownPrefix) {
        this.ownPrefix = ownPrefix;
    }

    /**
     * The settings of all endpoints.
     *
     * @throws SocketHandlerConfigurationException if one of the values is out of bounds
     */
    static EndpointCatalog catalog(TidewireProperties all) {
        EndpointSettings defaults = new EndpointOptions(PREFIX).settings(NOTHING, all);
        Map<EndpointName, EndpointSettings> endpoints = new HashMap<>();
        // two spellings of one name, as of a file and the environment, hold the same values already
        all.endpoints()
                .forEach((name, own) -> endpoints.putIfAbsent(
                        EndpointName.of(name),
                        new EndpointOptions(PREFIX + "endpoints." + name + ".").settings(own, all)));
        return new EndpointCatalog(defaults, endpoints);
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
        return new EndpointSettings(
                own.path(), builder.build(), own.execution() == null ? all.execution() : own.execution());
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
            String key = (own == null ? PREFIX : ownPrefix) + option;
            String why = String.valueOf(invalid.getMessage()).replaceFirst("^" + option + ": ", "");
            throw new SocketHandlerConfigurationException(
                    "The property " + key + " has a value that cannot be: " + why + ".",
                    "Set " + key + " to " + example + ".");
        }
    }
}
