package dev.immure.policy.audit;

import dev.immure.core.image.Digest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a policy would do to a number of launches.
 *
 * @param policy where it came from, for people
 * @param digest of the policy
 * @param over what it was replayed over, for people
 * @param totals how many launches of each kind; none is left out
 * @param launches news first, then in the order in which they came; those beyond {@link Replay#MOST_LAUNCHES} are counted
 *     only
 * @param callers by name
 * @param rules by name
 * @param controls by id
 * @param waivers that lifted something, by name
 */
public record AuditSummary(
        String policy,
        Digest digest,
        String over,
        Map<Effect, Long> totals,
        List<Replayed> launches,
        List<CallerTally> callers,
        List<RuleTally> rules,
        List<ControlTally> controls,
        List<WaiverTally> waivers) {
    public AuditSummary {
        Objects.requireNonNull(digest, "digest is null");
        Map<Effect, Long> all = new EnumMap<>(Effect.class);
        for (Effect effect : Effect.values()) {
            all.put(effect, totals.getOrDefault(effect, 0L));
        }
        totals = Collections.unmodifiableMap(all);
        launches = List.copyOf(launches);
        callers = List.copyOf(callers);
        rules = List.copyOf(rules);
        controls = List.copyOf(controls);
        waivers = List.copyOf(waivers);
    }

    /** All launches, those that are only counted too. */
    public long count() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Launches that are counted and not listed. */
    public long unlisted() {
        return count() - launches.size();
    }

    /** Whether putting the policy in force would change anything, as far as is known. */
    public boolean hasNews() {
        return totals.entrySet().stream().anyMatch(total -> total.getKey().isNews() && total.getValue() > 0);
    }
}
