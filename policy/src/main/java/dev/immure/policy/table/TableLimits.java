package dev.immure.policy.table;

/** The bounds of tables, beside those of the language. */
final class TableLimits {
    /** Most columns: the widest table that a person still reads. */
    static final int COLUMNS = 64;

    /** Most rows of one table, its header included. */
    static final int ROWS = 5_001;

    /** Longest cell, in UTF-16 units; a list of 256 values may be that long. */
    static final int CELL = 16 * 1024;

    private TableLimits() {}
}
