package io.tidewire.websocket.spring;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name of a {@link SocketHandler}, in which case and dashes do not matter: {@code my-chat} is {@code myChat}. */
public final class EndpointName {

    private static final String SUFFIX = "Handler";

    private final String written;
    private final String canonical;

    private EndpointName(String written) {
        this.written = written;
        this.canonical = written.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** A name as somebody wrote it. */
    public static EndpointName of(String written) {
        return new EndpointName(written);
    }

    /** The name that a class without one has: {@code ChatHandler} is {@code chat}. */
    static EndpointName ofClass(Class<?> type) {
        String name = type.getSimpleName();
        if (name.endsWith(SUFFIX) && name.length() > SUFFIX.length()) {
            name = name.substring(0, name.length() - SUFFIX.length());
        }
        return new EndpointName(Character.toLowerCase(name.charAt(0)) + name.substring(1));
    }

    /** The name as it stands in a property's key: {@code my-chat}. */
    public String dashed() {
        return written.replace('_', '-')
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .toLowerCase(Locale.ROOT);
    }

    /** The name as all of its spellings have it: {@code mychat}. */
    public String canonical() {
        return canonical;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EndpointName name && canonical.equals(name.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** The name as it was written. */
    @Override
    public String toString() {
        return written;
    }
}
