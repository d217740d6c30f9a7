package dev.immure.policy.audit;

import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts while launches go by. */
final class Tallies {
    private final Map<String, Rule> policy = new HashMap<>();
    private final SortedMap<String, Counter> rules = new TreeMap<>();
    private final SortedMap<String, Counter> controls = new TreeMap<>();
    private final SortedMap<String, Counter> waivers = new TreeMap<>();
    private final SortedMap<String, Map<Effect, Long>> callers = new TreeMap<>();

    Tallies(Policy policy) {
        for (Rule rule : policy.rules()) {
            this.policy.put(rule.name(), rule);
            rules.put(rule.name(), new Counter());
            rule.metadata()
                    .controls()
                    .forEach(control -> controls.computeIfAbsent(control, id -> new Counter())
                            .rules
                            .add(rule.name()));
        }
    }

    private static final class Counter {
        private final Set<String> rules = new TreeSet<>();
        private long fired;
        private long denied;
        private long newlyDenied;
        private long released;
    }

    void add(Replayed launch) {
        callers.computeIfAbsent(launch.caller(), caller -> new EnumMap<>(Effect.class))
                .merge(launch.effect(), 1L, Long::sum);
        launch.after().ifPresent(after -> after(after, launch.effect()));
        if (launch.effect() == Effect.NEWLY_PERMITTED) {
            launch.before().map(Replay::denying).orElse(List.of()).forEach(rule -> rule(rule).released++);
        }
    }

    private void after(Outcome after, Effect effect) {
        List<String> denying = Replay.denying(after);
        after.rules().forEach(rule -> rule(rule).fired++);
        denying.forEach(rule -> {
            rule(rule).denied++;
            if (effect == Effect.NEWLY_DENIED) {
                rule(rule).newlyDenied++;
            }
        });
        for (String waiver : after.waived()) {
            Counter counter = waivers.computeIfAbsent(waiver, name -> new Counter());
            counter.fired++;
            counter.released += after.permitted() ? 1 : 0;
        }
        controlsOf(after.rules()).forEach(control -> control.fired++);
        controlsOf(denying).forEach(control -> control.denied++);
    }

    /** Of the decision point as well, which denies where no rule does. */
    private Counter rule(String name) {
        return rules.computeIfAbsent(name, key -> new Counter());
    }

    /** Each once, however many rules of it spoke. */
    private Set<Counter> controlsOf(Collection<String> names) {
        Set<Counter> found = new HashSet<>();
        for (String name : names) {
            for (String control : carried(name)) {
                Counter counter = controls.get(control);
                if (counter != null) {
                    found.add(counter);
                }
            }
        }
        return found;
    }

    private List<String> carried(String rule) {
        return Optional.ofNullable(policy.get(rule))
                .map(known -> known.metadata().controls())
                .orElse(List.of());
    }

    List<RuleTally> rules() {
        List<RuleTally> tallies = new ArrayList<>();
        rules.forEach((name, counter) -> tallies.add(new RuleTally(
                name,
                Optional.ofNullable(policy.get(name)).map(rule -> rule.at().toString()),
                carried(name),
                counter.fired,
                counter.denied,
                counter.newlyDenied,
                counter.released)));
        return tallies;
    }

    List<ControlTally> controls() {
        List<ControlTally> tallies = new ArrayList<>();
        controls.forEach((id, counter) ->
                tallies.add(new ControlTally(id, List.copyOf(counter.rules), counter.fired, counter.denied)));
        return tallies;
    }

    List<WaiverTally> waivers() {
        List<WaiverTally> tallies = new ArrayList<>();
        waivers.forEach((name, counter) -> tallies.add(new WaiverTally(name, counter.fired, counter.released)));
        return tallies;
    }

    List<CallerTally> callers() {
        List<CallerTally> tallies = new ArrayList<>();
        callers.forEach((caller, effects) -> tallies.add(new CallerTally(caller, effects)));
        return tallies;
    }
}
