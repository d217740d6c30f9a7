package dev.immure.policy;

import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.trace.Firing;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks the rules within bounds of time, memory and firings.
 *
 * <p>Drools cannot be stopped while it matches, only asked at its next condition, or left behind. So a decision that can
 * take long is made on a thread of its own, for the deadline to be kept whatever Drools does. To start one costs more than
 * most decisions: where rules and facts allow few combinations only, the thread that asks decides.
 */
final class Evaluation {
    /** Combinations of facts that are looked at in some milliseconds. */
    private static final long LITTLE_WORK = 50_000;

    private final RuleEngine engine;
    private final Function<PolicyInput, List<Object>> facts;
    private final DecisionLimits limits;

    /** @param facts the facts of an input, those of the policy's own included */
    Evaluation(RuleEngine engine, Function<PolicyInput, List<Object>> facts, DecisionLimits limits) {
        this.engine = engine;
        this.facts = facts;
        this.limits = limits;
    }

    /** The same rules and bounds, and other facts of the policy's own. */
    Evaluation with(Function<PolicyInput, List<Object>> other) {
        return new Evaluation(engine, other, limits);
    }

    /** What became of the rules. */
    sealed interface Outcome {
        record Done(List<Firing> firings) implements Outcome {}

        record Failed(Reason reason) implements Outcome {}
    }

    /** Never throws for anything that the rules or the facts do. */
    Outcome of(PolicyInput input) {
        try {
            List<Object> all = facts.apply(input);
            // The memory of a virtual thread cannot be metered.
            boolean here =
                    engine.work(all) <= LITTLE_WORK && !Thread.currentThread().isVirtual();
            RuleEngine.Outcome outcome = here ? evaluate(all, input) : elsewhere(all, input);
            // Somebody may have interrupted after the last condition.
            return Thread.currentThread().isInterrupted() ? interrupted() : verdict(outcome);
        } catch (TimeoutException e) {
            return deadline();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return interrupted();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return exception(cause == null ? e : cause);
        } catch (RuntimeException | Error e) {
            // Whatever Drools throws, StackOverflowError and OutOfMemoryError included: the answer is not known.
            return exception(e);
        }
    }

    private RuleEngine.Outcome evaluate(List<Object> all, PolicyInput input) {
        return engine.evaluate(
                all,
                input.clock().instant(),
                limits.firings(),
                limits.deadline().toNanos(),
                limits.memoryBytes());
    }

    private RuleEngine.Outcome elsewhere(List<Object> all, PolicyInput input)
            throws TimeoutException, InterruptedException, ExecutionException {
        FutureTask<RuleEngine.Outcome> task = new FutureTask<>(() -> evaluate(all, input));
        Thread thread = new Thread(task, "immure-policy");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(limits.deadline().toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            // Ends it at the next condition, if it is not through.
            task.cancel(true);
        }
    }

    private Outcome verdict(RuleEngine.Outcome outcome) {
        if (outcome.stop().isPresent()) {
            return switch (outcome.stop().get()) {
                case DEADLINE -> deadline();
                case MEMORY ->
                    failed(
                            DenialCode.MEMORY,
                            "the rules wanted more than " + limits.memoryBytes() + " bytes of memory");
                case INTERRUPT -> interrupted();
            };
        }
        return outcome.firings().size() < limits.firings()
                ? new Outcome.Done(outcome.firings())
                : failed(DenialCode.LIMIT, limits.firings() + " firings of rules, and perhaps more");
    }

    private Outcome deadline() {
        return failed(DenialCode.DEADLINE, "the rules were not through after " + limits.deadline());
    }

    private static Outcome interrupted() {
        return failed(DenialCode.INTERRUPTED, "the decision was interrupted");
    }

    private static Outcome exception(Throwable cause) {
        return failed(DenialCode.EXCEPTION, "the evaluation failed: " + cause);
    }

    private static Outcome failed(DenialCode code, String text) {
        return new Outcome.Failed(Reason.of(code, text));
    }
}
