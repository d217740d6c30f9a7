package dev.immure.policy.internal.drools;

import dev.immure.policy.internal.model.Condition;
import org.drools.model.functions.HashedExpression;
import org.drools.model.functions.Predicate1;
import org.drools.model.functions.Predicate2;
import org.drools.model.functions.Predicate3;
import org.drools.model.functions.Predicate4;
import org.jspecify.annotations.Nullable;

/**
 * The predicate classes that Drools calls, one for each number of facts that a condition looks at; there are no others,
 * and none is ever generated. Each asks its {@link Condition}.
 */
final class Predicates {
    private static final int SLOTS = 4;

    private Predicates() {}

    /** An interrupted thread stops at the next condition: this is how the deadline reaches into a match. */
    private static boolean holds(Condition condition, int slot, @Nullable Object[] facts) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Stopped();
        }
        return condition.holds(slot, facts);
    }

    /** A condition on one fact alone. */
    record One(int slot, Condition condition, String text) implements Predicate1<Object>, HashedExpression {
        @Override
        public boolean test(Object own) {
            @Nullable Object[] facts = new @Nullable Object[SLOTS];
            facts[slot] = own;
            return holds(condition, slot, facts);
        }

        @Override
        public String getExpressionHash() {
            return text;
        }
    }

    /** A condition on a fact and one bound before it. */
    record Two(int slot, int a, Condition condition, String text)
            implements Predicate2<Object, Object>, HashedExpression {
        @Override
        public boolean test(Object own, Object factA) {
            @Nullable Object[] facts = new @Nullable Object[SLOTS];
            facts[slot] = own;
            facts[a] = factA;
            return holds(condition, slot, facts);
        }

        @Override
        public String getExpressionHash() {
            return text;
        }
    }

    /** A condition on a fact and two bound before it. */
    record Three(int slot, int a, int b, Condition condition, String text)
            implements Predicate3<Object, Object, Object>, HashedExpression {
        @Override
        public boolean test(Object own, Object factA, Object factB) {
            @Nullable Object[] facts = new @Nullable Object[SLOTS];
            facts[slot] = own;
            facts[a] = factA;
            facts[b] = factB;
            return holds(condition, slot, facts);
        }

        @Override
        public String getExpressionHash() {
            return text;
        }
    }

    /** A condition on a fact and three bound before it. */
    record Four(int slot, int a, int b, int c, Condition condition, String text)
            implements Predicate4<Object, Object, Object, Object>, HashedExpression {
        @Override
        public boolean test(Object own, Object factA, Object factB, Object factC) {
            @Nullable Object[] facts = new @Nullable Object[SLOTS];
            facts[slot] = own;
            facts[a] = factA;
            facts[b] = factB;
            facts[c] = factC;
            return holds(condition, slot, facts);
        }

        @Override
        public String getExpressionHash() {
            return text;
        }
    }
}
