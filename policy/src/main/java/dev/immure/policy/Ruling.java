package dev.immure.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Collects what rules say, in the order they say it, and weighs it: deny beats all, nothing said is a denial, a permit
 * counts for an image that is not verified only when its rule names that state.
 */
final class Ruling implements Decision {
    private static final String GAP = "{}";

    private final boolean verified;
    private final Set<Reason> denials = new LinkedHashSet<>();
    private final Set<Reason> warnings = new LinkedHashSet<>();
    private final Set<Reason> permits = new LinkedHashSet<>();
    /** With the rules that demand each. */
    private final Map<Obligation, Set<String>> obligations = new LinkedHashMap<>();

    private String rule = "";
    private boolean namesVerification;
    private boolean fired;
    private boolean ignoredPermit;

    Ruling(boolean verified) {
        this.verified = verified;
    }

    /**
     * What is said next, this rule says.
     *
     * @param naming whether it fires only for images in this image's state of verification, and says so
     */
    void speak(String name, boolean naming) {
        rule = name;
        namesVerification = naming;
        fired = true;
    }

    @Override
    public void deny(String code, String text, Object... values) {
        denials.add(new Reason(rule, code, fill(text, values)));
    }

    @Override
    public void warn(String code, String text, Object... values) {
        warnings.add(new Reason(rule, code, fill(text, values)));
    }

    @Override
    public void permit(String code, String text, Object... values) {
        if (verified || namesVerification) {
            permits.add(new Reason(rule, code, fill(text, values)));
        } else {
            ignoredPermit = true;
        }
    }

    @Override
    public void require(String kind) {
        require(kind, "");
    }

    @Override
    public void require(String kind, String value) {
        obligations
                .computeIfAbsent(ObligationParser.parse(kind, value), o -> new LinkedHashSet<>())
                .add(rule);
    }

    /** What rules deny, before waivers. */
    Set<Reason> said() {
        return Collections.unmodifiableSet(denials);
    }

    /** Why the launch is denied without any waiver; empty when it is permitted. */
    List<Reason> denials() {
        return denials(denials);
    }

    /**
     * Why the launch is denied; empty when it is permitted.
     *
     * @param left what rules deny and no waiver lifts
     */
    List<Reason> denials(Set<Reason> left) {
        List<Reason> all = new ArrayList<>(left);
        if (all.isEmpty()) {
            withoutPermit().ifPresent(all::add);
        }
        ObligationMerge.of(obligations.keySet()).conflicts().stream()
                .map(conflict -> Reason.of(DenialCode.OBLIGATION_CONFLICT, conflict + " (" + demanders() + ")"))
                .forEach(all::add);
        return all;
    }

    private Optional<Reason> withoutPermit() {
        if (!fired) {
            return Optional.of(Reason.of(DenialCode.NO_RULE, "no rule of the policy fired"));
        }
        if (!permits.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                ignoredPermit
                        ? Reason.of(
                                DenialCode.UNSIGNED_NOT_NAMED,
                                "the image is not verified, and no rule permits such an image by name")
                        : Reason.of(DenialCode.NO_PERMIT, "no rule of the policy permits this launch"));
    }

    /** The rules that cannot be obeyed together. */
    private String demanders() {
        return obligations.entrySet().stream()
                .filter(demanded -> demanded.getKey() instanceof Obligation.UseProfile)
                .flatMap(demanded -> demanded.getValue().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    List<Reason> warnings() {
        return List.copyOf(warnings);
    }

    List<Reason> permits() {
        return List.copyOf(permits);
    }

    List<Obligation> obligations() {
        return ObligationMerge.of(obligations.keySet()).obligations();
    }

    private static String fill(String text, Object[] values) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (Object value : values) {
            int gap = text.indexOf(GAP, from);
            out.append(text, from, gap).append(value);
            from = gap + GAP.length();
        }
        return out.append(text, from, text.length()).toString();
    }
}
