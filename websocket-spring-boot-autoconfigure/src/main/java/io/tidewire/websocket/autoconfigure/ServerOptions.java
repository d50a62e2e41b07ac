package io.tidewire.websocket.autoconfigure;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.spring.SocketHandlerConfigurationException;
import java.time.Duration;

/** Checks the properties that are for the whole server, and names the one that cannot be. */
final class ServerOptions {

    private static final Duration LONGEST = Duration.ofDays(1);

    private ServerOptions() {}

    /**
     * How sessions are closed at the end.
     *
     * @throws SocketHandlerConfigurationException if one of the values is out of bounds
     */
    static TidewireProperties.Shutdown shutdown(TidewireProperties properties) {
        TidewireProperties.Shutdown shutdown = properties.shutdown();
        check(
                CloseStatus.isSendable(shutdown.status()),
                "shutdown.status",
                shutdown.status() + " may not be sent (RFC 6455, section 7.4)",
                "a close code such as 1001, 1012 or 4000");
        check(
                shutdown.batchSize() > 0,
                "shutdown.batch-size",
                shutdown.batchSize() + " is not positive",
                "a number such as 200");
        checkTime("shutdown.batch-interval", shutdown.batchInterval(), "a time such as 50ms, or 0s for no pause");
        check(!shutdown.timeout().isZero(), "shutdown.timeout", "PT0S is not positive", EndpointOptions.TIME);
        checkTime("shutdown.timeout", shutdown.timeout(), EndpointOptions.TIME);
        return shutdown;
    }

    /**
     * How long a client may take to say what it wants.
     *
     * @throws SocketHandlerConfigurationException if it is out of bounds
     */
    static Duration handshakeTimeout(TidewireProperties properties) {
        checkTime(
                "handshake-timeout", properties.handshakeTimeout(), "a time such as 500ms or 10s, or 0s for no limit");
        return properties.handshakeTimeout();
    }

    private static void checkTime(String option, Duration time, String example) {
        check(!time.isNegative(), option, time + " is negative", example);
        check(time.compareTo(LONGEST) <= 0, option, time + " is more than a day", example);
    }

    private static void check(boolean possible, String option, String why, String example) {
        if (!possible) {
            throw EndpointOptions.impossible(EndpointOptions.PREFIX, option, why, example);
        }
    }
}
