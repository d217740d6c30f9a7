package dev.immure.policy.audit;

import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Objects;

/**
 * What one policy says otherwise than another.
 *
 * @param policy the first one, where it came from
 * @param digest of the first one
 * @param rules that only one of them has, or that say something else
 * @param decisions of the second one over the launches, next to what the first one says of them
 */
public record PolicyDiff(String policy, Digest digest, List<RuleChange> rules, AuditSummary decisions) {
    public PolicyDiff {
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(digest, "digest is null");
        Objects.requireNonNull(decisions, "decisions is null");
        rules = List.copyOf(rules);
    }

    /** Whether anything is otherwise. */
    public boolean differs() {
        return !digest.equals(decisions.digest()) || decisions.hasNews();
    }
}
