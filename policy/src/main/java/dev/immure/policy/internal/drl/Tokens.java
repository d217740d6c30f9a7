package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.drl.Token.Kind;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.List;

/** Words being read from left to right. */
final class Tokens {
    private final List<Token> tokens;
    private final PolicyFaultCode otherwise;
    private int at;

    /** @param otherwise the code for a word that is not expected */
    Tokens(String text, PolicyFaultCode otherwise) throws Refusal {
        this.tokens = Lexer.split(text, otherwise);
        this.otherwise = otherwise;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    boolean take(String symbol) {
        if (peek().is(symbol)) {
            next();
            return true;
        }
        return false;
    }

    void expect(String symbol) throws Refusal {
        if (!take(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    Token expect(Kind kind, String description) throws Refusal {
        if (peek().kind() != kind) {
            throw unexpected(description);
        }
        return next();
    }

    Refusal unexpected(String wanted) {
        return refused(otherwise, "'" + peek().text() + "' stands where " + wanted + " is expected");
    }

    Refusal refused(PolicyFaultCode code, String why) {
        return new Refusal(code, peek().line(), why);
    }
}
