package dev.immure.policy.table;

import dev.immure.policy.internal.model.SourceLine;

/**
 * One cell of a table.
 *
 * @param text what stands in it; empty when nothing does
 * @param column counted from 1
 * @param at its place, to the cell where the format has such
 */
record Cell(String text, Kind kind, int column, SourceLine at) {
    /** What the spreadsheet says the cell holds: a number that is shown as text is not the text that was typed. */
    enum Kind {
        /** Of a CSV file: everything is characters. */
        CHARACTERS,
        TEXT,
        NUMBER,
        FLAG
    }

    boolean isEmpty() {
        return text.isEmpty();
    }
}
