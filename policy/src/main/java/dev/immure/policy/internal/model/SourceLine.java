package dev.immure.policy.internal.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a policy file.
 *
 * @param file its name; of a table in a workbook with the sheet, {@code table.xlsx!Sheet1}
 * @param line counted from 1
 * @param column letters of a spreadsheet's column; empty where there are none
 */
public record SourceLine(String file, int line, String column) {
    private static final Pattern SHOWN = Pattern.compile("([^!:]+)(?:![^!]*)?(?::([0-9]{1,9})|![A-Z]*([0-9]{1,9}))");

    public SourceLine(String file, int line) {
        this(file, line, "");
    }

    /** The file itself and the line of a place as it is shown: {@code a.drl:7}, {@code table.xlsx!Sheet1!B7}. */
    public static Optional<SourceLine> ofShown(String place) {
        Matcher shown = SHOWN.matcher(place);
        return shown.matches()
                ? Optional.of(new SourceLine(
                        shown.group(1), Integer.parseInt(shown.group(2) == null ? shown.group(3) : shown.group(2))))
                : Optional.empty();
    }

    public SourceLine plus(int lines) {
        return new SourceLine(file, line + lines, column);
    }

    @Override
    public String toString() {
        return column.isEmpty() ? file + ":" + line : file + "!" + column + line;
    }
}
