package io.tidewire.websocket.spring;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payload that a method cannot take: no JSON, not of its type, or not valid. The message may be shown to the client,
 * since it names the client's own mistake and nothing of the application; the cause may not.
 */
public class InvalidPayloadException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /** A payload that is wrong as a whole. */
    public InvalidPayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.violations = List.of();
    }

    /** A payload that was read, and whose properties break constraints. */
    public InvalidPayloadException(String message, List<Violation> violations) {
        super(message);
        this.violations = List.copyOf(violations);
    }

    /** What was broken; empty if the payload could not be read at all. */
    public List<Violation> getViolations() {
        return violations;
    }

    /**
     * A broken constraint.
     *
     * @param property the path of the property, empty for the payload as a whole
     * @param message what Bean Validation says of it
     */
    public record Violation(String property, String message) {}
}
