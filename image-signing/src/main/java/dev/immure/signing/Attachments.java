package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SignatureManifest;
import dev.immure.signing.internal.notation.NotationManifest;
import java.util.ArrayList;
import java.util.List;

/** Finds all that is attached to an image and claims to be a signature, in every place where formats put it. */
final class Attachments {
    /** As many as cosign's signatures in one manifest. */
    private static final int MAX_REFERRERS = 100;

    private final ImageSource source;
    private final CheckLog checks;

    Attachments(ImageSource source, CheckLog checks) {
        this.source = source;
        this.checks = checks;
    }

    /**
     * @param artifacts the image, and the index that it was chosen from
     * @throws ImmureException when what lies in the place of signatures cannot be read
     */
    List<Attached> find(List<Descriptor> artifacts) {
        List<Attached> found = new ArrayList<>();
        List<Digest> subjects = artifacts.stream().map(Descriptor::digest).toList();
        for (Digest subject : subjects) {
            source.tagged(CosignFormat.tag(subject))
                    .ifPresent(tagged -> layers(subject, tagged)
                            .forEach(layer -> found.add(cosign(layer, tagged.digest(), subject))));
            source.tagged(CosignFormat.attestationTag(subject))
                    .ifPresent(tagged -> layers(subject, tagged)
                            .forEach(layer ->
                                    found.add(new CosignAttestation(source, layer, tagged.digest(), subject))));
        }
        artifacts.forEach(artifact -> addReferrers(artifact, found));
        List<byte[]> loose = source.looseSignatures();
        for (int i = 0; i < loose.size(); i++) {
            found.add(new LooseAttached(loose.get(i), i + 1, subjects));
        }
        return found;
    }

    private void addReferrers(Descriptor artifact, List<Attached> found) {
        Digest subject = artifact.digest();
        List<Descriptor> listed = source.referrers(subject).stream()
                .filter(Attachments::isSignature)
                .toList();
        if (listed.size() > MAX_REFERRERS) {
            checks.add(Check.noted(
                    "referrers",
                    subject.toString(),
                    "at most " + MAX_REFERRERS,
                    listed.size() + " are attached, and the first are looked at"));
        }
        listed.stream().limit(MAX_REFERRERS).forEach(referrer -> found.add(attached(referrer, artifact)));
    }

    /** As far as the place tells; one of which it does not tell the type is read to see. */
    private static boolean isSignature(Descriptor referrer) {
        return referrer.artifactType()
                .map(type -> BundleAttached.isType(type) || type.equals(NotationManifest.TYPE))
                .orElse(true);
    }

    private Attached attached(Descriptor listed, Descriptor artifact) {
        Referrer referrer = new Referrer(source, listed, artifact.digest());
        return listed.artifactType().filter(NotationManifest.TYPE::equals).isPresent()
                ? new NotationAttached(source, referrer, artifact)
                : new BundleAttached(source, referrer);
    }

    private CosignSignature cosign(Descriptor layer, Digest manifest, Digest subject) {
        return new CosignSignature(layer, () -> source.read(layer, CosignFormat.MAX_PAYLOAD), manifest, subject);
    }

    private List<Descriptor> layers(Digest subject, Descriptor tagged) {
        return checks.step("signature-manifest", tagged.digest().toString(), "image " + subject, () -> manifest(tagged))
                .layers();
    }

    private SignatureManifest manifest(Descriptor attached) {
        String on = attached.digest().toString();
        if (attached.size() > CosignFormat.MAX_MANIFEST) {
            throw fault(
                    SigningFault.LIMIT,
                    "its signature manifest has " + attached.size() + " bytes, more than " + CosignFormat.MAX_MANIFEST,
                    "Remove signatures that do not count");
        }
        if (!CosignFormat.isManifestType(attached.mediaType())) {
            throw fault(
                    SigningFault.MANIFEST,
                    "what stands in the place of its signatures is a " + attached.mediaType(),
                    "Sign the image again");
        }
        SignatureManifest manifest = SignatureManifest.parse(source.read(attached, CosignFormat.MAX_MANIFEST), on);
        if (manifest.layers().isEmpty()) {
            throw fault(SigningFault.MANIFEST, "its signature manifest holds no signature", "Sign the image again");
        }
        return manifest;
    }

    private ImmureException fault(SigningFault code, String why, String remedy) {
        return new ImmureException(
                new Fault(code, "cannot verify image", source.image().reference(), why, remedy));
    }
}
