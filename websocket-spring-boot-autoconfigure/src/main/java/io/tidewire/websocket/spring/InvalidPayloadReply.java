package io.tidewire.websocket.spring;

import io.tidewire.websocket.spring.InvalidPayloadException.Violation;
import java.util.List;

/**
 * What a client is told of a payload that cannot be taken, as JSON.
 *
 * @param type {@code error}
 * @param message what is wrong
 * @param violations the constraints that are broken; empty if the payload could not be read
 */
public record InvalidPayloadReply(String type, String message, List<Violation> violations) {

    /** What is to be said of a failure. */
    static InvalidPayloadReply of(InvalidPayloadException failure) {
        return new InvalidPayloadReply("error", String.valueOf(failure.getMessage()), failure.getViolations());
    }
}
