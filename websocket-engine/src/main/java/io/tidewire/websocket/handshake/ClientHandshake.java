package io.tidewire.websocket.handshake;

import io.tidewire.websocket.HandshakeHeaders;
import io.tidewire.websocket.handshake.UpgradeAnswer.Established;
import io.tidewire.websocket.handshake.UpgradeAnswer.Failed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The client's half of the opening handshake (RFC 6455, section 4.1); one for each connection. Immutable. */
public final class ClientHandshake {

    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

    private final String key;
    private final List<String> subprotocols;
    private final List<Extension> extensions;
    private final @Nullable String extensionHeader;

    /**
     * A handshake with a key of its own.
     *
     * @param subprotocols what is offered, the preferred one first; empty for none
     * @param extensions the value of {@code Sec-WebSocket-Extensions}, or {@code null} to offer none
     * @throws IllegalArgumentException if a subprotocol is no token or is there twice
     * @throws MalformedHeaderException if {@code extensions} breaks the grammar of section 9.1
     */
    public ClientHandshake(List<String> subprotocols, @Nullable String extensions) {
        this(AcceptKey.random(), subprotocols, extensions);
    }

    ClientHandshake(String key, List<String> subprotocols, @Nullable String extensions) {
        this.key = key;
        this.subprotocols = List.copyOf(subprotocols);
        this.extensions = extensions == null ? List.of() : ExtensionHeader.parse(List.of(extensions));
        this.extensionHeader = extensions;
        // 4.1, 10: the elements MUST be non-empty, of token characters, and MUST all be unique
        if (!subprotocols.stream().allMatch(HeaderTokens::isToken)
                || subprotocols.stream().distinct().count() < subprotocols.size()) {
            throw new IllegalArgumentException("Subprotocols are tokens, each there once: " + subprotocols);
        }
    }

    /**
     * The headers that make a GET request of HTTP/1.1 an opening handshake, in their order. {@code Host}, {@code Origin}
     * and whatever else the request carries are the caller's.
     */
    public Map<String, String> requestHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Upgrade", "websocket"); // 4.1, 5
        headers.put("Connection", "Upgrade"); // 4.1, 6
        headers.put("Sec-WebSocket-Key", key); // 4.1, 7
        headers.put("Sec-WebSocket-Version", "13"); // 4.1, 9
        if (!subprotocols.isEmpty()) {
            headers.put(SUBPROTOCOL, String.join(", ", subprotocols)); // 4.1, 10
        }
        if (extensionHeader != null) {
            headers.put(ExtensionHeader.NAME, extensionHeader); // 4.1, 11
        }
        return headers;
    }

    /**
     * Checks the server's answer; throws nothing, whatever the server sent.
     *
     * @param status the answer's status
     * @param headers all headers of the answer
     */
    public UpgradeAnswer check(int status, HandshakeHeaders headers) {
        // 4.1, 1: any other status is handled as HTTP says
        if (status != 101) {
            return new Failed("The server answered " + status + " instead of 101");
        }
        // 4.1, 2: Upgrade has the value "websocket", in any case
        List<String> upgrade = headers.all("Upgrade");
        if (HeaderTokens.elements(upgrade).size() != 1 || !HeaderTokens.contains(upgrade, "websocket")) {
            return new Failed("The answer's Upgrade header is not websocket");
        }
        // 4.1, 3: Connection contains the token "Upgrade", in any case
        if (!HeaderTokens.contains(headers.all("Connection"), "upgrade")) {
            return new Failed("The answer's Connection header does not list Upgrade");
        }
        // 4.1, 4: Sec-WebSocket-Accept proves that the key was read; 11.3.3: it comes once
        List<String> accept = headers.all("Sec-WebSocket-Accept");
        if (accept.size() != 1 || !HeaderTokens.trim(accept.get(0)).equals(AcceptKey.answerTo(key))) {
            return new Failed("The answer's Sec-WebSocket-Accept does not belong to the key");
        }
        List<Extension> accepted;
        try {
            accepted = ExtensionHeader.parse(headers.all(ExtensionHeader.NAME));
        } catch (MalformedHeaderException malformed) {
            return new Failed(malformed.reason());
        }
        // 4.1, 5: an extension that was not in the request
        if (!namesOf(extensions).containsAll(namesOf(accepted))) {
            return new Failed("The server uses an extension that was not offered");
        }
        // 4.1, 6: a subprotocol that was not in the request; 11.3.4: the header comes once, with one of them
        List<String> selected = headers.all(SUBPROTOCOL);
        if (selected.isEmpty()) {
            return new Established(null, accepted);
        }
        String subprotocol = HeaderTokens.trim(selected.get(0));
        if (selected.size() > 1 || !subprotocols.contains(subprotocol)) {
            return new Failed("The server speaks a subprotocol that was not offered");
        }
        return new Established(subprotocol, accepted);
    }

    private static List<String> namesOf(List<Extension> extensions) {
        List<String> names = new ArrayList<>(extensions.size());
        extensions.forEach(extension -> names.add(extension.name()));
        return names;
    }
}
