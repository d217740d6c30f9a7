package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.drl.Token.Kind;
import dev.immure.policy.internal.model.Access;
import dev.immure.policy.internal.model.Condition;
import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import dev.immure.policy.internal.model.Operand;
import dev.immure.policy.internal.model.Operator;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Parses one condition between the commas of a pattern.
 *
 * <pre>
 * constraint := variable ':' name [ comparison ] | or
 * or         := and { '||' and }
 * and        := term { '&amp;&amp;' term }
 * term       := '(' or ')' | '!' '(' or ')' | '!' name | access [ comparison ]
 * access     := name [ '[' string ']' ]
 * comparison := operator operand
 * </pre>
 */
final class ConstraintParser {
    private final FactSchema schema;
    private final FactType type;
    private final int slot;
    private final Scope scope;
    private final Map<String, FactField> bindings;
    private final Tokens tokens;

    /** @param bindings receives the variables bound here */
    ConstraintParser(
            FactSchema schema, FactType type, int slot, Scope scope, Map<String, FactField> bindings, String text)
            throws Refusal {
        this.schema = schema;
        this.type = type;
        this.slot = slot;
        this.scope = scope;
        this.bindings = bindings;
        this.tokens = new Tokens(text, PolicyFaultCode.CONSTRAINT);
    }

    /** The condition; empty when the text only binds a variable. */
    Optional<Condition> parse() throws Refusal {
        Optional<Condition> condition = tokens.peek().kind() == Kind.VARIABLE ? binding() : Optional.of(or());
        if (tokens.peek().kind() != Kind.END) {
            throw tokens.unexpected("the end of the condition");
        }
        return condition;
    }

    private Optional<Condition> binding() throws Refusal {
        String variable = tokens.next().text();
        tokens.expect(":");
        Access access = access();
        if (access.key().isPresent()) {
            throw tokens.refused(PolicyFaultCode.VARIABLE, variable + " binds a key of a map, which may be missing");
        }
        if (!scope.bind(variable, slot, access.field())) {
            throw tokens.refused(PolicyFaultCode.VARIABLE, variable + " is bound twice");
        }
        bindings.put(variable, access.field());
        return tokens.peek().kind() == Kind.END ? Optional.empty() : Optional.of(comparison(access));
    }

    private Condition or() throws Refusal {
        List<Condition> terms = new ArrayList<>(List.of(and()));
        while (tokens.take("||")) {
            terms.add(and());
        }
        return terms.size() == 1 ? terms.getFirst() : new Condition.Any(terms);
    }

    private Condition and() throws Refusal {
        List<Condition> terms = new ArrayList<>(List.of(term()));
        while (tokens.take("&&")) {
            terms.add(term());
        }
        return terms.size() == 1 ? terms.getFirst() : new Condition.All(terms);
    }

    private Condition term() throws Refusal {
        if (tokens.take("(")) {
            return inBrackets();
        }
        if (tokens.take("!")) {
            return new Condition.Negated(tokens.take("(") ? inBrackets() : flag(access()));
        }
        Access access = access();
        boolean alone = tokens.peek().kind() == Kind.END
                || List.of("&&", "||", ")").contains(tokens.peek().text());
        return alone ? flag(access) : comparison(access);
    }

    private Condition inBrackets() throws Refusal {
        Condition inner = or();
        tokens.expect(")");
        return inner;
    }

    private Condition flag(Access access) throws Refusal {
        if (access.kind() != FieldKind.FLAG) {
            throw tokens.refused(
                    PolicyFaultCode.CONSTRAINT, access.field().name() + " is neither true nor false; compare it");
        }
        return new Condition.Comparison(access, Operator.EQUAL, new Operand.Literal(true));
    }

    private Access access() throws Refusal {
        Token name = tokens.expect(Kind.NAME, "a field");
        if (name.text().equals("eval")) {
            throw tokens.refused(PolicyFaultCode.EVAL, "eval runs code");
        }
        FactField field = type.field(name.text())
                .orElseThrow(() ->
                        tokens.refused(PolicyFaultCode.FIELD, type.name() + " has no field '" + name.text() + "'"));
        if (field.kind() != FieldKind.MAP) {
            return new Access(field, Optional.empty());
        }
        tokens.expect("[");
        String key = tokens.expect(Kind.STRING, "a key in double quotes").text();
        tokens.expect("]");
        return new Access(field, Optional.of(key));
    }

    private Condition comparison(Access left) throws Refusal {
        Operator operator = operator();
        int line = tokens.peek().line();
        Operand right = operand(operator);
        Operands.check(left, operator, right, line);
        return new Condition.Comparison(left, operator, right);
    }

    private Operator operator() throws Refusal {
        Token token = tokens.next();
        String drl = token.text();
        if (token.is("not")) {
            drl = "not " + tokens.next().text();
        } else if (token.is("str")) {
            tokens.expect("[");
            drl = "str[" + tokens.next().text() + "]";
            tokens.expect("]");
        }
        for (Operator operator : Operator.values()) {
            if (operator.drl().equals(drl) && token.kind() != Kind.STRING) {
                return operator;
            }
        }
        throw new Refusal(PolicyFaultCode.OPERATOR, token.line(), "'" + drl + "' is no operator of a policy");
    }

    private Operand operand(Operator operator) throws Refusal {
        return switch (operator) {
            case IN, NOT_IN -> literals();
            case MATCHES, NOT_MATCHES ->
                Operands.regex(
                        tokens.expect(Kind.STRING, "a regular expression in double quotes")
                                .text(),
                        tokens.peek().line());
            case EQUAL,
                    NOT_EQUAL,
                    LESS,
                    AT_MOST,
                    GREATER,
                    AT_LEAST,
                    CONTAINS,
                    NOT_CONTAINS,
                    MEMBER_OF,
                    NOT_MEMBER_OF,
                    STARTS_WITH,
                    ENDS_WITH -> value();
        };
    }

    private Operand literals() throws Refusal {
        tokens.expect("(");
        List<Object> values = new ArrayList<>();
        do {
            values.add(literal());
            if (values.size() > Limits.VALUES) {
                throw tokens.refused(PolicyFaultCode.SIZE, "'in' lists more than " + Limits.VALUES + " values");
            }
        } while (tokens.take(","));
        tokens.expect(")");
        return new Operand.Literals(values);
    }

    private Operand value() throws Refusal {
        if (tokens.peek().kind() == Kind.VARIABLE) {
            String variable = tokens.peek().text();
            Operand.Reference reference = scope.field(variable)
                    .orElseThrow(() -> tokens.refused(PolicyFaultCode.VARIABLE, scope.whyUnknown(variable)));
            tokens.next();
            return reference;
        }
        return tokens.take("null") ? new Operand.Missing() : new Operand.Literal(literal());
    }

    private Object literal() throws Refusal {
        Token token = tokens.next();
        return switch (token.kind()) {
            case STRING -> token.text();
            case NUMBER -> Operands.number(token);
            case NAME -> named(token);
            case VARIABLE, SYMBOL, END ->
                throw new Refusal(
                        PolicyFaultCode.LITERAL, token.line(), "'" + token.text() + "' stands where a literal belongs");
        };
    }

    private Object named(Token token) throws Refusal {
        if (token.text().equals("true") || token.text().equals("false")) {
            return token.text().equals("true");
        }
        String name = tokens.take(".") ? token.text() + "." + tokens.next().text() : token.text();
        Long constant = schema.constants().get(name);
        if (constant == null) {
            throw new Refusal(PolicyFaultCode.LITERAL, token.line(), "'" + name + "' is no literal and no constant");
        }
        return constant;
    }
}
