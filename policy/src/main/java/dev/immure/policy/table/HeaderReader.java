package dev.immure.policy.table;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.table.Column.Quantifier;
import dev.immure.policy.table.Column.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the first row.
 *
 * <pre>
 * heading := role | [ 'not ' | 'exists ' ] Fact '.' field [ '[' key ']' ] [ ' ' operator ]
 * </pre>
 */
final class HeaderReader {
    private static final Pattern TEST = Pattern.compile(
            "(?:(not|exists) )?([A-Z][A-Za-z]{0,63})\\.([a-z][A-Za-z]{0,63})(?:\\[([A-Za-z0-9_./-]{1,128})])?(?: (\\S.{0,30}))?");

    private final FactSchema schema;

    HeaderReader(FactSchema schema) {
        this.schema = schema;
    }

    List<Column> read(Sheet.Row row) throws TableRefusal {
        List<Column> columns = new ArrayList<>();
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Cell cell : row.cells()) {
            Column column = column(cell);
            if (column instanceof Column.Plain plain && !roles.add(plain.role())) {
                throw refused(cell, "two columns are headed '" + cell.text() + "'");
            }
            columns.add(column);
        }
        for (Role needed : List.of(Role.RULE, Role.DECISION, Role.CODE, Role.MESSAGE)) {
            if (!roles.contains(needed)) {
                throw new TableRefusal(
                        PolicyFaultCode.TABLE_COLUMN,
                        row.at(),
                        "no column is headed '" + needed.word() + "'"
                                + (separatedOtherwise(row) ? "; commas separate fields, nothing else does" : ""));
            }
        }
        return columns;
    }

    /** Spreadsheets write semicolons where the comma is the decimal point. */
    private static boolean separatedOtherwise(Sheet.Row row) {
        return row.cells().size() == 1 && row.cells().getFirst().text().matches("(?s).*[;\t].*");
    }

    private Column column(Cell cell) throws TableRefusal {
        Optional<Role> role = Role.of(cell.text());
        if (role.isPresent()) {
            return new Column.Plain(cell.text(), role.get());
        }
        Matcher test = TEST.matcher(cell.text());
        if (!test.matches()) {
            throw refused(cell, cell.isEmpty() ? "a column has no heading" : "'" + cell.text() + "' heads no column");
        }
        FactType type = schema.type(test.group(2))
                .orElseThrow(() -> new TableRefusal(
                        PolicyFaultCode.FACT_TYPE, cell, "there is no fact type '" + test.group(2) + "'"));
        FactField field = type.field(test.group(3))
                .orElseThrow(() -> new TableRefusal(
                        PolicyFaultCode.FIELD, cell, type.name() + " has no field '" + test.group(3) + "'"));
        return new Column.Test(
                cell.text(),
                test.group(1) == null
                        ? Quantifier.MATCH
                        : Quantifier.valueOf(test.group(1).toUpperCase(Locale.ROOT)),
                type,
                access(cell, field, Optional.ofNullable(test.group(4))),
                operator(cell, Optional.ofNullable(test.group(5)).orElse(Operator.EQUAL.drl())));
    }

    private static Access access(Cell cell, FactField field, Optional<String> key) throws TableRefusal {
        if (key.isPresent() != (field.kind() == FieldKind.MAP)) {
            throw refused(
                    cell,
                    key.isPresent()
                            ? field.name() + " is no map, so it has no keys"
                            : field.name() + " is a map: name the key, as in " + field.name() + "[tier]");
        }
        return new Access(field, key);
    }

    private static Operator operator(Cell cell, String word) throws TableRefusal {
        String drl = switch (word) {
            case "startsWith" -> Operator.STARTS_WITH.drl();
            case "endsWith" -> Operator.ENDS_WITH.drl();
            default -> word;
        };
        for (Operator operator : Operator.values()) {
            if (operator.drl().equals(drl)) {
                return operator;
            }
        }
        throw new TableRefusal(PolicyFaultCode.OPERATOR, cell, "'" + word + "' is no operator of a policy");
    }

    private static TableRefusal refused(Cell cell, String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_COLUMN, cell, why);
    }
}
