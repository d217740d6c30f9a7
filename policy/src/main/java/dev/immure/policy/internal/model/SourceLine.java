package dev.immure.policy.internal.model;

/**
 * A place in a policy file.
 *
 * @param file its name; of a table in a workbook with the sheet, {@code table.xlsx!Sheet1}
 * @param line counted from 1
 * @param column letters of a spreadsheet's column; empty where there are none
 */
public record SourceLine(String file, int line, String column) {
    public SourceLine(String file, int line) {
        this(file, line, "");
    }

    public SourceLine plus(int lines) {
        return new SourceLine(file, line + lines, column);
    }

    @Override
    public String toString() {
        return column.isEmpty() ? file + ":" + line : file + "!" + column + line;
    }
}
