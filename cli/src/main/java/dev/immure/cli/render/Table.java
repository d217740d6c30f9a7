package dev.immure.cli.render;

import dev.immure.core.Escape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Columns of text, each as wide as its widest cell. */
final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    private Table() {}

    static Table withHeader(String... names) {
        return new Table().row(names);
    }

    /** For names and what they stand for. */
    static Table withoutHeader() {
        return new Table();
    }

    /** @param cells as many as in every other row */
    Table row(String... cells) {
        rows.add(Stream.of(cells).map(Escape::control).toList());
        return this;
    }

    void print(TextOutput out) {
        int[] widths = widths();
        rows.forEach(row -> out.escapedLine(line(row, widths)));
    }

    private int[] widths() {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            line.append(i == 0 ? "" : GAP).append(row.get(i)).repeat(' ', widths[i] - length(row.get(i)));
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
