package dev.immure.policy.internal.model;

import dev.immure.policy.internal.model.LinearRegex.Step;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds a shortest way through the states of a regular expression: forks cost nothing, characters one each. */
final class RegexExample {
    private static final int UNSEEN = -1;

    private final List<Step> steps;
    private final int[] from;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final boolean[] done;

    private RegexExample(List<Step> steps) {
        this.steps = steps;
        this.from = new int[steps.size()];
        this.done = new boolean[steps.size()];
        Arrays.fill(from, UNSEEN);
    }

    static Optional<String> of(List<Step> steps) {
        return new RegexExample(steps).search();
    }

    private Optional<String> search() {
        int end = steps.size() - 1;
        from[0] = 0;
        waiting.add(0);
        while (!waiting.isEmpty()) {
            int step = waiting.removeFirst();
            if (step == end) {
                return Optional.of(text(end));
            }
            if (!done[step]) {
                done[step] = true;
                leave(step);
            }
        }
        return Optional.empty();
    }

    private void leave(int step) {
        switch (steps.get(step)) {
            case Step.Fork fork -> {
                free(step, fork.second());
                free(step, fork.first());
            }
            case Step.Take take -> {
                if (take.set().member().isPresent() && from[step + 1] == UNSEEN) {
                    from[step + 1] = step;
                    waiting.addLast(step + 1);
                }
            }
            case Step.Accept accept -> {
                // The end has no way out.
            }
        }
    }

    private void free(int step, int next) {
        // One that waits already, a character further on, is nearer this way.
        if (!done[next]) {
            from[next] = step;
            waiting.addFirst(next);
        }
    }

    private String text(int end) {
        StringBuilder backwards = new StringBuilder();
        for (int step = end; step != 0; step = from[step]) {
            if (steps.get(from[step]) instanceof Step.Take take) {
                OptionalInt member = take.set().member();
                member.ifPresent(c -> backwards.insert(0, Character.toString(c)));
            }
        }
        return backwards.toString();
    }
}
