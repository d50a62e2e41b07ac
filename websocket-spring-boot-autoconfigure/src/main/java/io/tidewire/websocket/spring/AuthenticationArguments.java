package io.tidewire.websocket.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.util.ClassUtils;

/** Arguments with Spring Security's {@code @AuthenticationPrincipal}; only where it is there. */
final class AuthenticationArguments {

    private static final boolean PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.annotation.AuthenticationPrincipal",
            AuthenticationArguments.class.getClassLoader());

    private AuthenticationArguments() {}

    /** The argument that a parameter asks for; {@code null} if it does not ask for a user. */
    static Argument.@Nullable OfConnection of(MethodParameter parameter) {
        return PRESENT ? User.of(parameter) : null;
    }

    /** Loaded only where Spring Security is. */
    private static final class User {

        private User() {}

        static Argument.@Nullable OfConnection of(MethodParameter parameter) {
            // also as the meta-annotation of an application's own, such as @CurrentUser
            if (!AnnotatedElementUtils.hasAnnotation(
                    AnnotatedElementUtils.forAnnotations(parameter.getParameterAnnotations()),
                    AuthenticationPrincipal.class)) {
                return null;
            }
            Class<?> type = parameter.getParameterType();
            return (request, attributes) -> {
                Object user = request.principal() instanceof Authentication authentication
                        ? authentication.getPrincipal()
                        : request.principal();
                return type.isInstance(user) ? user : null;
            };
        }
    }
}
