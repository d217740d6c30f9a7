package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sheet of a workbook (ECMA-376-1, 18.3). What an auditor does not see is refused: hidden rows and columns, cells
 * behind a merged one, formulas, whose value another program computed, and links.
 */
final class Worksheet implements XmlPart.Visitor {
    private static final String DATA = "/worksheet/sheetData/";
    private static final String ROW = DATA + "row";
    private static final String CELL = ROW + "/c";
    private static final String INLINE = CELL + "/is/";
    private static final String VIEW = "/worksheet/sheetViews/sheetView";

    /** What counts in one place alone: some programs find it in others, too (ISO/IEC 29500-3, 10.2). */
    private static final Set<String> PLACED = Set.of(
            "sheetData",
            "row",
            "c",
            "v",
            "f",
            "is",
            "cols",
            "col",
            "mergeCell",
            "hyperlink",
            "sheetView",
            "pane",
            "sheetFormatPr",
            "filterColumn",
            "numFmt");

    private static final Pattern PLACE = Pattern.compile("([A-Z]{1,3})([1-9][0-9]{0,6})");
    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,14}");

    private final String name;
    private final List<String> shared;
    private final NumberFormats formats;
    private final Sight sight;
    private final List<Sheet.Row> rows = new ArrayList<>();
    private final List<Cell> cells = new ArrayList<>();
    private final StringBuilder value = new StringBuilder();
    private final RichText inline = new RichText();
    private int row;
    private String type = "";
    private int style;
    private boolean hasValue;
    private SourceLine at;
    private int column;

    private Worksheet(String name, List<String> shared, NumberFormats formats) {
        this.name = name;
        this.shared = shared;
        this.formats = formats;
        this.sight = new Sight(name);
        this.at = new SourceLine(name, 1, "A");
    }

    /** @param name of the sheet, with that of the file */
    static Sheet read(String name, byte[] bytes, List<String> shared, NumberFormats formats) throws TableRefusal {
        Worksheet sheet = new Worksheet(name, shared, formats);
        XmlPart.walk(name, bytes, sheet);
        return new Sheet(name, sheet.rows);
    }

    @Override
    public void start(String path, Map<String, String> attributes) throws TableRefusal {
        switch (path) {
            case "/worksheet", "/worksheet/sheetData", "/worksheet/cols" -> {}
            case VIEW -> sight.view(attributes);
            case VIEW + "/pane" -> sight.pane(attributes);
            case "/worksheet/sheetFormatPr" -> sight.defaults(attributes);
            case "/worksheet/autoFilter/filterColumn" -> throw sight.refused("a filter hides rows");
            case "/worksheet/cols/col" ->
                sight.visible(attributes, "width", Sight.LEAST_WIDTH, "columns " + attributes.get("min") + " and on");
            case ROW -> row(attributes);
            case CELL -> cell(attributes);
            case CELL + "/v", CELL + "/is" -> value(path.equals(CELL + "/is"));
            case CELL + "/f" -> throw refused(PolicyFaultCode.TABLE_FORMULA, at, "the cell holds a formula");
            case "/worksheet/mergeCells/mergeCell" ->
                throw refused(
                        PolicyFaultCode.TABLE_HIDDEN, ref(attributes), "cells are merged, and one hides the others");
            case "/worksheet/hyperlinks/hyperlink" ->
                throw refused(PolicyFaultCode.TABLE_ACTIVE, ref(attributes), "the cell is a link");
            default -> other(path);
        }
    }

    /** Beside the cells a sheet has much that only changes how it looks. Among the cells everything must be known. */
    private void other(String path) throws TableRefusal {
        if (path.startsWith(INLINE)) {
            inline.start(path.substring(INLINE.length()), at);
            return;
        }
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.equals("oleObjects") || last.equals("controls")) {
            throw refused(PolicyFaultCode.TABLE_ACTIVE, at, "the sheet holds objects of other programs");
        }
        if (!path.startsWith("/worksheet/") || path.startsWith(DATA) || PLACED.contains(last)) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "the sheet holds what tables do not");
        }
    }

    /** Of two values one program shows the first, another the last. */
    private void value(boolean isText) throws TableRefusal {
        if (hasValue || isText != type.equals("inlineStr")) {
            throw refused(
                    PolicyFaultCode.TABLE_XML, at, "the cell has two values, or one of another type than it says");
        }
        hasValue = true;
    }

    private SourceLine ref(Map<String, String> attributes) {
        Matcher place = PLACE.matcher(attributes.getOrDefault("ref", ""));
        return place.lookingAt() ? new SourceLine(name, Integer.parseInt(place.group(2)), place.group(1)) : at;
    }

    private void row(Map<String, String> attributes) throws TableRefusal {
        String number = attributes.getOrDefault("r", "");
        sight.visible(attributes, "ht", Sight.LEAST_HEIGHT, "row " + number + ": its cells");
        if (!number.matches("[1-9][0-9]{0,6}") || Integer.parseInt(number) <= row) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "the rows are not numbered upwards");
        }
        row = Integer.parseInt(number);
        cells.clear();
        at = new SourceLine(name, row, "A");
    }

    private void cell(Map<String, String> attributes) throws TableRefusal {
        Matcher place = PLACE.matcher(attributes.getOrDefault("r", ""));
        if (!place.matches() || Integer.parseInt(place.group(2)) != row || index(place.group(1)) <= cells.size()) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "the cells of the row are not named from left to right");
        }
        at = new SourceLine(name, row, place.group(1));
        column = index(place.group(1));
        if (column > TableLimits.COLUMNS) {
            throw refused(PolicyFaultCode.SIZE, at, "the table is wider than " + TableLimits.COLUMNS + " columns");
        }
        while (cells.size() < column - 1) {
            cells.add(empty(cells.size() + 1));
        }
        type = attributes.getOrDefault("t", "n");
        String look = attributes.getOrDefault("s", "0");
        if (!look.matches("[0-9]{1,6}")) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "the look of the cell is no number");
        }
        style = Integer.parseInt(look);
        hasValue = false;
        value.setLength(0);
        inline.begin();
    }

    private Cell empty(int position) {
        return new Cell("", Cell.Kind.TEXT, position, new SourceLine(name, row, letters(position)));
    }

    @Override
    public void text(String path, String text) throws TableRefusal {
        if (path.equals(CELL + "/v")) {
            value.append(text);
        } else if (path.startsWith(INLINE)) {
            inline.text(path.substring(INLINE.length()), text);
        }
        // Text beside the cells, such as a header for printing, is no part of the table.
        boolean known = path.equals(CELL + "/v") || path.matches(INLINE + "(t|r/t|rPh.*)");
        if (path.startsWith(ROW) && !known && !text.isBlank()) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "text stands where no value stands");
        }
    }

    @Override
    public void end(String path) throws TableRefusal {
        if (path.equals(CELL)) {
            String text = type.equals("inlineStr") ? inline.toString() : value.toString();
            cells.add(text.isEmpty() ? empty(column) : shown(filled(text)));
        } else if (path.equals(ROW) && cells.stream().anyMatch(cell -> !cell.isEmpty())) {
            keep();
        }
    }

    private Cell shown(Cell cell) throws TableRefusal {
        if (!formats.show(style, cell.kind())) {
            throw refused(
                    PolicyFaultCode.TABLE_HIDDEN,
                    at,
                    "its number format can show something else than the cell holds; format it as text, or as General");
        }
        return cell;
    }

    private Cell filled(String text) throws TableRefusal {
        return switch (type) {
            case "s" -> new Cell(SharedStrings.plain(sharedText(text), at), Cell.Kind.TEXT, column, at);
            case "inlineStr" -> new Cell(SharedStrings.plain(text, at), Cell.Kind.TEXT, column, at);
            case "b" -> new Cell(text.equals("1") ? "true" : "false", Cell.Kind.FLAG, column, at);
            case "n" -> {
                if (!WHOLE.matcher(text).matches()) {
                    throw refused(PolicyFaultCode.TABLE_CELL, at, "the number is not whole, or too large to be exact");
                }
                yield new Cell(text, Cell.Kind.NUMBER, column, at);
            }
            case "str" -> throw refused(PolicyFaultCode.TABLE_FORMULA, at, "the cell holds the result of a formula");
            default -> throw refused(PolicyFaultCode.TABLE_CELL, at, "the cell holds neither text nor a number");
        };
    }

    private String sharedText(String index) throws TableRefusal {
        if (!index.matches("[0-9]{1,7}") || Integer.parseInt(index) >= shared.size()) {
            throw refused(PolicyFaultCode.TABLE_XML, at, "the cell names a text that the workbook does not have");
        }
        return shared.get(Integer.parseInt(index));
    }

    /** Every row is made as wide as the header; beyond it nothing may stand. */
    private void keep() throws TableRefusal {
        if (rows.size() == TableLimits.ROWS) {
            throw refused(PolicyFaultCode.RULE_COUNT, at, "the table has more than " + TableLimits.ROWS + " rows");
        }
        while (rows.isEmpty() && cells.getLast().isEmpty()) {
            cells.removeLast();
        }
        int width = rows.isEmpty() ? cells.size() : rows.getFirst().cells().size();
        for (Cell beyond : cells.subList(Math.min(width, cells.size()), cells.size())) {
            if (!beyond.isEmpty()) {
                throw refused(PolicyFaultCode.TABLE_FORM, beyond.at(), "the cell stands beside the table");
            }
        }
        while (cells.size() < width) {
            cells.add(empty(cells.size() + 1));
        }
        rows.add(new Sheet.Row(new SourceLine(name, row, "A"), cells.subList(0, width)));
    }

    private static int index(String letters) {
        return letters.chars().reduce(0, (sum, letter) -> sum * 26 + letter - 'A' + 1);
    }

    private static String letters(int position) {
        return position <= 26
                ? String.valueOf((char) ('A' + position - 1))
                : letters((position - 1) / 26) + letters((position - 1) % 26 + 1);
    }

    private static TableRefusal refused(PolicyFaultCode code, SourceLine at, String why) {
        return new TableRefusal(code, at, why);
    }
}
