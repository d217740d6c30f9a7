package dev.immure.policy;

import dev.immure.policy.internal.model.Action;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.Waiver;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What waivers do to the denials of one launch: each denial of a rule is lifted by the first waiver in force that covers
 * it, and stays otherwise. What the decision point denies by itself no waiver lifts.
 *
 * @param left denials that stay
 * @param lifted denials that are no reason any more, each with its waiver
 * @param lapsed denials that stay, with each waiver that is not in force and would have lifted them
 */
record WaiverUse(Set<Reason> left, List<Waived> lifted, List<Waived> lapsed) {
    WaiverUse {
        left = new LinkedHashSet<>(left);
        lifted = List.copyOf(lifted);
        lapsed = List.copyOf(lapsed);
    }

    static WaiverUse of(List<Waiver> waivers, PolicyInput input, Set<Reason> denials) {
        List<Waiver> covering =
                waivers.stream().filter(waiver -> covers(waiver, input)).toList();
        Set<Reason> left = new LinkedHashSet<>();
        List<Waived> lifted = new ArrayList<>();
        List<Waived> lapsed = new ArrayList<>();
        for (Reason denial : denials) {
            List<Waived> about = covering.stream()
                    .filter(waiver -> waiver.isAbout(denial.rule(), denial.code()))
                    .map(waiver -> waived(waiver, input, denial))
                    .toList();
            Optional<Waived> first = about.stream()
                    .filter(waived -> waived.state() == WaiverState.IN_FORCE)
                    .findFirst();
            first.ifPresentOrElse(lifted::add, () -> {
                left.add(denial);
                lapsed.addAll(about);
            });
        }
        return new WaiverUse(left, lifted, lapsed);
    }

    private static boolean covers(Waiver waiver, PolicyInput input) {
        ImageFacts image = input.image();
        return waiver.scope()
                .covers(
                        image.name(),
                        hasSignedName(input),
                        image.digest(),
                        input.caller().uid());
    }

    /** Bundles and Notation sign a digest alone: whoever copies such an image calls it what he likes. */
    private static boolean hasSignedName(PolicyInput input) {
        return input.image().verification().equals(ImageFacts.VERIFIED)
                && input.signatures().stream()
                        .anyMatch(signature -> !signature.signedReference().isEmpty());
    }

    private static Waived waived(Waiver waiver, PolicyInput input, Reason denial) {
        return new Waived(
                waiver.name(),
                PolicyWaiver.state(waiver, input.clock().instant()),
                waiver.owner(),
                waiver.reason(),
                waiver.expires(),
                denial);
    }

    /** A waiver that no rule can ever need is one whose author has another rule in mind. */
    static void check(List<Waiver> waivers, List<Rule> rules, Faults faults) {
        for (Waiver waiver : waivers) {
            boolean needed = rules.stream()
                    .anyMatch(rule -> rule.actions().stream()
                            .anyMatch(action ->
                                    action instanceof Action.Deny deny && waiver.isAbout(rule.name(), deny.code())));
            if (!needed) {
                faults.add(
                        PolicyFaultCode.WAIVER_UNUSED,
                        waiver.at(),
                        "no rule denies what the waiver " + waiver.name() + " is about");
            }
        }
    }
}
