package dev.immure.policy.table;

import dev.immure.policy.internal.model.SourceLine;
import java.util.List;

/**
 * A table as it was written, before anything in it is understood.
 *
 * @param rows the header first, if there is any row; rows without a word are left out
 */
record Sheet(String name, List<Row> rows) {
    Sheet {
        rows = List.copyOf(rows);
    }

    /**
     * @param cells one for each column of the header, empty ones included
     */
    record Row(SourceLine at, List<Cell> cells) {
        Row {
            cells = List.copyOf(cells);
        }
    }
}
