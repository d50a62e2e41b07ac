package io.tidewire.websocket.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.HandshakeInfo;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Arguments that come from the handshake, with the annotations of Spring's controllers. */
final class HandshakeArguments {

    private final ConversionService conversion;

    HandshakeArguments(ConversionService conversion) {
        this.conversion = conversion;
    }

    /** Values by name, from one part of a handshake. */
    private interface Source {
        @Nullable
        Object find(HandshakeInfo request, Map<String, Object> attributes, String name);
    }

    /** The argument that a parameter asks for; {@code null} if it asks for nothing of a handshake. */
    Argument.@Nullable OfConnection of(MethodParameter parameter) {
        PathVariable pathVariable = parameter.getParameterAnnotation(PathVariable.class);
        if (pathVariable != null) {
            return isMap(parameter) && pathVariable.name().isEmpty()
                    ? (request, attributes) -> pathVariables(attributes)
                    : named(
                            "path variable",
                            parameter,
                            pathVariable.name(),
                            pathVariable.required(),
                            ValueConstants.DEFAULT_NONE,
                            (request, attributes, name) ->
                                    pathVariables(attributes).get(name));
        }
        RequestParam requestParam = parameter.getParameterAnnotation(RequestParam.class);
        if (requestParam != null) {
            return isMap(parameter) && requestParam.name().isEmpty()
                    ? (request, attributes) -> mapOf(parameter, queryOf(request.uri()))
                    : named(
                            "request parameter",
                            parameter,
                            requestParam.name(),
                            requestParam.required(),
                            requestParam.defaultValue(),
                            (request, attributes, name) ->
                                    oneOrAll(queryOf(request.uri()).get(name)));
        }
        RequestHeader requestHeader = parameter.getParameterAnnotation(RequestHeader.class);
        if (requestHeader != null) {
            return HttpHeaders.class == parameter.getParameterType()
                    ? (request, attributes) -> headersOf(request.headers())
                    : named(
                            "request header",
                            parameter,
                            requestHeader.name(),
                            requestHeader.required(),
                            requestHeader.defaultValue(),
                            (request, attributes, name) ->
                                    oneOrAll(headersOf(request.headers()).get(name)));
        }
        CookieValue cookieValue = parameter.getParameterAnnotation(CookieValue.class);
        if (cookieValue != null) {
            return named(
                    "cookie",
                    parameter,
                    cookieValue.name(),
                    cookieValue.required(),
                    cookieValue.defaultValue(),
                    (request, attributes, name) -> cookie(request.headers(), name));
        }
        Class<?> type = parameter.getParameterType();
        if (type == HandshakeInfo.class) {
            return (request, attributes) -> request;
        }
        if (Principal.class.isAssignableFrom(type)) {
            return (request, attributes) -> type.isInstance(request.principal()) ? request.principal() : null;
        }
        return null;
    }

    private static boolean isMap(MethodParameter parameter) {
        return Map.class.isAssignableFrom(parameter.getParameterType());
    }

    private Argument.OfConnection named(
            String what,
            MethodParameter parameter,
            String annotatedName,
            boolean required,
            String annotatedDefault,
            Source source) {
        String name = nameOf(parameter, annotatedName);
        String defaultValue = ValueConstants.DEFAULT_NONE.equals(annotatedDefault) ? null : annotatedDefault;
        boolean mayMiss = !required || parameter.isOptional();
        MethodParameter target = parameter.nestedIfOptional();
        TypeDescriptor type = new TypeDescriptor(target);
        return (request, attributes) -> {
            Object found = source.find(request, attributes, name);
            Object value = found == null ? defaultValue : found;
            if (value == null) {
                if (!mayMiss || target.getNestedParameterType().isPrimitive()) {
                    throw bad("The " + what + " " + name + " is missing");
                }
                return parameter.getParameterType() == Optional.class ? Optional.empty() : null;
            }
            try {
                Object converted = conversion.convert(value, TypeDescriptor.forObject(value), type);
                return parameter.getParameterType() == Optional.class ? Optional.ofNullable(converted) : converted;
            } catch (ConversionException inconvertible) {
                throw bad("The " + what + " " + name + " is not as it must be");
            }
        };
    }

    private static ResponseStatusException bad(String reason) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, reason);
    }

    /** The name that an annotation gives, or else the parameter's own. */
    static String nameOf(MethodParameter parameter, String annotatedName) {
        return annotatedName.isEmpty()
                ? Objects.requireNonNull(
                        parameter.getParameterName(), "compile with -parameters, or name it in the annotation")
                : annotatedName;
    }

    @SuppressWarnings("unchecked") // Spring's own attribute, copied from the exchange
    private static Map<String, String> pathVariables(Map<String, Object> attributes) {
        return (Map<String, String>) attributes.getOrDefault(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE, Map.of());
    }

    private static MultiValueMap<String, String> queryOf(URI uri) {
        MultiValueMap<String, String> encoded =
                UriComponentsBuilder.fromUri(uri).build().getQueryParams();
        MultiValueMap<String, String> decoded = new LinkedMultiValueMap<>();
        encoded.forEach((name, values) ->
                values.forEach(value -> decoded.add(decode(name), value == null ? "" : decode(value))));
        return decoded;
    }

    private static String decode(String value) {
        // as of forms: + is a space
        return UriUtils.decode(value.replace('+', ' '), UTF_8);
    }

    private static Object mapOf(MethodParameter parameter, MultiValueMap<String, String> values) {
        return MultiValueMap.class.isAssignableFrom(parameter.getParameterType()) ? values : values.toSingleValueMap();
    }

    private static HttpHeaders headersOf(HandshakeHeaders headers) {
        HttpHeaders copy = new HttpHeaders();
        headers.asMap().forEach(copy::addAll);
        return copy;
    }

    private static @Nullable String cookie(HandshakeHeaders headers, String name) {
        for (String header : headers.all(HttpHeaders.COOKIE)) {
            for (String pair : StringUtils.tokenizeToStringArray(header, ";")) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    return pair.substring(equals + 1).strip();
                }
            }
        }
        return null;
    }

    private static @Nullable Object oneOrAll(@Nullable List<String> values) {
        return values == null || values.isEmpty() ? null : values.size() == 1 ? values.get(0) : values;
    }
}
