package dev.immure.signing.internal.openpgp;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.cosign.SimpleSigningPayload;
import dev.immure.signing.internal.name.SignedReference;
import java.util.Optional;

/** What an OpenPGP message says about an image. Nothing of it is true before {@link OpenPgpVerifier#prove}. */
public final class OpenPgpStatement {
    private final SignedMessage message;
    private final SimpleSigningPayload payload;
    private final String on;

    private OpenPgpStatement(SignedMessage message, SimpleSigningPayload payload, String on) {
        this.message = message;
        this.payload = payload;
        this.on = on;
    }

    /**
     * @param file the bytes of {@code signature-N}
     * @param on what to call the signature in a fault and in the checks
     * @throws dev.immure.core.ImmureException with an {@link OpenPgpFault} or PAYLOAD: the fault of the step that failed
     */
    public static OpenPgpStatement read(byte[] file, String on, CheckLog checks) {
        SignedMessage message = checks.step("openpgp-message", on, "one signature, one text", () -> message(file, on));
        SimpleSigningPayload payload = checks.step(
                "payload-format", on, "simple signing", () -> SimpleSigningPayload.parse(message.text(), on));
        checks.step("payload-type", payload.type(), AtomicStatement.TYPE, () -> requireType(payload, on));
        return new OpenPgpStatement(message, payload, on);
    }

    private static SignedMessage message(byte[] file, String on) {
        try {
            return SignedMessage.read(file);
        } catch (OpenPgpException e) {
            throw e.ofSignature(on);
        }
    }

    private static SimpleSigningPayload requireType(SimpleSigningPayload payload, String on) {
        if (!payload.type().equals(AtomicStatement.TYPE)) {
            throw OpenPgpException.refusedSignature(
                    OpenPgpFault.WRONG_TYPE,
                    on,
                    "the statement is a \"" + payload.type() + "\", not an \"" + AtomicStatement.TYPE + "\"");
        }
        return payload;
    }

    /** @throws dev.immure.core.ImmureException with WRONG_DIGEST when it is about another image */
    void requireAbout(Digest subject) {
        Optional<Digest> other = payload.reference().digest().filter(digest -> !digest.equals(subject));
        if (!payload.image().equals(subject) || other.isPresent()) {
            throw OpenPgpException.refusedSignature(
                    OpenPgpFault.WRONG_DIGEST,
                    on,
                    "the statement is about image " + other.orElse(payload.image()) + ", not about " + subject);
        }
    }

    /** Of the signed text. */
    public Digest payloadDigest() {
        return Digest.of(message.text());
    }

    /** The image that it is about. */
    public Digest image() {
        return payload.image();
    }

    /** The name that it gives the image, and perhaps a tag, and a digest, which the caller compares too. */
    public SignedReference reference() {
        return payload.reference();
    }

    SignedMessage message() {
        return message;
    }

    String on() {
        return on;
    }
}
