package io.tidewire.websocket.handshake;

import java.util.ArrayList;
import java.util.List;

/** Reads {@code Sec-WebSocket-Extensions} (RFC 6455, section 9.1). */
public final class ExtensionHeader {

    static final String NAME = "Sec-WebSocket-Extensions";

    private final String line;
    private int at;

    private ExtensionHeader(String line) {
        this.line = line;
    }

    /**
     * The extensions that a client offers, the preferred one first.
     *
     * @param lines the header's values, one for each line it came on
     * @return the extensions of all lines; empty if there is no line
     * @throws MalformedHeaderException if the lines do not conform to the grammar of section 9.1
     */
    public static List<Extension> parse(List<String> lines) {
        List<Extension> extensions = new ArrayList<>();
        for (String line : lines) {
            new ExtensionHeader(line).list(extensions);
        }
        // "1#": a header without a single element does not conform
        if (extensions.isEmpty() && !lines.isEmpty()) {
            throw malformed();
        }
        return extensions;
    }

    /** {@code extension-list = 1#extension}, where elements may be empty (RFC 9110, section 5.6.1.2). */
    private void list(List<Extension> extensions) {
        do {
            skipWhiteSpace();
            if (at < line.length() && line.charAt(at) != ',') {
                extensions.add(extension());
            }
        } while (take(','));
        if (at < line.length()) {
            throw malformed();
        }
    }

    /** {@code extension = extension-token *( ";" extension-param )}. */
    private Extension extension() {
        String name = token();
        List<Extension.Parameter> parameters = new ArrayList<>(4);
        while (take(';')) {
            parameters.add(parameter());
        }
        return new Extension(name, parameters);
    }

    /** {@code extension-param = token [ "=" (token | quoted-string) ]}. */
    private Extension.Parameter parameter() {
        skipWhiteSpace();
        String name = token();
        String value = null;
        if (take('=')) {
            skipWhiteSpace();
            value = at < line.length() && line.charAt(at) == '"' ? quotedToken() : token();
        }
        return new Extension.Parameter(name, value);
    }

    private String token() {
        int start = at;
        while (at < line.length() && HeaderTokens.isTokenChar(line.charAt(at))) {
            at++;
        }
        return nonEmpty(line.substring(start, at));
    }

    /** 9.1: the value after quoted-string unescaping MUST conform to the 'token' ABNF. */
    private String quotedToken() {
        StringBuilder unescaped = new StringBuilder();
        at++; // the opening quote
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) == '\\') {
                at++;
            }
            if (at == line.length() || !HeaderTokens.isTokenChar(line.charAt(at))) {
                throw malformed();
            }
            unescaped.append(line.charAt(at));
            at++;
        }
        if (at == line.length()) {
            throw malformed(); // no closing quote
        }
        at++;
        return nonEmpty(unescaped.toString());
    }

    private static String nonEmpty(String token) {
        if (token.isEmpty()) {
            throw malformed();
        }
        return token;
    }

    /** Steps over this separator and the white space before it, if it comes next. */
    private boolean take(char separator) {
        skipWhiteSpace();
        if (at < line.length() && line.charAt(at) == separator) {
            at++;
            return true;
        }
        return false;
    }

    private void skipWhiteSpace() {
        while (at < line.length() && HeaderTokens.isWhiteSpace(line.charAt(at))) {
            at++;
        }
    }

    private static MalformedHeaderException malformed() {
        return new MalformedHeaderException(NAME + " is not a list of extensions");
    }
}
