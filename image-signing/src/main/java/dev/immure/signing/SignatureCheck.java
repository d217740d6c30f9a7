package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageSource;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.SigningFault;
import dev.immure.signing.internal.cosign.CosignFormat;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.name.RepositoryName;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Checks one attached signature, step by step. The first step that fails ends it. */
final class SignatureCheck {
    /** Base64 writes four characters for each three bytes begun. */
    private static final int MAX_TEXT = 4 * ((CosignFormat.MAX_SIGNATURE + 2) / 3);

    private final ImageSource source;
    private final TrustPolicy policy;
    private final Optional<RepositoryName> claimed;
    private final KeyTrials trials;
    private final Digest subject;
    private final Digest signatureManifest;
    private final CheckLog checks = new CheckLog();

    /**
     * @param claimed the name that the source gives the image, if any
     * @param subject what the signature must be about
     */
    SignatureCheck(
            ImageSource source,
            TrustPolicy policy,
            Optional<RepositoryName> claimed,
            KeyTrials trials,
            Digest subject,
            Digest signatureManifest) {
        this.source = source;
        this.policy = policy;
        this.claimed = claimed;
        this.trials = trials;
        this.subject = subject;
        this.signatureManifest = signatureManifest;
    }

    /** A good signature by a key that counts for the name that was signed. */
    record Accepted(RepositoryName name, TrustRule rule, VerifiedSigner signer) {}

    /** The steps so far, a failed one last. */
    CheckLog checks() {
        return checks;
    }

    /** @throws ImmureException with the fault of the step that failed */
    Accepted run(Descriptor layer) {
        String on = layer.digest().toString();
        checks.step("layer-type", layer.mediaType(), CosignFormat.PAYLOAD_TYPE, () -> requireType(layer));
        byte[] signature = checks.step("signature-encoding", on, "base64", () -> signature(layer));
        byte[] bytes = checks.step("payload-blob", on, layer.size() + " bytes", () -> payload(layer));
        SimpleSigningPayload payload =
                checks.step("payload-format", on, "simple signing", () -> SimpleSigningPayload.parse(bytes, on));
        checks.step("payload-type", payload.type(), SimpleSigningPayload.TYPE, () -> requireType(payload, on));
        checks.step("payload-digest", payload.image().toString(), subject.toString(), () -> requireDigest(payload, on));
        RepositoryName name = payload.reference().repository();
        checks.step(
                "payload-reference",
                payload.reference().text(),
                claimed.map(RepositoryName::value).orElse("the signed name counts"),
                () -> requireName(payload, on));
        TrustRule rule = checks.step("trust-rule", name.value(), "trust policy", () -> rule(name));
        KeyTrials.Match match =
                checks.step("signature", on, "keys of " + rule.scope(), () -> match(rule, bytes, signature, on));
        return new Accepted(
                name,
                rule,
                new VerifiedSigner(
                        match.key().identity(),
                        payload.reference().text(),
                        subject,
                        signatureManifest,
                        layer.digest(),
                        match.algorithm().toString()));
    }

    private static Descriptor requireType(Descriptor layer) {
        if (!layer.mediaType().equals(CosignFormat.PAYLOAD_TYPE)) {
            throw rejected(
                    SigningFault.WRONG_TYPE,
                    layer.digest().toString(),
                    "the attached blob is a " + layer.mediaType() + ", not a signed statement");
        }
        return layer;
    }

    private static byte[] signature(Descriptor layer) {
        String on = layer.digest().toString();
        String text = Optional.ofNullable(layer.annotations().get(CosignFormat.SIGNATURE_ANNOTATION))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> rejected(SigningFault.ENCODING, on, "it comes without a signature"));
        if (text.length() > MAX_TEXT) {
            throw rejected(
                    SigningFault.LIMIT, on, "the signature is larger than " + CosignFormat.MAX_SIGNATURE + " bytes");
        }
        try {
            byte[] signature = Base64.getDecoder().decode(text);
            // The JDK's decoder takes missing padding and stray low bits; one signature has one text.
            if (Base64.getEncoder().encodeToString(signature).equals(text)) {
                return signature;
            }
        } catch (IllegalArgumentException e) {
            // said below, in one sentence for both
        }
        throw rejected(SigningFault.ENCODING, on, "the signature is not strict base64");
    }

    private byte[] payload(Descriptor layer) {
        if (layer.size() > CosignFormat.MAX_PAYLOAD) {
            throw rejected(
                    SigningFault.LIMIT,
                    layer.digest().toString(),
                    "the statement has " + layer.size() + " bytes, more than " + CosignFormat.MAX_PAYLOAD);
        }
        return source.read(layer, CosignFormat.MAX_PAYLOAD);
    }

    private static SimpleSigningPayload requireType(SimpleSigningPayload payload, String on) {
        if (!payload.type().equals(SimpleSigningPayload.TYPE)) {
            throw rejected(
                    SigningFault.WRONG_TYPE,
                    on,
                    "the statement is a \"" + payload.type() + "\", not a \"" + SimpleSigningPayload.TYPE + "\"");
        }
        return payload;
    }

    private SimpleSigningPayload requireDigest(SimpleSigningPayload payload, String on) {
        Optional<Digest> other = payload.reference().digest().filter(digest -> !digest.equals(subject));
        if (!payload.image().equals(subject) || other.isPresent()) {
            throw rejected(
                    SigningFault.WRONG_DIGEST,
                    on,
                    "the statement is about image " + other.orElse(payload.image()) + ", not about " + subject);
        }
        return payload;
    }

    private SimpleSigningPayload requireName(SimpleSigningPayload payload, String on) {
        RepositoryName signed = payload.reference().repository();
        if (claimed.filter(name -> !name.equals(signed)).isPresent()) {
            throw rejected(
                    SigningFault.WRONG_REFERENCE,
                    on,
                    "the signed name is " + signed + ", and the image is called " + claimed.get());
        }
        return payload;
    }

    private TrustRule rule(RepositoryName name) {
        return policy.ruleFor(name)
                .orElseThrow(() -> new ImmureException(new Fault(
                        SigningFault.NO_RULE,
                        "cannot trust image",
                        name.value(),
                        "the trust policy has no rule for this name",
                        "Add a rule for it to the trust file, if it is to be trusted")));
    }

    private KeyTrials.Match match(TrustRule rule, byte[] bytes, byte[] signature, String on) {
        return trials.match(rule.keys(), bytes, signature, on).orElseThrow(() -> noMatch(rule, bytes, signature, on));
    }

    /** Tells a known key in the wrong place from a forgery: the remedies differ. */
    private ImmureException noMatch(TrustRule rule, byte[] bytes, byte[] signature, String on) {
        List<TrustedKey> others = policy.keys().stream()
                .filter(key -> !rule.names(key.fingerprint()))
                .toList();
        return trials.match(others, bytes, signature, on)
                .map(match -> rejected(
                        SigningFault.KEY_NOT_TRUSTED,
                        on,
                        "key " + match.key().name() + " signed it, and does not count for " + rule.scope()))
                .orElseGet(() -> rejected(
                        SigningFault.BAD_SIGNATURE,
                        on,
                        "no key that counts for " + rule.scope() + " made this signature"));
    }

    private static ImmureException rejected(SigningFault code, String on, String why) {
        return new ImmureException(new Fault(
                code,
                "cannot accept signature over",
                on,
                why,
                "Have the image signed under its name by a key that the trust policy names"));
    }
}
