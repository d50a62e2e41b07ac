package com.example.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The code in docs/testing.md that does not say where it is from is that of the tests beside this one. */
class DocumentationTest {

    private static final Pattern JAVA = Pattern.compile("(?<!-->\\n)```java\\n(.*?)```", Pattern.DOTALL);
    private static final Path SOURCES = Path.of("src/test/java/com/example/chat");

    @Test
    void codeIsTested() throws IOException {
        String tested = withoutIndentation(Files.readString(SOURCES.resolve("ChatHandlerTest.java"))
                + Files.readString(SOURCES.resolve("ChatHandlerUnitTest.java")));
        List<String> blocks = JAVA.matcher(Files.readString(Path.of("../docs/testing.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();

        assertThat(blocks).hasSize(4).allSatisfy(block -> assertThat(tested).contains(withoutIndentation(block)));
    }

    private static String withoutIndentation(String code) {
        return code.replaceAll("(?m)^ +", "");
    }
}
