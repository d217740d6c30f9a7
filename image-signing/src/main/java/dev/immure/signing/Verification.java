package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.internal.name.RepositoryName;
import java.util.ArrayList;
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
    private final ResolvedImage image;
    private final KeyTrials trials = new KeyTrials();
    private final CheckLog checks = new CheckLog();
    private final List<RejectedSignature> rejected = new ArrayList<>();
    private final Map<RepositoryName, List<SignatureCheck.Accepted>> accepted = new LinkedHashMap<>();
    private int tried;
    /** How many checks the rejected signature passed that came furthest, and why it was rejected. */
    private int furthest;

    private Optional<Fault> reason = Optional.empty();

    Verification(ImageSource source, TrustPolicy policy) {
        this.source = source;
        this.policy = policy;
        this.image = source.image();
    }

    VerificationResult run() {
        try {
            Map<Digest, Descriptor> attached = new LinkedHashMap<>();
            subjects()
                    .forEach(subject ->
                            source.tagged(CosignFormat.tag(subject)).ifPresent(found -> attached.put(subject, found)));
            return attached.isEmpty() ? unsigned() : verify(attached);
        } catch (ImmureException e) {
            return failure(aboutInput(e));
        }
    }

    /** The manifest, and the index that it was chosen from: who signs an index signs all that it names by digest. */
    private Stream<Digest> subjects() {
        return Stream.concat(Stream.of(image.digest()), image.index().map(Descriptor::digest).stream());
    }

    /** A fault of the host says nothing about the image, and is not ours to judge. */
    private static Fault aboutInput(ImmureException e) {
        FaultKind kind = e.fault().code().kind();
        if (kind == FaultKind.HOST || kind == FaultKind.INTERNAL) {
            throw e;
        }
        return e.fault();
    }

    private VerificationResult unsigned() {
        String tag = CosignFormat.tag(image.digest());
        Fault fault = fault(
                SigningFault.NOT_SIGNED,
                "nothing is attached under " + tag,
                "Sign it: immure image sign --key KEY.pem NAME");
        return new Unsigned(
                image, fault, List.of(Check.failed("signature-manifest", tag, "image " + image.digest(), fault)));
    }

    private VerificationResult verify(Map<Digest, Descriptor> attached) {
        Optional<RepositoryName> claimed = claimed();
        attached.forEach((subject, descriptor) -> {
            SignatureManifest manifest = checks.step(
                    "signature-manifest",
                    descriptor.digest().toString(),
                    "image " + subject,
                    () -> manifest(descriptor));
            for (Descriptor layer : manifest.layers()) {
                check(layer, new SignatureCheck(source, policy, claimed, trials, subject, descriptor.digest()));
            }
        });
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

    private SignatureManifest manifest(Descriptor attached) {
        String on = attached.digest().toString();
        if (attached.size() > CosignFormat.MAX_MANIFEST) {
            throw new ImmureException(fault(
                    SigningFault.LIMIT,
                    "its signature manifest has " + attached.size() + " bytes, more than " + CosignFormat.MAX_MANIFEST,
                    "Remove signatures that do not count"));
        }
        if (!CosignFormat.isManifestType(attached.mediaType())) {
            throw new ImmureException(fault(
                    SigningFault.MANIFEST,
                    "what stands in the place of its signatures is a " + attached.mediaType(),
                    "Sign the image again"));
        }
        SignatureManifest manifest = SignatureManifest.parse(source.read(attached, CosignFormat.MAX_MANIFEST), on);
        if (manifest.layers().isEmpty()) {
            throw new ImmureException(
                    fault(SigningFault.MANIFEST, "its signature manifest holds no signature", "Sign the image again"));
        }
        return manifest;
    }

    private void check(Descriptor layer, SignatureCheck check) {
        int index = tried++;
        try {
            SignatureCheck.Accepted good = check.run(layer);
            accepted.computeIfAbsent(good.name(), name -> new ArrayList<>()).add(good);
        } catch (ImmureException e) {
            Fault fault = aboutInput(e);
            rejected.add(new RejectedSignature(index, layer.digest(), fault));
            if (check.checks().size() > furthest) {
                furthest = check.checks().size();
                reason = Optional.of(fault);
            }
        }
        checks.addAll(check.checks());
    }

    private VerificationResult count() {
        if (accepted.isEmpty()) {
            return failure(reason.orElseThrow());
        }
        List<RepositoryName> names =
                accepted.keySet().stream().filter(this::isEnough).toList();
        if (names.size() > 1) {
            return ambiguous(names);
        }
        return names.isEmpty() ? tooFew() : verified(names.getFirst());
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

    private boolean isEnough(RepositoryName name) {
        TrustRule rule = accepted.getOrDefault(name, List.of()).getFirst().rule();
        boolean enough = signers(name).size() >= rule.threshold();
        String input = signers(name).size() + " distinct keys for " + name;
        String authority = rule.threshold() + " for " + rule.scope();
        checks.add(
                enough
                        ? Check.passed("threshold", input, authority)
                        : Check.failed("threshold", input, authority, tooFewFault(name, rule)));
        return enough;
    }

    /** One per key: a second signature by it, or a second encoding of the first, adds nothing. */
    private List<VerifiedSigner> signers(RepositoryName name) {
        return accepted.getOrDefault(name, List.of()).stream()
                .map(SignatureCheck.Accepted::signer)
                .collect(Collectors.toMap(
                        signer -> signer.identity().fingerprint(),
                        signer -> signer,
                        (first, again) -> first,
                        LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    }

    private VerificationResult verified(RepositoryName name) {
        return new VerifiedImage(image, name.value(), signers(name), rejected, checks.list());
    }

    private VerificationResult tooFew() {
        RepositoryName name = accepted.keySet().iterator().next();
        return failure(tooFewFault(
                name, accepted.getOrDefault(name, List.of()).getFirst().rule()));
    }

    private Fault tooFewFault(RepositoryName name, TrustRule rule) {
        return fault(
                SigningFault.THRESHOLD,
                "it is signed as " + name + " by " + signers(name).size() + " of the " + rule.threshold()
                        + " distinct keys that " + rule.scope() + " asks for",
                "Have it signed by another key of the rule");
    }

    private VerificationResult failure(Fault fault) {
        return new VerificationFailure(image, fault, rejected, checks.list());
    }

    private Fault fault(SigningFault code, String why, String remedy) {
        return new Fault(code, "cannot verify image", image.reference(), why, remedy);
    }
}
