package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kie.api.event.rule.DefaultAgendaEventListener;
import org.kie.api.event.rule.MatchCreatedEvent;
import org.kie.api.runtime.KieSession;

/** Why the bounds are in the language: Drools has none on matching. */
class WorkTest {
    private static final int FACTS = 20;
    private static final int FIRINGS = 10;

    private static String join(int patterns) {
        return "rule \"ABC-001\" when " + "MountRequest() ".repeat(patterns)
                + "then decision.warn(\"W\", \"t\"); end\n";
    }

    @Test
    void droolsMakesEveryMatchOfAJoinWhateverTheLimitAndThisLanguageRefusesTheJoin() {
        PolicyInput input = Inputs.valid()
                .mounts(IntStream.range(0, FACTS)
                        .mapToObj(i -> new MountRequest("/srv/" + i, "/d", true))
                        .toList())
                .build();
        AtomicLong matches = new AtomicLong();
        KieSession session = Oracle.compileRules(join(3)).newSession();
        try {
            session.setGlobal("decision", new Ruling(true));
            session.addEventListener(new DefaultAgendaEventListener() {
                @Override
                public void matchCreated(MatchCreatedEvent event) {
                    matches.incrementAndGet();
                }
            });
            input.facts().forEach(session::insert);
            assertThat(session.fireAllRules(FIRINGS)).isEqualTo(FIRINGS);
        } finally {
            session.dispose();
        }
        assertThat(matches).hasValue((long) FACTS * FACTS * FACTS);

        assertThat(Policies.faults(join(3))).extracting(f -> f.code()).containsExactly(PolicyFaultCode.WORK);
        assertThat(Policies.faults(join(5))).extracting(f -> f.code()).containsExactly(PolicyFaultCode.JOIN);
        assertThat(Policies.faults(join(2))).isEmpty();
    }

    @Test
    void anInsertLoopRunsInDroolsUntilTheLimitAndCannotBeWrittenHere() {
        String loop = "rule \"ABC-001\" when Caller( $u : uid ) then insert( new Caller($u + 1, 0, \"\") ); end\n";
        KieSession session = Oracle.compileRules(loop).newSession();
        try {
            session.insert(new Caller(0, 0, ""));
            assertThat(session.fireAllRules(1000)).isEqualTo(1000);
        } finally {
            session.dispose();
        }
        assertThat(Policies.faults(loop)).extracting(f -> f.code()).containsExactly(PolicyFaultCode.CONSEQUENCE);
    }
}
