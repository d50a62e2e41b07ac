package io.tidewire.websocket.handshake;

import java.util.ArrayList;
import java.util.List;

/** Tokens, and the comma-separated lists of them that headers carry (RFC 9110, sections 5.6.1 and 5.6.2). */
final class HeaderTokens {

    private HeaderTokens() {}

    /** Whether one of the list's elements is this token, in any case; what the other elements are does not matter. */
    static boolean contains(List<String> lines, String token) {
        for (String element : elements(lines)) {
            // asking isToken first keeps out what folds to ASCII, such as the Kelvin sign
            if (isToken(element) && element.equalsIgnoreCase(token)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The elements of {@code 1#element}: without the white space around them, over all lines of the header.
     * Quoted strings are not looked for: a comma always separates.
     */
    static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            int start = 0;
            while (start <= line.length()) {
                int comma = line.indexOf(',', start);
                int end = comma < 0 ? line.length() : comma;
                String element = trim(line.substring(start, end));
                // RFC 9110, 5.6.1.2: a recipient MUST parse and ignore a reasonable number of empty list elements
                if (!element.isEmpty()) {
                    elements.add(element);
                }
                start = end + 1;
            }
        }
        return elements;
    }

    /** {@code token = 1*tchar}. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenChar(char c) {
        return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** {@code ALPHA / DIGIT}: of ASCII only. */
    static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Optional white space: {@code OWS = *( SP / HTAB )}, less than what {@link String#trim()} takes away. */
    static boolean isWhiteSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** The text without optional white space at its ends. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}
