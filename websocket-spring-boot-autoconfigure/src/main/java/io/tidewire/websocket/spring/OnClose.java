package io.tidewire.websocket.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.annotation.Reflective;

/**
 * The method of a {@link SocketHandler} that is called when a connection has ended: last, once, whatever the reason.
 * Nothing can be sent any more, so it returns nothing, or a publisher that only does its work, for 10 s at most. Methods
 * that are still at work on messages have as long to end, before this one is called.
 *
 * <p>Arguments: the {@link io.tidewire.websocket.CloseStatus}, and what {@link OnOpen} takes.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective(SocketMethodReflectiveProcessor.class)
public @interface OnClose {}
