package io.tidewire.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown, its figures to the right. */
final class Table {

    private final StringBuilder markdown = new StringBuilder();

    Table(String first, List<String> columns) {
        List<String> header = new ArrayList<>(List.of(first));
        header.addAll(columns);
        line(header);
        List<String> rule = new ArrayList<>(List.of("---"));
        rule.addAll(Collections.nCopies(columns.size(), "---:"));
        line(rule);
    }

    /** Left out if it says nothing: an empty cell stands for what was not measured. */
    void row(String first, List<String> cells) {
        if (cells.stream().allMatch(String::isEmpty)) {
            return;
        }
        List<String> row = new ArrayList<>(List.of(first));
        cells.stream().map(cell -> cell.isEmpty() ? "–" : cell).forEach(row::add);
        line(row);
    }

    private void line(List<String> cells) {
        markdown.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    String markdown() {
        return markdown + "\n";
    }
}
