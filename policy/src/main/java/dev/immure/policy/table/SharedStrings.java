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

    private final List<String> strings = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    static List<String> read(String on, byte[] bytes) throws TableRefusal {
        SharedStrings shared = new SharedStrings();
        XmlPart.walk(on, bytes, shared);
        return List.copyOf(shared.strings);
    }

    @Override
    public void start(String path, Map<String, String> attributes) {
        if (path.equals("/sst/si")) {
            text.setLength(0);
        }
    }

    /** Runs of one look ({@code r}) make one text; how it is pronounced ({@code rPh}) is no part of it. */
    @Override
    public void text(String path, String part) {
        if (path.equals("/sst/si/t") || path.equals("/sst/si/r/t")) {
            text.append(part);
        }
    }

    @Override
    public void end(String path) {
        if (path.equals("/sst/si")) {
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
