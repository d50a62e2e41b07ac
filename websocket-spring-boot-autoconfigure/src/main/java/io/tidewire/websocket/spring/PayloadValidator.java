package io.tidewire.websocket.spring;

import io.tidewire.websocket.spring.InvalidPayloadException.Violation;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.FieldError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Validates the payloads of parameters with {@code @Valid} or {@code @Validated}. */
final class PayloadValidator {

    private final @Nullable Validator validator;

    /**
     * A validator of payloads.
     *
     * @param validator {@code null} if the application has none
     */
    PayloadValidator(@Nullable Validator validator) {
        this.validator = validator;
    }

    /**
     * What returns a payload if it is valid, and otherwise throws {@link InvalidPayloadException}; {@code null} if the
     * parameter asks for no validation.
     *
     * @throws SocketHandlerConfigurationException if it does, and there is nothing to validate with
     */
    @Nullable
    UnaryOperator<Object> of(MethodParameter parameter) {
        for (Annotation annotation : parameter.getParameterAnnotations()) {
            Object @Nullable [] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
            if (hints != null) {
                if (validator == null) {
                    throw new SocketHandlerConfigurationException(
                            "An argument of " + parameter.getExecutable() + " is to be validated, and there is no"
                                    + " validator.",
                            "Add spring-boot-starter-validation to the application.");
                }
                Validator found = validator;
                return payload -> validated(found, payload, hints);
            }
        }
        return null;
    }

    private static Object validated(Validator validator, Object payload, Object[] hints) {
        BeanPropertyBindingResult result = new BeanPropertyBindingResult(payload, "payload");
        if (validator instanceof SmartValidator smart && hints.length > 0) {
            smart.validate(payload, result, hints);
        } else {
            validator.validate(payload, result);
        }
        if (result.hasErrors()) {
            List<Violation> violations = result.getAllErrors().stream()
                    .map(error -> new Violation(
                            error instanceof FieldError field ? field.getField() : "",
                            Objects.requireNonNullElse(error.getDefaultMessage(), "invalid")))
                    .sorted(java.util.Comparator.comparing(Violation::property).thenComparing(Violation::message))
                    .toList();
            throw new InvalidPayloadException("payload is not valid", violations);
        }
        return payload;
    }
}
