package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * The method of a {@link SocketHandler} that is called when a connection has opened: first, once, and before any message
 * is handled. What it returns is sent, as with {@link OnMessage}; so is its failure treated.
 *
 * <p>Arguments: as {@link OnMessage}, but for the payload.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(SocketMethodReflectiveProcessor.class)
public @interface OnOpen {}
