package dev.immure.signing.internal.openpgp;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.VerificationKey;
import dev.immure.signing.internal.openpgp.Keyring.Match;
import dev.immure.signing.internal.openpgp.PublicKey.Unfit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Checks one OpenPGP message that is attached to an image (containers/image, docs/containers-signature.5.md): `skopeo
 * --sign-by` and `podman push --sign-by` write it. Pure: reads no file and asks no network.
 */
public final class OpenPgpVerifier {
    private final OpenPgpStatement statement;
    private final Keyring keyring;
    private final TrustedTime now;
    private final CheckLog checks;

    private OpenPgpVerifier(OpenPgpStatement statement, Keyring keyring, TrustedTime now, CheckLog checks) {
        this.statement = statement;
        this.keyring = keyring;
        this.now = now;
        this.checks = checks;
    }

    /**
     * Checks a message step by step. The name that was signed is handed out, not judged.
     *
     * @param message the bytes of {@code signature-N}
     * @param on what to call the signature in a fault and in the checks
     * @param subject what the signature must be about
     * @param now the moment for which it is asked
     * @throws dev.immure.core.ImmureException with an {@link OpenPgpFault} or PAYLOAD: the fault of the step that failed
     */
    public static OpenPgpSignature verify(
            byte[] message, String on, Digest subject, Keyring keyring, TrustedTime now, CheckLog checks) {
        OpenPgpStatement statement = OpenPgpStatement.read(message, on, checks);
        checks.step("payload-digest", statement.image().toString(), subject.toString(), () -> {
            statement.requireAbout(subject);
            return statement;
        });
        return prove(statement, keyring, now, checks);
    }

    /** Finds out who of the keyring made a statement, and whether that counts. The statement's subject is not judged. */
    public static OpenPgpSignature prove(
            OpenPgpStatement statement, Keyring keyring, TrustedTime now, CheckLog checks) {
        return new OpenPgpVerifier(statement, keyring, now, checks).prove();
    }

    private OpenPgpSignature prove() {
        Signature signature = statement.message().signature();
        List<Match> issuers = step("openpgp-issuer", "keyring", () -> keyring.issuers(signature));
        Match signer = step("signature", names(issuers), () -> signer(issuers));
        String key = signer.key().fingerprint();
        KeyValidity validity = new KeyValidity(signer, now.at());
        step("openpgp-revocation", key, () -> done(validity::requireNotRevoked));
        step("openpgp-key-binding", signer.owner().primary().fingerprint(), () -> done(validity::requireSigning));
        timed("openpgp-key-validity", key, () -> done(() -> validity.requireInTime(signature)));
        timed("openpgp-signature-expiry", key, () -> done(() -> requireNotExpired(signature)));
        return accepted(signer, signature);
    }

    private static String names(List<Match> issuers) {
        return String.join(
                " ", issuers.stream().map(match -> match.key().fingerprint()).toList());
    }

    private Match signer(List<Match> issuers) throws OpenPgpException {
        List<Match> good = new ArrayList<>();
        for (Match match : issuers) {
            if (match.key().material() instanceof Unfit unfit) {
                throw new OpenPgpException(
                        OpenPgpFault.KEY_UNFIT, "key " + match.key().fingerprint() + " is not used: " + unfit.why());
            }
            if (statement.message().isBy(match.key())) {
                good.add(match);
            }
        }
        if (good.size() > 1) {
            throw new OpenPgpException(OpenPgpFault.KEY_UNFIT, "two keys of the keyring have the subkey that signed");
        }
        if (good.isEmpty()) {
            throw new OpenPgpException(OpenPgpFault.BAD_SIGNATURE, "key " + names(issuers) + " did not sign this text");
        }
        return good.getFirst();
    }

    private void requireNotExpired(Signature signature) throws OpenPgpException {
        Optional<Instant> end = signature.expires().filter(moment -> !now.at().isBefore(moment));
        if (end.isPresent()) {
            throw new OpenPgpException(OpenPgpFault.SIGNATURE_EXPIRED, "it expired at " + end.get());
        }
    }

    private OpenPgpSignature accepted(Match signer, Signature signature) {
        PublicKey primary = signer.owner().primary();
        VerificationKey key = signer.key().verificationKey().orElseThrow();
        return new OpenPgpSignature(
                primary.verificationKey().orElseThrow().fingerprint(),
                key.fingerprint(),
                primary.fingerprint(),
                signer.key().fingerprint(),
                signer.owner().names(now.at()),
                statement.image(),
                statement.reference(),
                "openpgp-" + key.kind() + "-"
                        + signature.hash().name().replace("_", "").toLowerCase(Locale.ROOT),
                signature.created(),
                now);
    }

    private interface Step<T> {
        T run() throws OpenPgpException;
    }

    private interface Demand {
        void require() throws OpenPgpException;
    }

    private static Demand done(Demand demand) throws OpenPgpException {
        demand.require();
        return demand;
    }

    private <T> T step(String name, String authority, Step<T> work) {
        return checks.step(name, statement.on(), authority, named(work));
    }

    private <T> void timed(String name, String authority, Step<T> work) {
        checks.step(name, statement.on(), authority, now, named(work));
    }

    private <T> Supplier<T> named(Step<T> work) {
        return () -> {
            try {
                return work.run();
            } catch (OpenPgpException e) {
                throw e.ofSignature(statement.on());
            }
        };
    }
}
