package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits CSV as RFC 4180 section 2 has it, and nothing looser: comma, double quotes, as many fields in each record as in
 * the first. What programs disagree about is refused, so that nobody sees another table than Immure does.
 */
final class CsvReader {
    private final String file;
    private final String text;
    private final List<Sheet.Row> rows = new ArrayList<>();
    private int at;
    private int line = 1;

    private CsvReader(String file, String text) {
        this.file = file;
        this.text = text;
    }

    /** @param text with line feeds alone */
    static Sheet read(String file, String text) throws TableRefusal {
        CsvReader reader = new CsvReader(file, text);
        while (reader.at < text.length()) {
            reader.row();
        }
        return new Sheet(file, reader.rows);
    }

    private void row() throws TableRefusal {
        SourceLine place = new SourceLine(file, line);
        List<Cell> cells = new ArrayList<>();
        do {
            if (cells.size() == TableLimits.COLUMNS) {
                throw new TableRefusal(
                        PolicyFaultCode.SIZE, place, "a row has more than " + TableLimits.COLUMNS + " fields");
            }
            cells.add(new Cell(field(), Cell.Kind.CHARACTERS, cells.size() + 1, place));
        } while (take(','));
        if (at < text.length() && !take('\n')) {
            throw refused("text follows a closing quote");
        }
        if (cells.stream().allMatch(Cell::isEmpty)) {
            return;
        }
        if (!rows.isEmpty() && rows.getFirst().cells().size() != cells.size()) {
            throw new TableRefusal(
                    PolicyFaultCode.TABLE_FORM,
                    place,
                    "the row has " + cells.size() + " fields, and the header has "
                            + rows.getFirst().cells().size());
        }
        if (rows.size() == TableLimits.ROWS) {
            throw new TableRefusal(
                    PolicyFaultCode.RULE_COUNT, place, "the table has more than " + TableLimits.ROWS + " rows");
        }
        rows.add(new Sheet.Row(place, cells));
    }

    private String field() throws TableRefusal {
        return take('"') ? quoted() : bare();
    }

    private String bare() throws TableRefusal {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            if (text.charAt(at++) == '"') {
                throw refused("a quote stands inside a field that does not begin with one");
            }
        }
        return bounded(text.substring(start, at));
    }

    private String quoted() throws TableRefusal {
        int first = line;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && !take('"')) {
                return bounded(value.toString());
            }
            if (c == '\n') {
                line++;
            }
            value.append(c);
        }
        throw new TableRefusal(PolicyFaultCode.TABLE_FORM, new SourceLine(file, first), "a quoted field does not end");
    }

    private String bounded(String value) throws TableRefusal {
        if (value.length() > TableLimits.CELL) {
            throw new TableRefusal(
                    PolicyFaultCode.SIZE,
                    new SourceLine(file, line),
                    "a field is longer than " + TableLimits.CELL + " characters");
        }
        return value;
    }

    private boolean take(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            if (c == '\n') {
                line++;
            }
            return true;
        }
        return false;
    }

    private TableRefusal refused(String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_FORM, new SourceLine(file, line), why);
    }
}
