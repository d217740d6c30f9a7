package dev.immure.policy.table;

import dev.immure.policy.internal.drl.BranchBounds;
import dev.immure.policy.internal.drl.RawText;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a decision table into rules: each row one rule, its place the row. The cells are data; formulas, macros and links
 * of a workbook are refused, never evaluated, and Drools' own compiler for decision tables, which writes Java, has no part
 * in it.
 */
public final class TableReader {
    public static final String CSV = ".csv";
    public static final String XLSX = ".xlsx";

    /** What programs of Microsoft write before UTF-8. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final FactSchema schema;
    private final ObligationSyntax obligations;

    public TableReader(FactSchema schema, ObligationSyntax obligations) {
        this.schema = schema;
        this.obligations = obligations;
    }

    public static boolean isTable(String file) {
        return file.endsWith(CSV) || file.endsWith(XLSX);
    }

    /**
     * The rules that are in order. A policy with any fault is not to be used.
     *
     * @param file the name to show, which says the format
     */
    public List<Rule> read(String file, byte[] bytes, Faults faults) {
        List<Rule> rules = new ArrayList<>();
        try {
            for (Sheet sheet : file.endsWith(XLSX) ? XlsxReader.read(file, bytes) : csv(file, bytes, faults)) {
                sheet(sheet, rules, faults);
            }
        } catch (TableRefusal refusal) {
            faults.add(refusal.code(), refusal.on(), refusal.why());
        }
        return rules;
    }

    private static List<Sheet> csv(String file, byte[] bytes, Faults faults) throws TableRefusal {
        boolean marked = bytes.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        byte[] content = marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
        Optional<String> text = RawText.plain(file, content, faults);
        return text.isPresent() ? List.of(CsvReader.read(file, text.get())) : List.of();
    }

    private void sheet(Sheet sheet, List<Rule> rules, Faults faults) throws TableRefusal {
        if (sheet.rows().isEmpty()) {
            throw new TableRefusal(PolicyFaultCode.TABLE_FORM, sheet.name(), "the table has no row");
        }
        for (Sheet.Row row : sheet.rows()) {
            formulas(row, faults);
        }
        List<Column> columns = new HeaderReader(schema).read(sheet.rows().getFirst());
        for (Sheet.Row row : sheet.rows().subList(1, sheet.rows().size())) {
            try {
                Rule rule = new RowReader(schema, obligations, columns, row).read();
                BranchBounds.check(rule.branches().getFirst(), rule.at(), faults);
                rules.add(rule);
            } catch (TableRefusal refusal) {
                faults.add(refusal.code(), refusal.on(), refusal.why() + column(refusal, columns));
            }
        }
    }

    /** CSV has no names for columns, so the heading says which cell it is. */
    private static String column(TableRefusal refusal, List<Column> columns) {
        return refusal.column() == 0
                ? ""
                : " (column '" + columns.get(refusal.column() - 1).heading() + "')";
    }

    private static void formulas(Sheet.Row row, Faults faults) {
        for (Cell cell : row.cells()) {
            CellValues.dangerous(cell.text())
                    .ifPresent(why -> faults.add(PolicyFaultCode.TABLE_FORMULA, cell.at(), why));
        }
    }
}
