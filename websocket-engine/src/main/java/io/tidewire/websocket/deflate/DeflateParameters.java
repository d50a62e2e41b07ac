package io.tidewire.websocket.deflate;

import io.tidewire.websocket.Compression;
import io.tidewire.websocket.ProtocolViolation;
import io.tidewire.websocket.handshake.Extension;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What client and server agreed on (RFC 7692, section 7.1).
 *
 * @param serverNoContextTakeover whether each message of the server stands on its own
 * @param clientNoContextTakeover whether each message of the client stands on its own
 * @param serverMaxWindowBits how far back the server's messages may refer: 2^8 to 2^15 bytes
 * @param answersWindowBits whether the offer asked for a window, so that the answer must name it
 */
public record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        boolean answersWindowBits) {

    /** The extension's token (section 7). */
    public static final String NAME = "permessage-deflate";

    private static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    private static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    private static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    private static final int LARGEST_WINDOW = 15;

    /** Leaves all contexts to what the other end says. */
    private static final Compression EVERYTHING =
            Compression.DEFAULT.withServerContextTakeover(true).withClientContextTakeover(true);

    /**
     * The first offer that can be accepted, the client's preferred one first (section 5).
     *
     * @param contextsFit whether there is memory left for a context that stays with the connection. Without it an offer
     *     is declined in which the client does not do without
     * @return what is agreed, or {@code null} for no compression
     */
    public static @Nullable DeflateParameters accept(
            List<Extension> offers, Compression compression, boolean contextsFit) {
        if (compression.enabled()) {
            for (Extension offer : offers) {
                DeflateParameters accepted = offer.name().equals(NAME) ? accept(offer, compression, contextsFit) : null;
                if (accepted != null) {
                    return accepted;
                }
            }
        }
        return null;
    }

    private static @Nullable DeflateParameters accept(Extension offer, Compression compression, boolean contextsFit) {
        boolean serverNoContext = false;
        boolean clientNoContext = false;
        int serverWindow = LARGEST_WINDOW;
        Set<String> seen = new HashSet<>();
        for (Extension.Parameter parameter : offer.parameters()) {
            // 7.1: decline an offer with a parameter that is unknown, invalid or there more than once
            if (!seen.add(parameter.name())) {
                return null;
            }
            String value = parameter.value();
            switch (parameter.name()) {
                case SERVER_NO_CONTEXT_TAKEOVER -> serverNoContext = true;
                case CLIENT_NO_CONTEXT_TAKEOVER -> clientNoContext = true;
                case SERVER_MAX_WINDOW_BITS -> {
                    if (value == null || !isWindow(value)) {
                        return null;
                    }
                    serverWindow = Integer.parseInt(value);
                    continue;
                }
                case CLIENT_MAX_WINDOW_BITS -> {
                    // 7.1.2.2: may come without a value; any window is one that our inflater has
                    if (value != null && !isWindow(value)) {
                        return null;
                    }
                    continue;
                }
                default -> {
                    return null;
                }
            }
            // 7.1.1: these two have no value
            if (value != null) {
                return null;
            }
        }
        if (!clientNoContext && !(compression.clientContextTakeover() && contextsFit)) {
            // 7.1.1.2 lets a server demand it unasked, but there are clients that fail the connection then
            return null;
        }
        return new DeflateParameters(
                serverNoContext || !(compression.serverContextTakeover() && contextsFit),
                clientNoContext,
                serverWindow,
                seen.contains(SERVER_MAX_WINDOW_BITS));
    }

    /**
     * What a client agrees to that offered {@link #NAME} alone: reads the server's answer.
     *
     * @return what is agreed, or {@code null} for no compression
     * @throws ProtocolViolation if the answer is none to that offer: the client fails the connection (section 7.1)
     */
    public static @Nullable DeflateParameters agreed(List<Extension> answer) {
        DeflateParameters agreed = null;
        for (Extension extension : answer) {
            if (extension.name().equals(NAME)) {
                // 5: one answer; 7.1: no parameter that is unknown, invalid or there more than once
                // 7.1.2.2: client_max_window_bits answers an offer that has it
                DeflateParameters read = accept(extension, EVERYTHING, true);
                if (agreed != null || read == null || has(extension, CLIENT_MAX_WINDOW_BITS)) {
                    throw ProtocolViolation.of("permessage-deflate with parameters that answer no offer");
                }
                agreed = read;
            }
        }
        return agreed;
    }

    private static boolean has(Extension extension, String parameter) {
        return extension.parameters().stream().anyMatch(it -> it.name().equals(parameter));
    }

    /**
     * The same agreement for the client's own deflater and inflater: what the server does to its messages, the client's
     * end undoes, and the other way round.
     */
    public DeflateParameters mirrored() {
        return new DeflateParameters(clientNoContextTakeover, serverNoContextTakeover, LARGEST_WINDOW, false);
    }

    /** 7.1.2.1: a decimal integer between 8 and 15 without leading zeros. */
    private static boolean isWindow(String value) {
        return value.matches("[89]|1[0-5]");
    }

    /** Whether the server keeps a deflater for the connection's life. */
    public boolean keepsDeflater() {
        return !serverNoContextTakeover;
    }

    /** Whether the server keeps an inflater for the connection's life. */
    public boolean keepsInflater() {
        return !clientNoContextTakeover;
    }

    /** The value of {@code Sec-WebSocket-Extensions} in the answer. */
    public String header() {
        StringBuilder header = new StringBuilder(NAME);
        if (serverNoContextTakeover) {
            header.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (clientNoContextTakeover) {
            header.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
        }
        if (answersWindowBits) {
            header.append("; ").append(SERVER_MAX_WINDOW_BITS).append('=').append(serverMaxWindowBits);
        }
        return header.toString();
    }
}
