package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code in documents that says where it is from is there, line for line; {@code …} stands for what is left out. */
class DocumentedCodeTest {

    private static final Path PROJECT = Path.of("..");
    private static final Pattern QUOTE =
            Pattern.compile("<!-- from (\\S+) -->\\n```java\\n(.*?)\\n```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/handlers.md", "docs/rooms.md", "docs/testing.md"})
    void codeIsWhereItIsSaidToBe(String document) throws IOException {
        List<MatchResult> quotes = QUOTE.matcher(Files.readString(PROJECT.resolve(document)))
                .results()
                .toList();
        assertThat(quotes).isNotEmpty();
        for (MatchResult quote : quotes) {
            Iterator<String> source = lines(Files.readString(PROJECT.resolve(quote.group(1))));
            lines(quote.group(2)).forEachRemaining(line -> {
                boolean found = false;
                while (!found && source.hasNext()) {
                    found = source.next().equals(line);
                }
                assertThat(found)
                        .as("%s: \"%s\" of %s", document, line, quote.group(1))
                        .isTrue();
            });
        }
    }

    private static Iterator<String> lines(String code) {
        return code.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.equals("…"))
                .iterator();
    }
}
