package io.tidewire.websocket.handshake;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code allowed-origins}, compared piece by piece and not by a regular expression:
 *
 * <pre>
 * https://example.org                 this origin, on the default port
 * https://*.example.org               every host below example.org, not example.org itself
 * http://localhost:[*]                any port
 * http://localhost:[8080,8081]        one of these ports
 * </pre>
 *
 * @param base scheme, host and port; without the {@code *} and without a list of ports
 * @param subdomains whether the host stands for those below it
 * @param ports the ports that match; empty for any
 */
record OriginPattern(Origin base, boolean subdomains, List<Integer> ports) {

    private static final String ANY_SUBDOMAIN = "://*.";

    /**
     * Reads an entry.
     *
     * @throws IllegalArgumentException if it has none of the forms above
     */
    static OriginPattern parse(String pattern) {
        int bracket = pattern.endsWith("]") ? pattern.lastIndexOf(":[") : -1;
        String head = bracket < 0 ? pattern : pattern.substring(0, bracket);
        boolean subdomains = head.contains(ANY_SUBDOMAIN);

        Origin base = Origin.parse(head.replace(ANY_SUBDOMAIN, "://"));
        if (base == null) {
            throw unreadable(pattern);
        }
        if (bracket < 0) {
            return new OriginPattern(base, subdomains, List.of(base.port()));
        }
        if (base.port() != Origin.defaultPort(base.scheme())) {
            throw unreadable(pattern); // http://localhost:8080:[*]
        }
        return new OriginPattern(base, subdomains, ports(pattern, bracket + ":[".length()));
    }

    /** Reads {@code *]} or {@code 8080,8081]}. */
    private static List<Integer> ports(String pattern, int start) {
        String list = pattern.substring(start, pattern.length() - 1);
        List<Integer> ports = new ArrayList<>();
        if (!list.equals("*")) {
            for (String port : list.split(",", -1)) {
                if (port.isBlank() || !Origin.isPort(port.strip())) {
                    throw unreadable(pattern);
                }
                ports.add(Integer.valueOf(port.strip()));
            }
        }
        return List.copyOf(ports);
    }

    boolean matches(Origin origin) {
        return origin.scheme().equals(base.scheme())
                && (ports.isEmpty() || ports.contains(origin.port()))
                && (subdomains ? isBelow(origin.host()) : origin.host().equals(base.host()));
    }

    /** A host has no empty labels, so what stands before the dot is one label or more. */
    private boolean isBelow(String host) {
        return host.endsWith("." + base.host());
    }

    private static IllegalArgumentException unreadable(String pattern) {
        return new IllegalArgumentException("allowed-origins: \"" + pattern + "\" is no origin: write \"same-origin\", "
                + "\"*\", or scheme://host[:port], such as \"https://example.org\", \"https://*.example.org\", "
                + "\"http://localhost:[*]\" or \"http://localhost:[8080,8081]\"");
    }
}
