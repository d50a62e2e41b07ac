package io.tidewire.websocket.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Finds the beans with {@link SocketHandler} and maps their paths. Comes before annotated controllers and static
 * resources: what is no WebSocket handshake is answered with 426 there (RFC 9110, section 15.5.22).
 *
 * <p>Mistakes stop the start of the application with a {@link SocketHandlerConfigurationException}.
 */
public class SocketHandlerMapping extends SimpleUrlHandlerMapping {

    private static final int BEFORE_CONTROLLERS = -1;
    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^{}:/]+)");

    private final EndpointCatalog catalog;
    private final Executor worker;
    private final PayloadCodec codec;
    private final @Nullable SocketSessions sessions;
    private boolean requireHandlers = true;

    /**
     * A mapping for the beans of the application context that it is defined in.
     *
     * @param worker where handlers run that may block
     * @param codec reads and writes payloads
     * @param sessions where new sessions are held, or {@code null} if nobody keeps them
     */
    public SocketHandlerMapping(
            EndpointCatalog catalog, Executor worker, PayloadCodec codec, @Nullable SocketSessions sessions) {
        this.catalog = catalog;
        this.worker = worker;
        this.codec = codec;
        this.sessions = sessions;
        setOrder(BEFORE_CONTROLLERS);
    }

    /**
     * Whether properties of an endpoint without a handler stop the start; default: true. A slice of an application, as in
     * tests, has its properties but not all of its handlers.
     */
    public void setRequireHandlers(boolean required) {
        requireHandlers = required;
    }

    @Override
    public void initApplicationContext() {
        List<HandlerDeclaration> handlers = HandlerDeclaration.findIn(obtainApplicationContext());
        requireDistinctNames(handlers);
        if (requireHandlers) {
            requireHandlers(handlers);
        }
        setUrlMap(endpoints(handlers));
        super.initApplicationContext();
    }

    private static void requireDistinctNames(List<HandlerDeclaration> handlers) {
        Map<EndpointName, HandlerDeclaration> known = new LinkedHashMap<>();
        for (HandlerDeclaration handler : handlers) {
            HandlerDeclaration other = known.putIfAbsent(handler.name(), handler);
            if (other != null) {
                throw new SocketHandlerConfigurationException(
                        "The socket handlers " + other.className() + " and " + handler.className() + " have one name: "
                                + handler.name() + ".",
                        "Give one of them another: @SocketHandler(path = \"...\", name = \"...\").");
            }
        }
    }

    /** Two patterns that differ in nothing but their variables' names are one place. */
    private static String withoutNames(String path) {
        return path.replaceAll("\\{(\\*?)[^{}:/]+", "{$1");
    }

    static Set<String> variablesOf(String path) {
        return VARIABLE.matcher(path).results().map(found -> found.group(1)).collect(Collectors.toUnmodifiableSet());
    }

    private void requireHandlers(List<HandlerDeclaration> handlers) {
        List<EndpointName> known =
                handlers.stream().map(HandlerDeclaration::name).toList();
        for (EndpointName configured : catalog.endpoints().keySet()) {
            if (!known.contains(configured)) {
                throw new SocketHandlerConfigurationException(
                        "There are properties tidewire.endpoints." + configured + ", but no socket handler has that"
                                + " name.",
                        known.isEmpty()
                                ? "Take them away, or annotate a bean with @SocketHandler(name = \"" + configured
                                        + "\")."
                                : "Write one of the known names: "
                                        + StringUtils.collectionToDelimitedString(
                                                known.stream()
                                                        .map(EndpointName::dashed)
                                                        .sorted()
                                                        .toList(),
                                                ", ")
                                        + ".");
            }
        }
    }

    private Map<String, Object> endpoints(List<HandlerDeclaration> handlers) {
        Map<String, Object> endpoints = new LinkedHashMap<>();
        Map<String, HandlerDeclaration> places = new LinkedHashMap<>();
        HandlerSupport support = HandlerSupport.of(obtainApplicationContext(), worker, codec);
        for (HandlerDeclaration handler : handlers) {
            EndpointSettings settings = catalog.settingsOf(handler.name());
            String path = path(handler, settings);
            // /rooms/{a} and /rooms/{b} are one place
            HandlerDeclaration other = places.putIfAbsent(withoutNames(path), handler);
            if (other != null) {
                throw new SocketHandlerConfigurationException(
                        "The socket handlers " + other.className() + " and " + handler.className() + " have one path: "
                                + path + ".",
                        "Give one of them another.");
            }
            HandlerStyle style = HandlerStyle.of(handler.type(), settings, variablesOf(path), support);
            endpoints.put(
                    path,
                    new SocketEndpoint(
                            handler.name(),
                            style,
                            () -> obtainApplicationContext().getBean(handler.beanName()),
                            new ExchangeHandshake(settings.options(), sessions),
                            support));
        }
        return endpoints;
    }

    private String path(HandlerDeclaration handler, EndpointSettings settings) {
        String path = StringUtils.hasText(settings.path()) ? settings.path() : handler.path();
        String key = "tidewire.endpoints." + handler.name().dashed() + ".path";
        if (!StringUtils.hasText(path)) {
            throw new SocketHandlerConfigurationException(
                    "The socket handler " + handler.className() + " has no path.",
                    "Write @SocketHandler(\"/" + handler.name().dashed() + "\"), or set " + key + ".");
        }
        path = path.startsWith("/") ? path : "/" + path;
        try {
            getPathPatternParser().parse(path);
        } catch (PatternParseException invalid) {
            throw new SocketHandlerConfigurationException(
                    "The path \"" + path + "\" of the socket handler " + handler.className() + " cannot be read: "
                            + invalid.getMessage() + ".",
                    "Write a path such as /rooms or /rooms/{room} into "
                            + (StringUtils.hasText(settings.path()) ? key : "@SocketHandler") + ".");
        }
        return path;
    }
}
