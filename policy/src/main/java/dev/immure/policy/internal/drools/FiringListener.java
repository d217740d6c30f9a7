package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.drools.RuleEngine.Alternative;
import dev.immure.policy.internal.model.Pattern;
import dev.immure.policy.internal.trace.Firing;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.runtime.rule.Match;

/** Writes down each match that fires: this, and not a consequence, is how a decision learns what a rule says. */
final class FiringListener extends DefaultAgendaEventListener {
    private final Map<String, Alternative> alternatives;
    private final Consumer<Firing> firings;

    FiringListener(Map<String, Alternative> alternatives, Consumer<Firing> firings) {
        this.alternatives = alternatives;
        this.firings = firings;
    }

    @Override
    public void afterMatchFired(AfterMatchFiredEvent event) {
        Match match = event.getMatch();
        Alternative fired = alternatives.get(match.getRule().getName());
        if (fired == null) {
            throw new IllegalStateException(
                    "a rule fired that is not in the policy: " + match.getRule().getName());
        }
        Map<Integer, Object> facts = new HashMap<>();
        fired.branch().matched().map(Pattern::slot).forEach(slot -> {
            facts.put(slot, match.getDeclarationValue(ModelBuilder.variable(slot)));
        });
        firings.accept(new Firing(fired.rule(), fired.branch(), facts));
    }
}
