package dev.immure.policy;

import dev.immure.policy.internal.drools.RuleEngine;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.kie.api.runtime.KieSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a warm decision takes, and the same rules compiled by Drools beside it; {@code bench/policy/run} starts it. Each
 * decision of either has a session of its own, and the same 58 facts.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Benchmark)
public class DecisionBenchmark {
    /** {@code decide}: all that a caller waits for. {@code untraced}: what fired, told to nobody. {@code compiled}: Drools. */
    @Param({"decide", "untraced", "compiled"})
    public String how = "decide";

    @Param({"30", "300", "3000"})
    public int rules;

    private final PolicyInput input = BenchmarkRules.input();
    private Decider decider = () -> input;

    /** Made by JMH. */
    public DecisionBenchmark() {
        // All is made in the set-up.
    }

    private interface Decider {
        Object decide();
    }

    @Setup
    public void prepare() {
        decider = switch (how) {
            case "compiled" -> compiled();
            case "untraced" -> untraced();
            default -> {
                PolicyDecisionPoint point = new PolicyDecisionPoint(bundle(), new SplittableRandom(1));
                yield () -> point.decide(input);
            }
        };
    }

    private PolicyBundle bundle() {
        return switch (PolicyBundle.compile("benchmark", BenchmarkRules.files(rules))) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle();
            case PolicyCompilation.Rejected rejected ->
                throw new IllegalStateException(rejected.faults().toString());
        };
    }

    /** A session as Drools' manual has it: no listener, no trace, no deadline. */
    private Decider compiled() {
        Oracle oracle = Oracle.compileRules(BenchmarkRules.drl(rules));
        return () -> {
            Ruling ruling = new Ruling(true);
            KieSession session = oracle.newSession();
            session.setGlobal("decision", ruling);
            input.facts().forEach(session::insert);
            session.fireAllRules();
            session.dispose();
            return ruling.warnings();
        };
    }

    /** The same evaluation, and what the rules say weighed, without the trace of which facts made them fire. */
    private Decider untraced() {
        RuleEngine engine = bundle().engine();
        return () -> {
            Ruling ruling = new Ruling(true);
            engine.evaluate(
                            input.facts(),
                            input.clock().instant(),
                            DecisionLimits.DEFAULT.firings(),
                            DecisionLimits.DEFAULT.deadline().toNanos(),
                            DecisionLimits.DEFAULT.memoryBytes())
                    .firings()
                    .forEach(firing -> {
                        ruling.speak(firing.rule().name(), true);
                        firing.rule().actions().forEach(action -> PolicyDecisionPoint.say(action, firing, ruling));
                    });
            return ruling.denials();
        };
    }

    @Benchmark
    public Object decision() {
        return decider.decide();
    }
}
