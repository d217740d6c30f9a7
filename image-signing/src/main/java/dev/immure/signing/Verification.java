package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageManifest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.name.RepositoryName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One run of the verifier over one image: finds the signatures, has each checked, counts the signers. */
final class Verification {
    private final ImageSource source;
    private final TrustPolicy policy;
    private final VerificationTime time;
    private final ResolvedImage image;
    private final Trials trials = new Trials();
    private final CheckLog checks = new CheckLog();
    private final List<RejectedSignature> rejected = new ArrayList<>();
    private final Map<Optional<RepositoryName>, List<Accepted>> accepted = new LinkedHashMap<>();
    private Optional<RepositoryName> claimed = Optional.empty();
    private int tried;
    /** How many checks the rejected signature passed that came furthest, and why it was rejected. */
    private int furthest;

    private Optional<Fault> reason = Optional.empty();

    Verification(ImageSource source, TrustPolicy policy, VerificationTime time) {
        this.source = source;
        this.policy = policy;
        this.time = time;
        this.image = source.image();
    }

    VerificationResult run() {
        try {
            List<Descriptor> subjects = subjects().toList();
            requireNotRevoked(subjects.stream().map(Descriptor::digest).toList());
            claimed = claimed();
            Deque<Attached> attached =
                    new ArrayDeque<>(new Attachments(new MeteredSource(source), checks).find(subjects));
            return attached.isEmpty() ? unsigned() : verify(attached);
        } catch (ImmureException e) {
            return failure(Rejections.aboutInput(e));
        }
    }

    /** The manifest, and the index that it was chosen from: who signs an index signs all that it names by digest. */
    private Stream<Descriptor> subjects() {
        ImageManifest manifest = image.manifest();
        return Stream.concat(
                Stream.of(Descriptor.of(manifest.mediaType(), manifest.digest(), manifest.size())),
                image.index().stream());
    }

    private void requireNotRevoked(List<Digest> subjects) {
        if (!policy.revocations().images().isEmpty()) {
            subjects.forEach(subject -> checks.step(
                    "image-revocation", subject.toString(), "trust policy", () -> requireNotRevoked(subject)));
        }
    }

    private Digest requireNotRevoked(Digest subject) {
        if (policy.revocations().images().contains(subject)) {
            throw new ImmureException(fault(
                    SigningFault.REVOKED, "the trust policy revokes " + subject, "Use an image that is not revoked"));
        }
        return subject;
    }

    private VerificationResult unsigned() {
        String tag = CosignFormat.tag(image.digest());
        Fault fault = fault(
                SigningFault.NOT_SIGNED,
                "nothing is attached under " + tag,
                "Sign it: immure image sign --key KEY.pem NAME");
        checks.add(Check.failed("signature-manifest", tag, "image " + image.digest(), fault));
        return new Unsigned(image, fault, checks.list());
    }

    /** @param attached is emptied: each holds what was read of it, and goes when it was checked */
    private VerificationResult verify(Deque<Attached> attached) {
        while (!attached.isEmpty()) {
            check(attached.removeFirst(), new AttachedCheck(policy, time, claimed, trials));
        }
        return count();
    }

    private Optional<RepositoryName> claimed() {
        return image.name()
                .map(name -> checks.step(
                        "image-name",
                        name,
                        "the grammar of names",
                        () -> RepositoryName.parse(name)
                                .orElseThrow(() -> new ImmureException(fault(
                                        SigningFault.WRONG_REFERENCE,
                                        "its name " + name
                                                + " is not that of a repository, and cannot be the signed one",
                                        "Import it under a proper name")))));
    }

    private void check(Attached statement, AttachedCheck check) {
        int index = tried++;
        try {
            check.run(statement)
                    .ifPresent(good -> accepted.computeIfAbsent(good.name(), name -> new ArrayList<>())
                            .add(good));
        } catch (ImmureException e) {
            Fault fault = Rejections.aboutInput(e);
            rejected.add(new RejectedSignature(index, statement.blob(), fault));
            if (check.checks().size() > furthest) {
                furthest = check.checks().size();
                reason = Optional.of(fault);
            }
        }
        checks.addAll(check.checks());
    }

    private VerificationResult count() {
        if (accepted.isEmpty()) {
            return reason.map(this::failure).orElseGet(this::unsigned);
        }
        Map<Optional<RepositoryName>, Tally> enough = new LinkedHashMap<>();
        List<Fault> lacking = new ArrayList<>();
        accepted.forEach((name, good) -> {
            Tally tally = new Tally(image.reference(), name, good);
            tally.lacking(checks).ifPresentOrElse(lacking::add, () -> enough.put(name, tally));
        });
        // A signature that gives no name adds nothing to what the named ones say.
        List<RepositoryName> names =
                enough.keySet().stream().flatMap(Optional::stream).toList();
        if (names.size() > 1) {
            return ambiguous(names);
        }
        return enough.isEmpty()
                ? failure(lacking.getFirst())
                : verified(names.stream().findFirst(), enough);
    }

    private VerificationResult verified(Optional<RepositoryName> name, Map<Optional<RepositoryName>, Tally> enough) {
        Tally tally = enough.getOrDefault(name, enough.values().iterator().next());
        return new VerifiedImage(
                image,
                name.map(RepositoryName::value).orElse(""),
                tally.signers(),
                tally.attested(),
                rejected,
                checks.list());
    }

    private VerificationResult ambiguous(List<RepositoryName> names) {
        String all = names.stream().map(RepositoryName::value).collect(Collectors.joining(" and as "));
        Fault fault = fault(
                SigningFault.AMBIGUOUS_NAME,
                "it has no name of its own and is signed as " + all,
                "Import it under the name that is meant");
        checks.add(Check.failed("one-name", all, "the signed name counts", fault));
        return failure(fault);
    }

    private VerificationResult failure(Fault fault) {
        return new VerificationFailure(image, fault, rejected, checks.list());
    }

    private Fault fault(SigningFault code, String why, String remedy) {
        return new Fault(code, "cannot verify image", image.reference(), why, remedy);
    }
}
