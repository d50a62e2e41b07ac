package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.CloseStatus;
import io.tidewire.websocket.SessionClosedException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.ClassUtils;

/** What a failure of a handler means for its session, where the handler does not deal with it itself. */
final class FailureOutcome {

    private static final Logger log = LoggerFactory.getLogger(FailureOutcome.class);

    private static final boolean SECURITY = ClassUtils.isPresent(
            "org.springframework.security.access.AccessDeniedException", FailureOutcome.class.getClassLoader());

    private static final int MAX_REASON_BYTES = 123;

    private FailureOutcome() {}

    /** Closes the session, or answers the client: what is the client's fault is said to it, the rest is logged. */
    static void conclude(SocketSession session, Throwable failure, InvalidPayloadAction invalid) {
        if (failure instanceof SessionClosedException && !session.isOpen()) {
            // an outcome: the connection ended while the handler was sending
            log.debug("Session {}: its handler ended with the connection", session.getId());
        } else if (failure instanceof InvalidPayloadException payload) {
            log.debug("Session {}: {}", session.getId(), payload.getMessage(), payload.getCause());
            if (invalid == InvalidPayloadAction.REPLY) {
                session.sendPayload(InvalidPayloadReply.of(payload));
            } else {
                CloseStatus status =
                        payload.getViolations().isEmpty() ? CloseStatus.BAD_DATA : CloseStatus.POLICY_VIOLATION;
                close(session, status.withReason(shortened(String.valueOf(payload.getMessage()))));
            }
        } else if (failure instanceof UnacceptableMessageException) {
            close(session, CloseStatus.NOT_ACCEPTABLE.withReason(String.valueOf(failure.getMessage())));
        } else if (SECURITY && Denial.is(failure)) {
            log.debug("Session {}: closing with 1008, {}", session.getId(), failure.toString());
            close(session, CloseStatus.POLICY_VIOLATION.withReason("access denied"));
        } else if (failure instanceof RejectedExecutionException) {
            log.warn("Session {}: closing with 1013, an executor takes no more tasks", session.getId(), failure);
            close(session, CloseStatus.SERVICE_OVERLOAD);
        } else {
            log.error("Session {}: its handler failed", session.getId(), failure);
            close(session, CloseStatus.SERVER_ERROR);
        }
    }

    /** What fits into a close frame (RFC 6455, section 5.5: 125 bytes, two of them for the code). */
    private static String shortened(String reason) {
        String shorter = reason;
        while (shorter.getBytes(UTF_8).length > MAX_REASON_BYTES) {
            shorter = shorter.substring(0, shorter.offsetByCodePoints(shorter.length(), -1));
        }
        return shorter;
    }

    private static void close(SocketSession session, CloseStatus status) {
        if (session.isOpen()) {
            session.close(status);
        }
    }

    /** Loaded only where Spring Security is. */
    private static final class Denial {

        private Denial() {}

        static boolean is(Throwable failure) {
            return failure instanceof AccessDeniedException || failure instanceof AuthenticationException;
        }
    }
}
