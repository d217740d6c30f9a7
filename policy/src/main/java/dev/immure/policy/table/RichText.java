package dev.immure.policy.table;

import dev.immure.policy.internal.model.PolicyFaultCode;

/**
 * A text as workbooks hold it (ECMA-376-1, 18.4.8): one piece, or runs of one look with a piece each. Of two pieces, or a
 * piece beside runs, one program shows the first, another the last, another both.
 */
final class RichText {
    private final StringBuilder text = new StringBuilder();
    private boolean whole;
    private boolean runs;
    private boolean piece;

    void begin() {
        text.setLength(0);
        whole = false;
        runs = false;
    }

    /**
     * An element within it begins.
     *
     * @param path from the text on: {@code r/t}
     * @param at where it stands, for faults
     */
    void start(String path, Object at) throws TableRefusal {
        switch (path) {
            case "t" -> {
                require(!whole && !runs, at);
                whole = true;
            }
            case "r" -> {
                require(!whole, at);
                runs = true;
                piece = false;
            }
            case "r/t" -> {
                require(!piece, at);
                piece = true;
            }
            default -> {
                // How it looks, and how it is pronounced.
                if (!path.startsWith("r/rPr") && !path.startsWith("rPh") && !path.equals("phoneticPr")) {
                    throw new TableRefusal(PolicyFaultCode.TABLE_XML, at.toString(), "a text holds what tables do not");
                }
            }
        }
    }

    private static void require(boolean single, Object at) throws TableRefusal {
        if (!single) {
            throw new TableRefusal(
                    PolicyFaultCode.TABLE_XML,
                    at.toString(),
                    "a text stands there twice, and programs show one or both");
        }
    }

    void text(String path, String part) {
        if (path.equals("t") || path.equals("r/t")) {
            text.append(part);
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
