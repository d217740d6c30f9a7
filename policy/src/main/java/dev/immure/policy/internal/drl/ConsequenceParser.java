package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.drl.Token.Kind;
import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses what stands between {@code then} and {@code end}.
 *
 * <pre>
 * consequence := statement { statement }
 * statement   := 'decision' '.' verb '(' string { ',' ( string | variable ) } ')' ';'
 * </pre>
 */
final class ConsequenceParser {
    private final ObligationSyntax obligations;
    private final Tokens tokens;

    ConsequenceParser(ObligationSyntax obligations, String text) throws Refusal {
        this.obligations = obligations;
        this.tokens = new Tokens(text, PolicyFaultCode.CONSEQUENCE);
    }

    List<Action> parse() throws Refusal {
        List<Action> actions = new ArrayList<>();
        do {
            actions.add(statement());
            if (actions.size() > Limits.ACTIONS) {
                throw tokens.refused(PolicyFaultCode.SIZE, "a rule has more than " + Limits.ACTIONS + " statements");
            }
        } while (tokens.peek().kind() != Kind.END);
        return List.copyOf(actions);
    }

    private Action statement() throws Refusal {
        tokens.expect("decision");
        tokens.expect(".");
        Token verb = tokens.expect(Kind.NAME, "deny, warn, permit or require");
        tokens.expect("(");
        Action action = switch (verb.text()) {
            case "deny" -> new Action.Deny(code(), message());
            case "warn" -> new Action.Warn(code(), message());
            case "permit" -> new Action.Permit(code(), message());
            case "require" -> require();
            default ->
                throw new Refusal(PolicyFaultCode.VERB, verb.line(), "decision has no verb '" + verb.text() + "'");
        };
        tokens.expect(")");
        tokens.expect(";");
        return action;
    }

    private String code() throws Refusal {
        String code = tokens.expect(Kind.STRING, "a code in double quotes").text();
        if (!Forms.isReasonCode(code)) {
            throw tokens.refused(PolicyFaultCode.REASON_CODE, "'" + code + "' is no code of a reason");
        }
        tokens.expect(",");
        return code;
    }

    private Action.Message message() throws Refusal {
        String template = tokens.expect(Kind.STRING, "a text in double quotes").text();
        List<String> variables = new ArrayList<>();
        while (tokens.take(",")) {
            variables.add(tokens.expect(Kind.VARIABLE, "a bound variable").text());
        }
        if (template.isBlank() || template.split("\\{}", -1).length - 1 != variables.size()) {
            throw tokens.refused(
                    PolicyFaultCode.TEMPLATE,
                    "the text \"" + template + "\" does not have one {} for each of " + variables.size()
                            + " variables");
        }
        return new Action.Message(template, variables);
    }

    private Action require() throws Refusal {
        String kind =
                tokens.expect(Kind.STRING, "an obligation in double quotes").text();
        String value = tokens.take(",")
                ? tokens.expect(Kind.STRING, "its value in double quotes").text()
                : "";
        Optional<String> problem = obligations.problem(kind, value);
        if (problem.isPresent()) {
            throw tokens.refused(PolicyFaultCode.OBLIGATION, problem.get());
        }
        return new Action.Require(kind, value);
    }
}
