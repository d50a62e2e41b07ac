package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * The method of a {@link SocketHandler} that is called for a pong that does not answer the heartbeat (RFC 6455, section
 * 5.5.3). Of a flood of them some are left out.
 *
 * <p>Arguments: the payload as {@code ByteBuffer}, {@code DataBuffer} or {@code byte[]}, and what {@link OnOpen} takes.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(SocketMethodReflectiveProcessor.class)
public @interface OnPong {}
