package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one run was: who signed, which rules decided, which walls really stood, what the program did. The JSON form,
 * schema 1, stands in docs/audit-log.md; {@link ReceiptWriter} writes it.
 *
 * @param id of the run, as in the audit log
 * @param policy empty when the run was refused before a policy was asked
 * @param plan digest of the launch plan; empty when there was none
 * @param walls by name, in the order in which they are written
 * @param files that were to be copied in or out
 * @param audit place of the run's last record; proves later that the log was not cut before it
 */
public record Receipt(
        String id,
        Instant startedAt,
        Image image,
        Optional<Policy> policy,
        Optional<Digest> plan,
        Limits limits,
        Map<String, WallState> walls,
        Result result,
        List<FileCopy> files,
        AuditPosition audit) {
    private static final Pattern WALL = Pattern.compile("[a-z][A-Za-z_]{0,31}");

    public Receipt {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(startedAt, "startedAt is null");
        Objects.requireNonNull(image, "image is null");
        Objects.requireNonNull(policy, "policy is null");
        Objects.requireNonNull(plan, "plan is null");
        Objects.requireNonNull(limits, "limits is null");
        Objects.requireNonNull(result, "result is null");
        Objects.requireNonNull(audit, "audit is null");
        files = List.copyOf(files);
        walls = Collections.unmodifiableMap(new LinkedHashMap<>(walls));
        for (String name : walls.keySet()) {
            if (!WALL.matcher(name).matches()) {
                throw new IllegalArgumentException("a wall has a short name of letters");
            }
        }
    }

    /**
     * The image that ran, or was refused.
     *
     * @param reference as the user gave it
     * @param digest of the manifest; empty when the reference did not lead to one
     * @param tree stands for the files that its layers put into the sandbox; empty when they were not unpacked
     * @param signers empty when none is demanded, or none was accepted
     */
    public record Image(String reference, Optional<Digest> digest, Optional<Digest> tree, List<Signer> signers) {
        public Image {
            Objects.requireNonNull(reference, "reference is null");
            Objects.requireNonNull(digest, "digest is null");
            Objects.requireNonNull(tree, "tree is null");
            signers = List.copyOf(signers);
        }
    }

    /**
     * The decision.
     *
     * @param bundle name of the policy bundle
     * @param digest of the policy bundle
     * @param rules names of the rules that fired
     * @param obligations what the permit demanded
     * @param waived denials that waivers lifted, {@code waiver: rule: CODE: text}
     */
    public record Policy(
            String bundle,
            Digest digest,
            Decision decision,
            List<String> rules,
            List<String> obligations,
            List<String> waived) {
        public Policy {
            Objects.requireNonNull(bundle, "bundle is null");
            Objects.requireNonNull(digest, "digest is null");
            Objects.requireNonNull(decision, "decision is null");
            rules = List.copyOf(rules);
            obligations = List.copyOf(obligations);
            waived = List.copyOf(waived);
        }
    }

    /**
     * The limits in force. One that is not in force is absent, and written as null.
     *
     * @param values not negative
     * @param cpuset CPUs in the list format of cpuset(7)
     */
    public record Limits(Map<Limit, Long> values, Optional<String> cpuset) {
        public Limits {
            EnumMap<Limit, Long> copy = new EnumMap<>(Limit.class);
            copy.putAll(values);
            if (copy.values().stream().anyMatch(value -> value < 0)) {
                throw new IllegalArgumentException("a limit is not negative");
            }
            values = Collections.unmodifiableMap(copy);
            Objects.requireNonNull(cpuset, "cpuset is null");
        }
    }

    /** How it came out. */
    public record Result(Verdict verdict, Ending ending, Measurements measured, Optional<Denial> denied) {
        public Result {
            Objects.requireNonNull(verdict, "verdict is null");
            Objects.requireNonNull(ending, "ending is null");
            Objects.requireNonNull(measured, "measured is null");
            Objects.requireNonNull(denied, "denied is null");
        }
    }

    /**
     * What a wall stopped.
     *
     * @param layer name of the wall: {@code seccomp}
     * @param what the act: {@code socket}
     */
    public record Denial(String layer, String what) {
        public Denial {
            Objects.requireNonNull(layer, "layer is null");
            Objects.requireNonNull(what, "what is null");
        }
    }
}
