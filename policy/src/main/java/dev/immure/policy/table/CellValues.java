package dev.immure.policy.table;

import dev.immure.core.runtime.Quantity;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.drl.Operands;
import dev.immure.policy.internal.drl.Refusal;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the cell under a condition: a literal of the field's own kind, written without quotes. */
final class CellValues {
    /** Stands for a key that the map lacks. */
    private static final String MISSING = "(missing)";

    /** Stands for a parameter of {@code policy.yaml}. */
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z][a-z0-9-]{0,63})}");

    private static final Pattern NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern SEPARATOR = Pattern.compile("[,\n]");

    private final FactSchema schema;

    CellValues(FactSchema schema) {
        this.schema = schema;
    }

    Operand operand(Column.Test column, Cell cell, RowParameters parameters) throws TableRefusal {
        Matcher parameter = PARAMETER.matcher(cell.text());
        Operand operand =
                parameter.matches() ? parameters.read(parameter.group(1), column, cell) : unchecked(column, cell);
        try {
            Operands.check(column.access(), column.operator(), operand, 0);
        } catch (Refusal refusal) {
            throw new TableRefusal(refusal.code(), cell, refusal.why());
        }
        return operand;
    }

    private Operand unchecked(Column.Test column, Cell cell) throws TableRefusal {
        return switch (column.operator()) {
            case IN, NOT_IN -> {
                List<Object> values = new ArrayList<>();
                for (String part : list(cell)) {
                    values.add(literal(column, part, cell));
                }
                yield new Operand.Literals(values);
            }
            case MATCHES, NOT_MATCHES -> regex(cell);
            case EQUAL, NOT_EQUAL ->
                cell.text().equals(MISSING) && column.access().key().isPresent()
                        ? new Operand.Missing()
                        : new Operand.Literal(literal(column, one(cell), cell));
            case CONTAINS, NOT_CONTAINS, STARTS_WITH, ENDS_WITH -> new Operand.Literal(text(one(cell), cell));
            case LESS, AT_MOST, GREATER, AT_LEAST -> new Operand.Literal(literal(column, one(cell), cell));
            case MEMBER_OF, NOT_MEMBER_OF ->
                throw new TableRefusal(
                        PolicyFaultCode.OPERATOR,
                        cell,
                        "'" + column.operator().drl()
                                + "' compares with a list of policy.yaml, {its-name}; for values in the" + " cell use '"
                                + (column.operator() == Operator.MEMBER_OF ? "in" : "not in") + "'");
        };
    }

    private static Operand regex(Cell cell) throws TableRefusal {
        try {
            return Operands.regex(text(one(cell), cell), 0);
        } catch (Refusal refusal) {
            throw new TableRefusal(refusal.code(), cell, refusal.why());
        }
    }

    private Object literal(Column.Test column, String text, Cell cell) throws TableRefusal {
        FieldKind kind = column.access().kind();
        return switch (kind) {
            case TEXT, TEXTS, MAP -> text(text, cell);
            case NUMBER -> number(column, text, cell);
            case FLAG ->
                switch (text) {
                    case "yes", "true" -> true;
                    case "no", "false" -> false;
                    default -> throw wrong(cell, "'" + text + "' is neither yes nor no");
                };
        };
    }

    /**
     * A number shown on the screen need not be the text that was typed: 007 is stored as 7, a date as a count of days. So
     * a cell of numbers is no text.
     */
    private static String text(String text, Cell cell) throws TableRefusal {
        if (cell.kind() == Cell.Kind.NUMBER || cell.kind() == Cell.Kind.FLAG) {
            throw wrong(
                    cell, "the cell holds a number or a truth value, and the field is text; format the cell as text");
        }
        if (text.length() > Limits.STRING) {
            throw new TableRefusal(
                    PolicyFaultCode.SIZE, cell, "a value is longer than " + Limits.STRING + " characters");
        }
        return text;
    }

    private Long number(Column.Test column, String text, Cell cell) throws TableRefusal {
        String field = column.access().field().name();
        Long constant = schema.constants().get(column.type().name() + "." + text);
        if (constant != null) {
            return constant;
        }
        try {
            if (NUMBER.matcher(text).matches()) {
                return Long.valueOf(text);
            }
            // The unit of a field is the end of its name; docs/policy-guide.md.
            if (field.endsWith("Bytes")) {
                return Quantity.bytes(text);
            }
            if (field.endsWith("Nanos")) {
                return Quantity.duration(text).toNanos();
            }
        } catch (IllegalArgumentException e) {
            throw wrong(cell, "'" + text + "' is no amount of " + field + ": " + e.getMessage());
        }
        throw wrong(cell, "'" + text + "' is no whole number");
    }

    /** The parts of a list, each without blanks around it. */
    static List<String> list(Cell cell) throws TableRefusal {
        List<String> parts = new ArrayList<>();
        for (String part : SEPARATOR.split(cell.text(), -1)) {
            if (part.isBlank()) {
                throw wrong(cell, "a part of the list is empty");
            }
            parts.add(part.strip());
            if (parts.size() > Limits.VALUES) {
                throw new TableRefusal(PolicyFaultCode.SIZE, cell, "a list has more than " + Limits.VALUES + " values");
            }
        }
        return parts;
    }

    /** A value by itself; a blank at its end would make a comparison fail that looks as if it held. */
    static String one(Cell cell) throws TableRefusal {
        if (!cell.text().equals(cell.text().strip())) {
            throw wrong(cell, "the cell begins or ends with a blank");
        }
        if (cell.text().indexOf('\n') >= 0 || cell.text().indexOf('\t') >= 0) {
            throw wrong(cell, "the cell holds a line break or a tab");
        }
        return cell.text();
    }

    /** Spreadsheets run what begins so (CWE-1236); people open a policy in one. */
    static Optional<String> dangerous(String text) {
        boolean formula = !text.isEmpty() && "=+@-\t".indexOf(text.charAt(0)) >= 0;
        return formula && !NUMBER.matcher(text).matches()
                ? Optional.of(
                        "the cell begins with '" + text.charAt(0) + "', which a spreadsheet would take for a formula")
                : Optional.empty();
    }

    private static TableRefusal wrong(Cell cell, String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_CELL, cell, why);
    }
}
