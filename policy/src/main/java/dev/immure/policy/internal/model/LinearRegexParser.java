package dev.immure.policy.internal.model;

import dev.immure.policy.internal.model.LinearRegex.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Parses the accepted subset of java.util.regex: literals, {@code .}, {@code [a-z]}, {@code [^a-z]},
 * {@code \d \w \s \D \W \S}, escaped punctuation, groups, {@code |}, and the quantifiers {@code * + ? {m} {m,} {m,n}}.
 * Back-references, look-around, possessive and lazy quantifiers, flags, anchors and nested classes are refused.
 */
final class LinearRegexParser {
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_REPEAT = 200;
    private static final String SPECIAL = "\\.[]{}()*+?^$|";

    private final String source;
    private int at;
    private int depth;

    LinearRegexParser(String source) {
        this.source = source;
    }

    List<Step> parse() {
        if (source.length() > MAX_LENGTH) {
            throw refused("it is longer than " + MAX_LENGTH + " characters");
        }
        List<Step> steps = alternatives();
        if (at < source.length()) {
            throw refused("')' closes nothing");
        }
        steps.add(new Step.Accept());
        return RegexSteps.bounded(steps);
    }

    private List<Step> alternatives() {
        List<Step> left = sequence();
        while (take('|')) {
            left = RegexSteps.either(left, sequence());
        }
        return left;
    }

    private List<Step> sequence() {
        List<Step> steps = new ArrayList<>();
        while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
            RegexSteps.append(steps, quantified());
        }
        return steps;
    }

    private List<Step> quantified() {
        List<Step> atom = atom();
        List<Step> whole = switch (peek()) {
            case '*' -> RegexSteps.repeat(next(atom), 0, -1);
            case '+' -> RegexSteps.repeat(next(atom), 1, -1);
            case '?' -> RegexSteps.repeat(next(atom), 0, 1);
            case '{' -> counted(next(atom));
            default -> atom;
        };
        if (at < source.length() && "*+?{".indexOf(peek()) >= 0) {
            throw refused("a quantifier follows a quantifier");
        }
        return whole;
    }

    private List<Step> counted(List<Step> atom) {
        int least = number();
        int most = least;
        if (take(',')) {
            most = peek() == '}' ? -1 : number();
        }
        expect('}');
        if (least > MAX_REPEAT || most > MAX_REPEAT || (most >= 0 && most < least)) {
            throw refused("{m,n} counts up to " + MAX_REPEAT + ", m first");
        }
        return RegexSteps.repeat(atom, least, most);
    }

    private List<Step> atom() {
        char c = peek();
        if (take('(')) {
            return group();
        }
        if (take('[')) {
            return List.of(new Step.Take(bracket()));
        }
        if (take('\\')) {
            return List.of(new Step.Take(escaped()));
        }
        if (take('.')) {
            return List.of(new Step.Take(CharacterSet.ANY));
        }
        if (c == '^' || c == '$') {
            throw refused("'matches' compares the whole text, so ^ and $ are not needed");
        }
        if (SPECIAL.indexOf(c) >= 0) {
            throw refused("'" + c + "' has nothing before it to repeat; write \\" + c + " for the character");
        }
        return List.of(new Step.Take(CharacterSet.of(codePoint())));
    }

    private List<Step> group() {
        if (++depth > MAX_DEPTH) {
            throw refused("groups nest deeper than " + MAX_DEPTH);
        }
        if (take('?')) {
            expect(':');
        }
        List<Step> inner = alternatives();
        expect(')');
        depth--;
        return inner;
    }

    private CharacterSet bracket() {
        boolean negated = take('^');
        CharacterSet set = new CharacterSet(List.of(), false);
        do {
            set = set.plus(bracketItem());
        } while (peek() != ']');
        expect(']');
        return negated ? set.complement() : set;
    }

    private CharacterSet bracketItem() {
        if (take('\\')) {
            return rangeFrom(escaped());
        }
        char c = peek();
        if (c == 0 || c == ']' || c == '[' || c == '&' || c == '^') {
            throw refused("inside [ ] write \\ before [ ] & and ^");
        }
        return rangeFrom(CharacterSet.of(codePoint()));
    }

    /** {@code a} or {@code a-z}; a {@code -} before {@code ]} stands for itself. */
    private CharacterSet rangeFrom(CharacterSet first) {
        if (peek() != '-' || at + 1 >= source.length() || source.charAt(at + 1) == ']') {
            return first;
        }
        at++;
        int low = single(first);
        int high = take('\\') ? single(escaped()) : codePoint();
        if (high == '[' || high == '&') {
            throw refused("inside [ ] write \\ before [ ] & and ^");
        }
        return new CharacterSet(List.of(new CharacterSet.Range(low, high)), false);
    }

    private int single(CharacterSet set) {
        if (set.negated()
                || set.ranges().size() != 1
                || set.ranges().getFirst().first() != set.ranges().getFirst().last()) {
            throw refused("a range runs between two characters");
        }
        return set.ranges().getFirst().first();
    }

    private CharacterSet escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case 'd' -> CharacterSet.DIGIT;
            case 'D' -> CharacterSet.DIGIT.complement();
            case 'w' -> CharacterSet.WORD;
            case 'W' -> CharacterSet.WORD.complement();
            case 's' -> CharacterSet.SPACE;
            case 'S' -> CharacterSet.SPACE.complement();
            default -> {
                if (c <= ' ' || c > '~' || Character.isLetterOrDigit(c)) {
                    throw refused("\\ stands before d, w, s, D, W, S or punctuation only");
                }
                yield CharacterSet.of(c);
            }
        };
    }

    private int number() {
        int value = 0;
        int start = at;
        while (at < source.length() && at - start < 4 && source.charAt(at) >= '0' && source.charAt(at) <= '9') {
            value = value * 10 + (source.charAt(at++) - '0');
        }
        if (at == start) {
            throw refused("{ is followed by a number; write \\{ for the character");
        }
        return value;
    }

    private int codePoint() {
        if (at >= source.length()) {
            throw refused("it ends in the middle");
        }
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private List<Step> next(List<Step> atom) {
        at++;
        return atom;
    }

    private char peek() {
        return at < source.length() ? source.charAt(at) : 0;
    }

    private boolean take(char c) {
        if (peek() == c && at < source.length()) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw refused("'" + c + "' is missing");
        }
    }

    private IllegalArgumentException refused(String why) {
        return new IllegalArgumentException(why + " (at character " + (at + 1) + ")");
    }
}
