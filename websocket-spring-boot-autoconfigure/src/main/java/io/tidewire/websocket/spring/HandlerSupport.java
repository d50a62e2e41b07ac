package io.tidewire.websocket.spring;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.format.support.DefaultFormattingConversionService;
import org.springframework.validation.Validator;

/**
 * What all handlers of an application share.
 *
 * @param worker where methods run that may block
 */
record HandlerSupport(
        Executor worker,
        PayloadCodec codec,
        ConversionService conversion,
        PayloadValidator validator,
        List<SocketArgumentResolver> resolvers,
        List<HandshakeInterceptor> handshakeInterceptors,
        List<SocketMessageInterceptor> messageInterceptors,
        List<SocketSessionObserver> observers) {

    private static final String WEBFLUX_CONVERSION = "webFluxConversionService";
    private static final String WEBFLUX_VALIDATOR = "webFluxValidator";

    /** What there is of these in an application; its controllers have the same. */
    static HandlerSupport of(ListableBeanFactory beans, Executor worker, PayloadCodec codec) {
        return new HandlerSupport(
                worker,
                codec,
                beans.containsBean(WEBFLUX_CONVERSION)
                        ? beans.getBean(WEBFLUX_CONVERSION, ConversionService.class)
                        : new DefaultFormattingConversionService(),
                new PayloadValidator(validator(beans)),
                all(beans, SocketArgumentResolver.class),
                all(beans, HandshakeInterceptor.class),
                all(beans, SocketMessageInterceptor.class),
                all(beans, SocketSessionObserver.class));
    }

    /** WebFlux has one that validates nothing where there is no Bean Validation: that is none. */
    private static @Nullable Validator validator(ListableBeanFactory beans) {
        Validator found =
                beans.containsBean(WEBFLUX_VALIDATOR) ? beans.getBean(WEBFLUX_VALIDATOR, Validator.class) : null;
        return found != null && found.supports(Object.class) ? found : null;
    }

    private static <T> List<T> all(ListableBeanFactory beans, Class<T> type) {
        return beans.getBeanProvider(type).orderedStream().toList();
    }
}
