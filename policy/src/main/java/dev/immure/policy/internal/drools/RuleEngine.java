package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Branch;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.trace.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Deadline: interrupt the thread; the next condition that Drools asks ends the evaluation.
 */
public final class RuleEngine {
    private final KieBase base;
    private final Map<String, Alternative> alternatives;

    private RuleEngine(KieBase base, Map<String, Alternative> alternatives) {
        this.base = base;
        this.alternatives = Map.copyOf(alternatives);
    }

    /** What an engine rule stands for. */
    record Alternative(Rule rule, Branch branch) {}

    public static RuleEngine of(Policy policy) {
        ModelImpl model = new ModelImpl();
        Map<String, Alternative> alternatives = new HashMap<>();
        for (Rule rule : policy.rules()) {
            for (Branch branch : rule.branches()) {
                String name = rule.name() + "#" + alternatives.size();
                alternatives.put(name, new Alternative(rule, branch));
                model.addRule(ModelBuilder.rule(name, rule, branch));
            }
        }
        KieBase base = KieBaseBuilder.createKieBaseFromModel(
                List.<Model>of(model), configuration(), new NoPropertyReactivity());
        return new RuleEngine(base, alternatives);
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
     * Fires every rule that matches and is in force, in the order of the agenda.
     *
     * @param most firings after which the evaluation ends; a list of that length means that there may be more
     * @throws RuntimeException of any kind when Drools or a condition fails: the result is then unknown
     */
    public List<Firing> evaluate(Collection<?> facts, Instant now, int most) {
        List<Firing> firings = new ArrayList<>();
        KieSession session = base.newKieSession();
        try {
            session.addEventListener(new FiringListener(alternatives, firings::add));
            facts.forEach(session::insert);
            session.fireAllRules(match -> inForce(match.getRule().getName(), now), most);
        } finally {
            session.dispose();
        }
        return List.copyOf(firings);
    }

    private boolean inForce(String name, Instant now) {
        Alternative alternative = alternatives.get(name);
        return alternative != null && alternative.rule().inForce().at(now);
    }
}
