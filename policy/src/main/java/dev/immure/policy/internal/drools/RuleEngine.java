package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.InForce;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.trace.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.drools.core.impl.RuleBaseFactory;
import org.drools.model.Model;
import org.drools.model.impl.ModelImpl;
import org.drools.modelcompiler.KieBaseBuilder;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.conf.EqualityBehaviorOption;
import org.kie.api.conf.KieBaseMutabilityOption;
import org.kie.api.conf.MBeansOption;
import org.kie.api.runtime.KieSession;

/**
 * Phreak, given a policy. The network is built once, from the canonical model; each evaluation has a session of its own.
 * Rules change no facts, so every match fires once and nothing loops.
 *
 * <p>What an evaluation may use is metered on its thread by a {@link Budget}; an interrupt ends it, too, at the next condition
 * that Drools asks.
 */
public final class RuleEngine {
    private final KieBase base;
    private final Map<String, Alternative> alternatives;
    private final Workload workload;
    private final Selection selection;
    private final int slots;
    /** Whether some rule is not always in force. */
    private final boolean isDated;

    private RuleEngine(KieBase base, Map<String, Alternative> alternatives, Screens.Builder screens) {
        this.base = base;
        this.alternatives = Map.copyOf(alternatives);
        List<Branch> branches =
                alternatives.values().stream().map(Alternative::branch).toList();
        this.workload = Workload.ofBranches(branches);
        this.selection = Selection.of(branches, screens);
        this.isDated = alternatives.values().stream()
                .anyMatch(alternative -> !alternative.rule().inForce().equals(InForce.ALWAYS));
        this.slots = branches.stream()
                .mapToInt(branch -> (int) branch.patterns().count())
                .max()
                .orElse(0);
    }

    /** What an engine rule stands for. */
    record Alternative(Rule rule, Branch branch, List<Firing.View> views) {}

    public static RuleEngine of(Policy policy) {
        ModelImpl model = new ModelImpl();
        Screens.Builder screens = new Screens.Builder();
        Map<String, Alternative> alternatives = new HashMap<>();
        for (Rule rule : policy.rules()) {
            for (Branch branch : rule.branches()) {
                String name = rule.name() + "#" + alternatives.size();
                alternatives.put(name, new Alternative(rule, branch, Firing.View.of(branch)));
                model.addRule(ModelBuilder.rule(name, rule, branch, screens));
            }
        }
        KieBase base = KieBaseBuilder.createKieBaseFromModel(
                List.<Model>of(model), configuration(), new NoPropertyReactivity());
        return new RuleEngine(base, alternatives, screens);
    }

    /** Straight from the factory: KieServices would look for modules on the class path. */
    private static KieBaseConfiguration configuration() {
        KieBaseConfiguration configuration = RuleBaseFactory.newKnowledgeBaseConfiguration();
        configuration.setOption(KieBaseMutabilityOption.DISABLED);
        configuration.setOption(EqualityBehaviorOption.IDENTITY);
        configuration.setOption(MBeansOption.DISABLED);
        return configuration;
    }

    /**
     * What became of the rules.
     *
     * @param stop why they are not through; the firings are then not all
     */
    public record Outcome(List<Firing> firings, Optional<Budget.Stop> stop) {
        public Outcome {
            firings = List.copyOf(firings);
        }
    }

    /**
     * Fires every rule that matches and is in force, in the order of the agenda, on the thread that asks.
     *
     * @param most firings after which the evaluation ends; a list of that length means that there may be more
     * @param nanos of time that it may take
     * @param memoryBytes that it may allocate
     * @throws RuntimeException of any kind when Drools or a condition fails: the result is then unknown
     */
    public Outcome evaluate(Collection<?> facts, Instant now, int most, long nanos, long memoryBytes) {
        return Budget.of(nanos, memoryBytes, slots, budget -> {
            List<Firing> firings = new ArrayList<>();
            try {
                Screening screening = selection.of(facts, budget);
                budget.screened(screening);
                fire(screening.kept(), now, most, new FiringListener(alternatives, budget, firings::add));
            } catch (RuntimeException e) {
                if (budget.spent().isEmpty()) {
                    throw e;
                }
            }
            return new Outcome(firings, budget.spent());
        });
    }

    private void fire(List<Object> facts, Instant now, int most, FiringListener listener) {
        KieSession session = base.newKieSession();
        try {
            session.addEventListener(listener);
            facts.forEach(session::insert);
            if (isDated) {
                session.fireAllRules(match -> inForce(match.getRule().getName(), now), most);
            } else {
                session.fireAllRules(most);
            }
        } finally {
            session.dispose();
        }
    }

    /** The most combinations of these facts that the rules can make Drools look at: how long an evaluation may take. */
    public long work(Collection<?> facts) {
        return workload.with(facts);
    }

    private boolean inForce(String name, Instant now) {
        Alternative alternative = alternatives.get(name);
        return alternative != null && alternative.rule().inForce().at(now);
    }
}
