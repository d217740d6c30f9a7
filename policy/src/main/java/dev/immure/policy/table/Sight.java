package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.Map;
import java.util.regex.Pattern;

/** Refuses what the reader of a spreadsheet does not see of a sheet (ECMA-376-1, 18.3). */
final class Sight {
    /** Points: less than any letter is high. */
    static final double LEAST_HEIGHT = 3;

    /** Characters. */
    static final double LEAST_WIDTH = 1;

    /** XML Schema, double, without the infinite and what is no number. */
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]{1,9}(\\.[0-9]{0,18})?|\\.[0-9]{1,18})([eE][-+]?[0-9]{1,3})?");

    private final String sheet;
    private String corner = "A1";

    Sight(String sheet) {
        this.sheet = sheet;
    }

    /** @param size the name of the attribute that says how large it is */
    void visible(Map<String, String> attributes, String size, double least, String what) throws TableRefusal {
        if (isSet(attributes, "hidden") || isTooSmall(attributes, size, least)) {
            throw refused(what + " are hidden");
        }
    }

    /** Of rows and columns that say nothing themselves. */
    void defaults(Map<String, String> attributes) throws TableRefusal {
        if (isSet(attributes, "zeroHeight")
                || isTooSmall(attributes, "defaultRowHeight", LEAST_HEIGHT)
                || isTooSmall(attributes, "defaultColWidth", LEAST_WIDTH)) {
            throw refused("rows or columns are hidden by default");
        }
    }

    void view(Map<String, String> attributes) throws TableRefusal {
        corner = attributes.getOrDefault("topLeftCell", "A1");
        if (isUnset(attributes, "showZeros")) {
            throw refused("cells that hold 0 are shown empty");
        }
    }

    /** What lies before the first cell of a pane that does not move cannot be scrolled to. */
    void pane(Map<String, String> attributes) throws TableRefusal {
        if (!attributes.getOrDefault("state", "split").equals("split") && !corner.equals("A1")) {
            throw refused("frozen panes hide what is before " + corner);
        }
    }

    TableRefusal refused(String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_HIDDEN, sheet, why);
    }

    /** Whether a truth value is said and is not false. */
    private static boolean isSet(Map<String, String> attributes, String name) {
        String value = attributes.getOrDefault(name, "0");
        return !(value.equals("0") || value.equals("false"));
    }

    /** Whether a truth value that is true unless something else is said is not true. */
    static boolean isUnset(Map<String, String> attributes, String name) {
        String value = attributes.getOrDefault(name, "1");
        return !(value.equals("1") || value.equals("true"));
    }

    /** Whether a size is said of which one sees nothing. */
    private static boolean isTooSmall(Map<String, String> attributes, String name, double least) {
        String size = attributes.get(name);
        return size != null && !(NUMBER.matcher(size).matches() && Double.parseDouble(size) >= least);
    }
}
