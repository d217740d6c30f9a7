package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Whether cells show what stands in them: {@code xl/styles.xml} (ECMA-376-1, 18.8). A number format is a small language, in
 * which {@code ;;;} shows nothing and {@code ;;;"deny"} shows deny whatever the text is.
 */
final class NumberFormats implements XmlPart.Visitor {
    /** Of a workbook without styles. */
    static final NumberFormats NONE = new NumberFormats("");

    private static final Pattern PLAIN = Pattern.compile("General|GENERAL|@|#?0|#,##0");

    /** Formats of a number that each program has (18.8.30) and that show all of its digits. */
    private static final Set<Integer> NUMBERS = Set.of(0, 1, 2, 3, 4, 37, 38, 39, 40, 49);

    /** Those from here on are the workbook's own; all before it show a text as it is. */
    private static final int FIRST_OWN = 164;

    private final String on;
    private final Map<Integer, String> own = new TreeMap<>();
    private final List<Integer> styles = new ArrayList<>();
    private final List<List<Integer>> cells = new ArrayList<>();

    private NumberFormats(String on) {
        this.on = on;
    }

    static NumberFormats read(String on, byte[] bytes) throws TableRefusal {
        NumberFormats formats = new NumberFormats(on);
        XmlPart.walk(on, bytes, formats);
        return formats;
    }

    @Override
    public void start(String path, Map<String, String> attributes) throws TableRefusal {
        switch (path) {
            case "/styleSheet/numFmts/numFmt" -> {
                if (own.put(number(attributes, "numFmtId"), code(attributes)) != null) {
                    throw refused(PolicyFaultCode.TABLE_XML, "two number formats have one id");
                }
            }
            case "/styleSheet/cellStyleXfs/xf" -> styles.add(number(attributes, "numFmtId"));
            case "/styleSheet/cellXfs/xf" ->
                cells.add(List.of(number(attributes, "numFmtId"), number(attributes, "xfId")));
            case "/styleSheet/dxfs/dxf/numFmt" -> {
                if (!PLAIN.matcher(code(attributes)).matches()) {
                    throw refused(
                            PolicyFaultCode.TABLE_HIDDEN, "a condition can show something else than a cell holds");
                }
            }
            default -> {
                if (path.endsWith("/numFmt") || path.endsWith("/xf")) {
                    throw refused(PolicyFaultCode.TABLE_XML, "a format stands where programs may look for it, or not");
                }
            }
        }
    }

    private static String code(Map<String, String> attributes) {
        return attributes.getOrDefault("formatCode", "");
    }

    private int number(Map<String, String> attributes, String name) throws TableRefusal {
        String text = attributes.getOrDefault(name, "0");
        if (!text.matches("[0-9]{1,6}")) {
            throw refused(PolicyFaultCode.TABLE_XML, "the " + name + " of a format is no number");
        }
        return Integer.parseInt(text);
    }

    /**
     * Whether all of a value is shown, and nothing else.
     *
     * @param style of the cell: its place among those of cells; each stands on one of {@code cellStyleXfs}, whose format
     *     some programs prefer
     */
    boolean show(int style, Cell.Kind kind) {
        if (this == NONE) {
            return true;
        }
        if (style >= cells.size()) {
            return false;
        }
        int base = cells.get(style).get(1);
        return shows(cells.get(style).getFirst(), kind) && (base >= styles.size() || shows(styles.get(base), kind));
    }

    private boolean shows(int format, Cell.Kind kind) {
        String code = own.get(format);
        if (code != null) {
            return PLAIN.matcher(code).matches();
        }
        return switch (kind) {
            case NUMBER -> NUMBERS.contains(format);
            case TEXT, FLAG, CHARACTERS -> format < FIRST_OWN;
        };
    }

    private TableRefusal refused(PolicyFaultCode code, String why) {
        return new TableRefusal(code, on, why);
    }
}
