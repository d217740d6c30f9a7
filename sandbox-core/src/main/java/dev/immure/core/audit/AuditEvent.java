package dev.immure.core.audit;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is worth a record. Each event names the run it belongs to, by the id that the run's receipt carries. Texts may
 * hold anything, hostile or not: they are escaped when written.
 */
public sealed interface AuditEvent {
    /** The id of the run. */
    String run();

    /**
     * An image was verified.
     *
     * @param reference as the user gave it
     * @param image digest of its manifest
     * @param signers empty when the trust policy demands none for this name
     */
    record ImageVerified(String run, String reference, Digest image, List<Signer> signers) implements AuditEvent {
        public ImageVerified {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(reference, "reference is null");
            Objects.requireNonNull(image, "image is null");
            signers = List.copyOf(signers);
        }
    }

    /**
     * An image was refused before any policy was asked.
     *
     * @param image digest of its manifest, where it was known
     * @param code {@code IMM-…}
     */
    record ImageRefused(String run, String reference, Optional<Digest> image, String code, String why)
            implements AuditEvent {
        public ImageRefused {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(reference, "reference is null");
            Objects.requireNonNull(image, "image is null");
            Objects.requireNonNull(code, "code is null");
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * A policy decided. On disk before anything starts.
     *
     * @param image digest of the manifest the decision is about
     * @param bundle name of the policy bundle
     * @param policy digest of the policy bundle
     * @param rules names of the rules that fired
     * @param obligations what a permit demands
     * @param reasons why it was denied
     * @param waived denials that waivers lifted, {@code waiver: rule: CODE: text}
     * @param recalled whether the rules were not asked, as they had answered to the same facts before
     * @param facts what it was decided on, where they were kept; {@link AuditLog#append(PolicyDecided, byte[])} fills it
     */
    record PolicyDecided(
            String run,
            Decision decision,
            Digest image,
            String bundle,
            Digest policy,
            List<String> rules,
            List<String> obligations,
            List<String> reasons,
            List<String> waived,
            boolean recalled,
            Optional<FactsReference> facts)
            implements AuditEvent {
        public PolicyDecided {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(decision, "decision is null");
            Objects.requireNonNull(image, "image is null");
            Objects.requireNonNull(bundle, "bundle is null");
            Objects.requireNonNull(policy, "policy is null");
            rules = List.copyOf(rules);
            obligations = List.copyOf(obligations);
            reasons = List.copyOf(reasons);
            waived = List.copyOf(waived);
            Objects.requireNonNull(facts, "facts is null");
        }

        /** Without its facts, and with nothing waived. */
        public PolicyDecided(
                String run,
                Decision decision,
                Digest image,
                String bundle,
                Digest policy,
                List<String> rules,
                List<String> obligations,
                List<String> reasons) {
            this(run, decision, image, bundle, policy, rules, obligations, reasons, List.of(), false, Optional.empty());
        }

        PolicyDecided withFacts(FactsReference kept) {
            return new PolicyDecided(
                    run,
                    decision,
                    image,
                    bundle,
                    policy,
                    rules,
                    obligations,
                    reasons,
                    waived,
                    recalled,
                    Optional.of(kept));
        }

        /** The same with what rules said, and may have quoted, rewritten. */
        PolicyDecided withTexts(UnaryOperator<String> rewrite) {
            return new PolicyDecided(
                    run,
                    decision,
                    image,
                    bundle,
                    policy,
                    rules,
                    obligations.stream().map(rewrite).toList(),
                    reasons.stream().map(rewrite).toList(),
                    waived.stream().map(rewrite).toList(),
                    recalled,
                    facts);
        }
    }

    /**
     * The launch begins.
     *
     * @param image digest of the manifest
     * @param plan digest of the launch plan
     */
    record SandboxStarted(String run, Digest image, Digest plan) implements AuditEvent {
        public SandboxStarted {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(image, "image is null");
            Objects.requireNonNull(plan, "plan is null");
        }
    }

    /** The program ended, by itself or by a limit. */
    record SandboxExited(String run, Verdict verdict, Ending ending, Measurements measured) implements AuditEvent {
        public SandboxExited {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(verdict, "verdict is null");
            Objects.requireNonNull(ending, "ending is null");
            Objects.requireNonNull(measured, "measured is null");
        }
    }

    /**
     * Immure could not launch, or lost the sandbox.
     *
     * @param code {@code IMM-…}
     */
    record SandboxFailed(String run, String code, String what, String on, String why) implements AuditEvent {
        public SandboxFailed {
            Objects.requireNonNull(run, "run is null");
            Objects.requireNonNull(code, "code is null");
            Objects.requireNonNull(what, "what is null");
            Objects.requireNonNull(on, "on is null");
            Objects.requireNonNull(why, "why is null");
        }

        /** The event that a fault amounts to. */
        public static SandboxFailed of(String run, Fault fault) {
            return new SandboxFailed(run, fault.code().id(), fault.what(), fault.on(), fault.why());
        }
    }
}
