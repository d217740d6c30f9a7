package dev.immure.policy.test;

import dev.immure.policy.internal.model.LinearRegex;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A regular expression with one alternative fewer: {@code /(etc|srv)} without {@code srv}. */
final class RegexAlternatives {
    private final String source;
    private final List<Fewer> fewer = new ArrayList<>();

    private RegexAlternatives(String source) {
        this.source = source;
    }

    /** One for each alternative of each group, and of the whole; none for an expression without {@code |}. */
    static List<Fewer> of(String source) {
        RegexAlternatives alternatives = new RegexAlternatives(source);
        alternatives.scan();
        return alternatives.fewer;
    }

    /**
     * @param leftOut the alternative
     * @param at its first character in the expression, counted from 1: an alternative can stand in several groups
     * @param rest the expression without it
     */
    record Fewer(String leftOut, int at, String rest) {}

    /** Where each alternative of a group begins, and at last where the group ends. */
    private record Group(List<Integer> begins) {}

    private void scan() {
        Deque<Group> open = new ArrayDeque<>();
        open.push(group(0));
        boolean inClass = false;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
            } else if (c == '(') {
                open.push(group(i + 1));
            } else if (c == '|') {
                open.element().begins().add(i + 1);
            } else if (c == ')') {
                end(open.pop(), i);
            }
        }
        end(open.pop(), source.length());
    }

    private static Group group(int begin) {
        List<Integer> begins = new ArrayList<>();
        begins.add(begin);
        return new Group(begins);
    }

    private void end(Group group, int end) {
        List<Integer> begins = group.begins();
        begins.add(end + 1);
        int count = begins.size() - 1;
        for (int i = 0; i < count && count > 1; i++) {
            // With the bar that follows it; the last one with the bar before it.
            int from = i == count - 1 ? begins.get(i) - 1 : begins.get(i);
            int to = i == count - 1 ? end : begins.get(i + 1);
            String alternative = source.substring(begins.get(i), i == count - 1 ? end : to - 1);
            add(new Fewer(alternative, begins.get(i) + 1, source.substring(0, from) + source.substring(to)));
        }
    }

    /** What is left may be more than the language takes, such as an empty group that is repeated. */
    private void add(Fewer one) {
        try {
            LinearRegex.compile(one.rest());
            fewer.add(one);
        } catch (IllegalArgumentException e) {
            // Not an expression that anybody could have written.
        }
    }
}
