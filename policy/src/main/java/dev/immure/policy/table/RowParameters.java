package dev.immure.policy.table;

import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.SourceLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The parameters that a row reads: patterns that stand before all others, so that these can compare with them. */
final class RowParameters {
    private static final String TYPE = "Parameter";

    private record Read(int slot, SourceLine at, Map<String, FactField> bindings) {}

    private final FactSchema schema;
    private final Map<String, Read> read = new LinkedHashMap<>();

    RowParameters(FactSchema schema) {
        this.schema = schema;
    }

    /** The field of the parameter that has the kind of what it is compared with. */
    Operand read(String name, Column.Test column, Cell cell) throws TableRefusal {
        FactField field = type(cell).field(fieldFor(column)).orElseThrow(() -> unknown(cell));
        Read parameter = read.computeIfAbsent(name, n -> new Read(read.size(), cell.at(), new TreeMap<>()));
        parameter.bindings().put("$" + name.replace('-', '_') + "_" + field.name(), field);
        return new Operand.Reference(parameter.slot(), field);
    }

    private FactType type(Cell cell) throws TableRefusal {
        return schema.type(TYPE).orElseThrow(() -> unknown(cell));
    }

    private static TableRefusal unknown(Cell cell) {
        return new TableRefusal(PolicyFaultCode.TABLE_CELL, cell, "a parameter cannot stand here");
    }

    /** docs/policy-guide.md lists which field is which kind of value. */
    private static String fieldFor(Column.Test column) {
        if (column.operator() == Operator.MEMBER_OF || column.operator() == Operator.NOT_MEMBER_OF) {
            return "texts";
        }
        FieldKind kind = column.access().kind();
        String name = column.access().field().name();
        return switch (kind) {
            case TEXT, TEXTS, MAP -> "text";
            case FLAG -> "flag";
            case NUMBER -> name.endsWith("Bytes") ? "bytes" : name.endsWith("Nanos") ? "nanoseconds" : "number";
        };
    }

    /** In the order of their slots, from 0. */
    List<Pattern> patterns() {
        List<Pattern> patterns = new ArrayList<>();
        read.forEach((name, parameter) -> {
            FactType type = schema.type(TYPE).orElseThrow();
            Condition named = new Condition.Comparison(
                    new Access(type.field("name").orElseThrow(), Optional.empty()),
                    Operator.EQUAL,
                    new Operand.Literal(name));
            patterns.add(new Pattern(
                    parameter.slot(),
                    type,
                    parameter.bindings(),
                    List.of(named),
                    parameter.at(),
                    List.of(parameter.at())));
        });
        return patterns;
    }
}
