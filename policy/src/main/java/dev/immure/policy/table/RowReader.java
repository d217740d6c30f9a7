package dev.immure.policy.table;

import dev.immure.policy.internal.drl.Annotations;
import dev.immure.policy.internal.drl.Forms;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.RuleMetadata;
import dev.immure.policy.table.Column.Role;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns one row into a rule, or refuses it with the cell that is at fault. */
final class RowReader {
    private static final String ANY = "*";

    private final FactSchema schema;
    private final ObligationSyntax obligations;
    private final List<Column> columns;
    private final Sheet.Row row;
    private final RowPatterns patterns;

    RowReader(FactSchema schema, ObligationSyntax obligations, List<Column> columns, Sheet.Row row) {
        this.schema = schema;
        this.obligations = obligations;
        this.columns = columns;
        this.row = row;
        this.patterns = new RowPatterns(schema);
    }

    Rule read() throws TableRefusal {
        conditions();
        if (patterns.isEmpty()) {
            throw new TableRefusal(
                    PolicyFaultCode.TABLE_CELL, row.at(), "the row has no condition; put * where any value will do");
        }
        List<Action> actions = actions();
        return new Rule(name(), row.at(), 0, inForce(), metadata(), List.of(patterns.branch(row.at())), actions);
    }

    private void conditions() throws TableRefusal {
        CellValues values = new CellValues(schema);
        for (int i = 0; i < columns.size(); i++) {
            Cell cell = row.cells().get(i);
            if (!(columns.get(i) instanceof Column.Test test) || cell.isEmpty()) {
                continue;
            }
            if (cell.text().equals(ANY)) {
                patterns.demand(test);
            } else {
                patterns.add(
                        test,
                        new Condition.Comparison(
                                test.access(), test.operator(), values.operand(test, cell, patterns.parameters())),
                        cell.at());
            }
        }
    }

    private String name() throws TableRefusal {
        Cell cell = cell(Role.RULE).orElseThrow();
        if (!Forms.isRuleName(cell.text())) {
            throw new TableRefusal(PolicyFaultCode.RULE_NAME, cell, "the rule's name is \"" + cell.text() + "\"");
        }
        return cell.text();
    }

    private List<Action> actions() throws TableRefusal {
        List<Action> actions = new ArrayList<>();
        Cell decision = cell(Role.DECISION).orElseThrow();
        if (!decision.isEmpty()) {
            actions.add(said(decision));
        } else if (!cell(Role.CODE).orElseThrow().isEmpty()
                || !cell(Role.MESSAGE).orElseThrow().isEmpty()) {
            throw wrong(decision, "the row has a code or a text, and no decision");
        }
        Optional<Cell> required = cell(Role.REQUIRE).filter(cell -> !cell.isEmpty());
        if (required.isPresent()) {
            for (String obligation : CellValues.list(required.get())) {
                actions.add(require(obligation, required.get()));
            }
        }
        if (actions.isEmpty()) {
            throw new TableRefusal(
                    PolicyFaultCode.TABLE_CELL, row.at(), "the row decides nothing and requires nothing");
        }
        if (actions.size() > Limits.ACTIONS) {
            throw new TableRefusal(
                    PolicyFaultCode.SIZE, row.at(), "a rule says more than " + Limits.ACTIONS + " things");
        }
        return actions;
    }

    private Action said(Cell decision) throws TableRefusal {
        Cell code = cell(Role.CODE).orElseThrow();
        if (!Forms.isReasonCode(code.text())) {
            throw new TableRefusal(PolicyFaultCode.REASON_CODE, code, "'" + code.text() + "' is no code of a reason");
        }
        Action.Message message = MessageReader.read(cell(Role.MESSAGE).orElseThrow(), patterns);
        return switch (decision.text()) {
            case "deny" -> new Action.Deny(code.text(), message);
            case "warn" -> new Action.Warn(code.text(), message);
            case "permit" -> new Action.Permit(code.text(), message);
            default ->
                throw new TableRefusal(
                        PolicyFaultCode.VERB,
                        decision,
                        "'" + decision.text() + "' is neither deny nor warn nor permit");
        };
    }

    private Action require(String obligation, Cell cell) throws TableRefusal {
        int blank = obligation.indexOf(' ');
        String kind = blank < 0 ? obligation : obligation.substring(0, blank);
        String value = blank < 0 ? "" : obligation.substring(blank + 1).strip();
        Optional<String> problem = obligations.problem(kind, value);
        if (problem.isPresent()) {
            throw new TableRefusal(PolicyFaultCode.OBLIGATION, cell, problem.get());
        }
        return new Action.Require(kind, value);
    }

    private InForce inForce() throws TableRefusal {
        return new InForce(date(Role.EFFECTIVE), date(Role.EXPIRES));
    }

    private Optional<LocalDate> date(Role role) throws TableRefusal {
        Optional<Cell> cell = cell(role).filter(c -> !c.isEmpty());
        try {
            return cell.map(c -> LocalDate.parse(c.text()));
        } catch (DateTimeException e) {
            Cell wrong = cell.orElseThrow();
            throw new TableRefusal(
                    PolicyFaultCode.DATE,
                    wrong,
                    "'" + wrong.text() + "' is no day; a spreadsheet's date must be formatted as text, 2026-11-23");
        }
    }

    private RuleMetadata metadata() throws TableRefusal {
        Optional<Cell> controls = cell(Role.CONTROL).filter(cell -> !cell.isEmpty());
        List<String> ids = controls.isPresent() ? CellValues.list(controls.get()) : List.of();
        if (ids.size() > Annotations.MAX_CONTROLS) {
            throw wrong(controls.orElseThrow(), "a rule has more than " + Annotations.MAX_CONTROLS + " controls");
        }
        for (String id : ids) {
            if (!Annotations.isControl(id) || ids.indexOf(id) != ids.lastIndexOf(id)) {
                throw new TableRefusal(
                        PolicyFaultCode.ANNOTATION,
                        controls.orElseThrow(),
                        "'" + id + "' is no id of a control, or stands there twice");
            }
        }
        return new RuleMetadata(ids, words(Role.OWNER), words(Role.DESCRIPTION));
    }

    private String words(Role role) throws TableRefusal {
        Optional<Cell> cell = cell(role).filter(c -> !c.isEmpty());
        if (cell.isPresent() && !Annotations.areWords(cell.get().text())) {
            throw new TableRefusal(
                    PolicyFaultCode.ANNOTATION,
                    cell.get(),
                    "the text is longer than 256 characters, or has blanks around it or several lines");
        }
        return cell.map(Cell::text).orElse("");
    }

    private Optional<Cell> cell(Role role) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i) instanceof Column.Plain plain && plain.role() == role) {
                return Optional.of(row.cells().get(i));
            }
        }
        return Optional.empty();
    }

    private static TableRefusal wrong(Cell cell, String why) {
        return new TableRefusal(PolicyFaultCode.TABLE_CELL, cell, why);
    }
}
