package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.drl.Token.Kind;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a condition, a consequence or the head of a rule into words. ASCII outside strings; the only escapes are {@code \\} and {@code \"}.
 * DrlParser gives both as raw text, so this and the two parsers behind it are what decides what is understood.
 */
final class Lexer {
    private static final List<String> TWO = List.of("==", "!=", "<=", ">=", "&&", "||");
    private static final String ONE = "<>!()[],:.;@-";

    private final String text;
    private final PolicyFaultCode otherwise;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line;

    private Lexer(String text, PolicyFaultCode otherwise) {
        this.text = text;
        this.otherwise = otherwise;
    }

    /** @param otherwise the code for what is no word of the language */
    static List<Token> split(String text, PolicyFaultCode otherwise) throws Refusal {
        Lexer lexer = new Lexer(text, otherwise);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        int last = lexer.tokens.isEmpty() ? 0 : lexer.tokens.getLast().line();
        lexer.tokens.add(new Token(Kind.END, "the end", last));
        return List.copyOf(lexer.tokens);
    }

    private boolean skipBlanks() throws Refusal {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (c == ' ' || c == '\t') {
                at++;
            } else if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                comment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void comment() throws Refusal {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw new Refusal(otherwise, line, "a comment does not end");
        }
        line += (int) text.substring(at, end).chars().filter(c -> c == '\n').count();
        at = end + 2;
    }

    private void next() throws Refusal {
        char c = text.charAt(at);
        if (c == '"') {
            string();
        } else if (isDigit(c) || (c == '-' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            number();
        } else if (isLetter(c) || c == '$') {
            word();
        } else if (at + 2 <= text.length() && TWO.contains(text.substring(at, at + 2))) {
            add(Kind.SYMBOL, text.substring(at, at + 2));
            at += 2;
        } else if (ONE.indexOf(c) >= 0) {
            add(Kind.SYMBOL, String.valueOf(c));
            at++;
        } else {
            throw new Refusal(
                    otherwise, line, "'" + Character.toString(text.codePointAt(at)) + "' has no meaning here");
        }
    }

    private void string() throws Refusal {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\') {
                at++;
                if (at >= text.length() || (text.charAt(at) != '\\' && text.charAt(at) != '"')) {
                    throw new Refusal(otherwise, line, "in a string only \\\\ and \\\" are escapes");
                }
            }
            value.append(text.charAt(at));
        }
        if (at++ >= text.length()) {
            throw new Refusal(otherwise, line, "a string does not end");
        }
        if (value.length() > Limits.STRING) {
            throw new Refusal(PolicyFaultCode.SIZE, line, "a string is longer than " + Limits.STRING + " characters");
        }
        add(Kind.STRING, value.toString());
    }

    private void number() throws Refusal {
        int start = at++;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        String digits = text.substring(start, at);
        if (at < text.length() && text.charAt(at) == 'L') {
            at++;
        }
        boolean joined = at < text.length() && (isDigit(text.charAt(at)) || isLetter(text.charAt(at)));
        if (joined || digits.length() > 19 || digits.matches("-?0\\d+")) {
            throw new Refusal(
                    PolicyFaultCode.LITERAL, line, "a number is written in plain decimal digits, with an L if need be");
        }
        add(Kind.NUMBER, digits);
    }

    private void word() throws Refusal {
        int start = at++;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String word = text.substring(start, at);
        if ((word.length() < 2 && word.startsWith("$")) || word.length() > 64) {
            throw new Refusal(otherwise, line, "'" + word + "' is no name");
        }
        add(word.startsWith("$") ? Kind.VARIABLE : Kind.NAME, word);
    }

    private void add(Kind kind, String value) {
        tokens.add(new Token(kind, value, line));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
