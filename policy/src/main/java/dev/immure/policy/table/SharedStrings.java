package dev.immure.policy.table;

import dev.immure.policy.internal.drl.RawText;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The texts of a workbook, which cells name by number: {@code xl/sharedStrings.xml}. */
final class SharedStrings implements XmlPart.Visitor {
    /** How a workbook spells characters that XML has not (ECMA-376-1, 22.9.2.19); it can also spell those that XML has. */
    private static final Pattern ESCAPE = Pattern.compile("(?s).*_x[0-9A-Fa-f]{4}_.*");

    private static final String STRING = "/sst/si";
    private static final String WITHIN = STRING + "/";

    private final String on;
    private final List<String> strings = new ArrayList<>();
    private final RichText text = new RichText();

    private SharedStrings(String on) {
        this.on = on;
    }

    static List<String> read(String on, byte[] bytes) throws TableRefusal {
        SharedStrings shared = new SharedStrings(on);
        XmlPart.walk(on, bytes, shared);
        return List.copyOf(shared.strings);
    }

    @Override
    public void start(String path, Map<String, String> attributes) throws TableRefusal {
        if (path.equals(STRING)) {
            text.begin();
        } else if (path.startsWith(WITHIN)) {
            text.start(path.substring(WITHIN.length()), on);
        } else if (path.endsWith("/si") || !(path.equals("/sst") || path.startsWith("/sst/extLst"))) {
            // One more or less before it, and every cell has another text.
            throw new TableRefusal(PolicyFaultCode.TABLE_XML, on, "something stands between the texts");
        }
    }

    /** How it is pronounced ({@code rPh}) is no part of a text. */
    @Override
    public void text(String path, String part) {
        if (path.startsWith(WITHIN)) {
            text.text(path.substring(WITHIN.length()), part);
        }
    }

    @Override
    public void end(String path) {
        if (path.equals(STRING)) {
            strings.add(text.toString());
        }
    }

    /** The text as it may stand in a cell. */
    static String plain(String text, Object at) throws TableRefusal {
        if (text.length() > TableLimits.CELL) {
            throw new TableRefusal(
                    PolicyFaultCode.SIZE, at.toString(), "a cell is longer than " + TableLimits.CELL + " characters");
        }
        if (ESCAPE.matcher(text).matches()) {
            throw new TableRefusal(PolicyFaultCode.UNICODE_ESCAPE, at.toString(), "the cell holds an escape _xHHHH_");
        }
        if (!RawText.isPlain(text)) {
            throw new TableRefusal(
                    PolicyFaultCode.CONTROL,
                    at.toString(),
                    "the cell holds a control or invisible character, or is not in normal form NFC");
        }
        return text;
    }
}
