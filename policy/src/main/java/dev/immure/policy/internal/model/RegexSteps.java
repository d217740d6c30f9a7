package dev.immure.policy.internal.model;

import dev.immure.policy.internal.model.LinearRegex.Step;
import java.util.ArrayList;
import java.util.List;

/** Puts the states of a regular expression together. Forks count from the beginning of the list they stand in. */
final class RegexSteps {
    private RegexSteps() {}

    /** @param most negative for no upper bound */
    static List<Step> repeat(List<Step> atom, int least, int most) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < least; i++) {
            append(steps, atom);
        }
        if (most < 0) {
            append(steps, star(atom));
        }
        for (int i = least; i < most; i++) {
            append(steps, either(atom, List.of()));
        }
        return steps;
    }

    /** {@code L1: fork L2, L3; L2: atom; fork L1, L3; L3:} — the second fork stands in for a jump. */
    private static List<Step> star(List<Step> atom) {
        List<Step> steps = new ArrayList<>();
        int end = atom.size() + 2;
        steps.add(new Step.Fork(1, end));
        append(steps, atom);
        steps.add(new Step.Fork(0, end));
        return steps;
    }

    /** {@code fork L1, L2; L1: left; fork L3, L3; L2: right; L3:}. */
    static List<Step> either(List<Step> left, List<Step> right) {
        List<Step> steps = new ArrayList<>();
        int second = left.size() + 2;
        int end = second + right.size();
        steps.add(new Step.Fork(1, second));
        append(steps, left);
        steps.add(new Step.Fork(end, end));
        append(steps, right);
        return steps;
    }

    /** Adds steps whose forks count from their own beginning. */
    static void append(List<Step> steps, List<Step> more) {
        int base = steps.size();
        for (Step step : more) {
            steps.add(step instanceof Step.Fork fork ? new Step.Fork(fork.first() + base, fork.second() + base) : step);
        }
        bounded(steps);
    }

    static List<Step> bounded(List<Step> steps) {
        if (steps.size() > LinearRegex.MAX_STATES) {
            throw new IllegalArgumentException("it has more than " + LinearRegex.MAX_STATES + " states; repeat less");
        }
        return steps;
    }
}
