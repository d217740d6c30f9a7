package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.drools.RuleEngine.Alternative;
import dev.immure.policy.internal.trace.Firing;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.kie.api.event.rule.AfterMatchFiredEvent;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.MatchCreatedEvent;
import org.kie.api.runtime.rule.Match;

/** Writes down each match that fires: this, and not a consequence, is how a decision learns what a rule says. */
final class FiringListener extends DefaultAgendaEventListener {
    private final Map<String, Alternative> alternatives;
    private final Budget budget;
    private final Consumer<Firing> firings;

    FiringListener(Map<String, Alternative> alternatives, Budget budget, Consumer<Firing> firings) {
        this.alternatives = alternatives;
        this.budget = budget;
        this.firings = firings;
    }

    /** All matches of a rule are made before the first fires. */
    @Override
    public void matchCreated(MatchCreatedEvent event) {
        budget.spend();
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
        for (Firing.View view : fired.views()) {
            facts.put(view.slot(), match.getDeclarationValue(ModelBuilder.variable(view.slot())));
        }
        firings.accept(new Firing(fired.rule(), fired.branch(), facts, fired.views()));
    }
}
