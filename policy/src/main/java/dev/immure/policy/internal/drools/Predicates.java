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
 * and none is ever generated. Each takes a {@link Budget#step} before it answers.
 */
final class Predicates {
    private Predicates() {}

    /** All that a pattern asks of one fact alone: {@link Selection} has asked it already. */
    record Screened(int screen, String text) implements Predicate1<Object>, HashedExpression {
        @Override
        public boolean test(Object own) {
            return Budget.step().screening().passes(own, screen);
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
            @Nullable Object[] facts = Budget.step().facts;
            facts[slot] = own;
            facts[a] = factA;
            return condition.holds(slot, facts);
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
            @Nullable Object[] facts = Budget.step().facts;
            facts[slot] = own;
            facts[a] = factA;
            facts[b] = factB;
            return condition.holds(slot, facts);
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
            @Nullable Object[] facts = Budget.step().facts;
            facts[slot] = own;
            facts[a] = factA;
            facts[b] = factB;
            facts[c] = factC;
            return condition.holds(slot, facts);
        }

        @Override
        public String getExpressionHash() {
            return text;
        }
    }

    /** No condition, but a question for each pair: patterns that nothing else joins would be matched without any. */
    record Joined() implements Predicate2<Object, Object>, HashedExpression {
        static final String ID = "joined";

        @Override
        public boolean test(Object own, Object before) {
            Budget.step();
            return true;
        }

        @Override
        public String getExpressionHash() {
            return ID;
        }
    }
}
