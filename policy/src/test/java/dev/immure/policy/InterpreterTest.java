package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.explain.Interpreter;
import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.trace.Firing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two readers of one policy: what the interpreter finds, and nothing else, is what the engine fires. */
class InterpreterTest {
    private static final int RULES = 40;
    private static final int INPUTS = 60;

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void firesWhatTheEngineFiresOnTheSameFacts(long seed) {
        RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
        PolicyBundle bundle = Policies.compile(random.rules(RULES));
        int fired = 0;
        int silent = 0;
        for (int i = 0; i < INPUTS; i++) {
            PolicyInput input = random.input();
            Map<String, List<String>> byEngine = byEngine(bundle, input);
            assertThat(byInterpreter(bundle, input)).as("%s", input).isEqualTo(byEngine);
            fired += byEngine.size();
            silent += RULES - byEngine.size();
        }
        assertThat(List.of(fired, silent)).as("both happens often").allMatch(count -> count > INPUTS * 3);
    }

    private static Map<String, List<String>> byEngine(PolicyBundle bundle, PolicyInput input) {
        Map<String, List<String>> firings = new TreeMap<>();
        for (Firing firing : bundle.engine()
                .evaluate(bundle.facts(input), input.clock().instant(), 100_000, Long.MAX_VALUE, Long.MAX_VALUE)
                .firings()) {
            add(firings, firing.rule(), firing.facts());
        }
        return sorted(firings);
    }

    private static Map<String, List<String>> byInterpreter(PolicyBundle bundle, PolicyInput input) {
        Interpreter interpreter = new Interpreter(bundle.facts(input));
        Map<String, List<String>> firings = new TreeMap<>();
        for (Rule rule : bundle.policy().rules()) {
            for (Branch branch : rule.branches()) {
                interpreter.matches(branch).forEach(facts -> add(firings, rule, facts));
            }
        }
        return sorted(firings);
    }

    private static void add(Map<String, List<String>> firings, Rule rule, Map<Integer, Object> facts) {
        firings.computeIfAbsent(rule.name(), name -> new ArrayList<>()).add(new TreeMap<>(facts).toString());
    }

    private static Map<String, List<String>> sorted(Map<String, List<String>> firings) {
        firings.values().forEach(facts -> facts.sort(null));
        return firings;
    }
}
