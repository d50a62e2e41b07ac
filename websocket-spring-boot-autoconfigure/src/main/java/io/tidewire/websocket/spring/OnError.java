package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * A method of a {@link SocketHandler} that is called when something has failed: the exception that it takes is the one
 * that it is called for. Several may stand in one class; the one for the most specific type is called.
 *
 * <p>A failure of a method is thereby dealt with: what this method returns is sent to the client instead, and the
 * session stays open unless the method closes it. When the connection broke, or the client broke the protocol ({@link
 * io.tidewire.websocket.ProtocolViolation}), nothing can be sent any more; {@link OnClose} follows.
 *
 * <p>Without a method for it, a failure closes the session: with 1007 or 1008 for an {@link InvalidPayloadException},
 * with 1008 where Spring Security denies access, with 1011 and a stack trace in the log for anything else; the client
 * learns nothing of the application from it.
 *
 * <p>Arguments: the exception, and what {@link OnOpen} takes.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(SocketMethodReflectiveProcessor.class)
public @interface OnError {}
