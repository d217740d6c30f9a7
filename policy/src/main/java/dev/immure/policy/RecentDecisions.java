package dev.immure.policy;

import dev.immure.core.image.Digest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What policies have answered in this process lately, for one that is asked the same again and again. Facts are compared
 * whole, never by a digest of them. Safe for use by several threads.
 */
public final class RecentDecisions implements DecisionMemory {
    /** Few: facts can be large, and a caller may ask for something else each time. */
    static final int MOST = 32;

    /** The one that was not asked for the longest time comes first. */
    private final Map<Question, PolicyAnswer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, PolicyAnswer> eldest) {
            return size() > MOST;
        }
    };

    /** That knows nothing yet. */
    public RecentDecisions() {}

    private record Question(Digest policy, PolicyInput input) {}

    @Override
    public synchronized Optional<PolicyAnswer> recall(Digest policy, PolicyInput input) {
        return Optional.ofNullable(answers.get(new Question(policy, input)));
    }

    @Override
    public boolean isQuick() {
        return true;
    }

    @Override
    public synchronized void remember(Digest policy, PolicyInput input, PolicyAnswer answer) {
        answers.put(new Question(policy, input), answer);
    }
}
