package io.tidewire.websocket;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a handshake: immutable, in their order, names in any case (RFC 9110, section 5.1). Kept flat, since
 * every open connection holds one.
 */
public final class HandshakeHeaders {

    /** What nearly every client sends, in both spellings: all connections share it. */
    private static final Map<String, String> COMMON = Stream.of(
                    "Accept-Encoding",
                    "Accept-Language",
                    "Authorization",
                    "Cache-Control",
                    "Connection",
                    "Cookie",
                    "Host",
                    "Origin",
                    "Pragma",
                    "Sec-WebSocket-Extensions",
                    "Sec-WebSocket-Key",
                    "Sec-WebSocket-Protocol",
                    "Sec-WebSocket-Version",
                    "Upgrade",
                    "User-Agent",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Port",
                    "X-Forwarded-Proto",
                    "13",
                    "no-cache",
                    "WebSocket")
            .flatMap(text -> Stream.of(text, text.toLowerCase(Locale.ROOT)))
            .distinct()
            .collect(Collectors.toUnmodifiableMap(text -> text, text -> text));

    private static final int LONGEST_COMMON = 24;

    /** Headers whose values clients have in common, and that hold no secret: subprotocols may be tokens. */
    private static final Set<String> REPEATED = Stream.of(
                    "Accept-Encoding",
                    "Accept-Language",
                    "Host",
                    "Origin",
                    "Sec-WebSocket-Extensions",
                    "User-Agent",
                    "X-Forwarded-Host")
            .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());

    private static final int LONGEST_REPEATED = 512;

    /** Values seen of late, by their hash: whoever sends the same shares them. Any thread; the last one stays. */
    private static final @Nullable String[] recent = new String[256];

    // name, value, name, value, ...
    private final String[] entries;

    private HandshakeHeaders(String[] entries) {
        this.entries = entries;
    }

    /** A copy of these entries. */
    public static HandshakeHeaders of(Iterable<? extends Map.Entry<String, String>> headers) {
        List<String> flat = new ArrayList<>();
        for (Map.Entry<String, String> header : headers) {
            String name = shared(header.getKey());
            String value = header.getValue();
            flat.add(name);
            flat.add(REPEATED.contains(name) ? sharedWithRecent(value) : shared(value));
        }
        return new HandshakeHeaders(flat.toArray(String[]::new));
    }

    private static String shared(String text) {
        return text.length() <= LONGEST_COMMON ? COMMON.getOrDefault(text, text) : text;
    }

    private static String sharedWithRecent(String value) {
        if (value.length() > LONGEST_REPEATED) {
            return value;
        }
        int place = value.hashCode() & (recent.length - 1);
        String known = recent[place];
        if (value.equals(known)) {
            return known;
        }
        recent[place] = value;
        return value;
    }

    /** These headers, but of this one no more than one line, at the end: with this value. */
    public HandshakeHeaders with(String name, String value) {
        return replaced(name, List.of(name, value));
    }

    /** These headers, but no line of this one. */
    public HandshakeHeaders without(String name) {
        return replaced(name, List.of());
    }

    private HandshakeHeaders replaced(String name, List<String> end) {
        List<String> kept = new ArrayList<>(entries.length + end.size());
        for (int i = 0; i < entries.length; i += 2) {
            if (!entries[i].equalsIgnoreCase(name)) {
                kept.add(entries[i]);
                kept.add(entries[i + 1]);
            }
        }
        kept.addAll(end);
        return new HandshakeHeaders(kept.toArray(String[]::new));
    }

    /** The first value of a header, or {@code null}. */
    public @Nullable String first(String name) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i].equalsIgnoreCase(name)) {
                return entries[i + 1];
            }
        }
        return null;
    }

    /** All values of a header, one for each line it came on. */
    public List<String> all(String name) {
        List<String> values = List.of();
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i].equalsIgnoreCase(name)) {
                if (values.isEmpty()) {
                    values = new ArrayList<>(2);
                }
                values.add(entries[i + 1]);
            }
        }
        return values;
    }

    /** All headers under the names they came with; names that differ in case only stand apart. */
    public Map<String, List<String>> asMap() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.computeIfAbsent(entries[i], name -> new ArrayList<>(1)).add(entries[i + 1]);
        }
        return map;
    }

    /** Says the names only: values may be secrets. */
    @Override
    public String toString() {
        return "HandshakeHeaders" + asMap().keySet();
    }
}
