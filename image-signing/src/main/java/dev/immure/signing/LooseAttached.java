package dev.immure.signing;

import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.signing.check.CheckLog;
import dev.immure.signing.internal.openpgp.LooseSignature;
import dev.immure.signing.internal.openpgp.OpenPgpSignature;
import dev.immure.signing.internal.openpgp.OpenPgpStatement;
import dev.immure.signing.internal.openpgp.OpenPgpVerifier;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A file {@code signature-N} beside the image: an OpenPGP message, or what would be a layer of cosign's. */
final class LooseAttached implements Attached {
    private final byte[] file;
    private final String on;
    private final List<Digest> subjects;
    private Optional<OpenPgpStatement> statement = Optional.empty();
    private Optional<CosignSignature> cosign = Optional.empty();

    /**
     * @param number of the file, from 1
     * @param subjects the image, and the index that it was chosen from: the file does not say which it is attached to
     */
    LooseAttached(byte[] file, int number, List<Digest> subjects) {
        this.file = file.clone();
        this.on = "signature-" + number;
        this.subjects = List.copyOf(subjects);
    }

    @Override
    public Digest blob() {
        return Digest.of(file);
    }

    /** There is none; the file stands for it. */
    @Override
    public Digest manifest() {
        return blob();
    }

    @Override
    public Digest subject() {
        return cosign.map(Attached::subject)
                .orElseGet(() -> subject(statement.map(OpenPgpStatement::image).orElse(subjects.getFirst())));
    }

    private Digest subject(Digest named) {
        return subjects.contains(named) ? named : subjects.getFirst();
    }

    @Override
    public Claim claim(CheckLog checks) {
        LooseSignature kind =
                checks.step("signature-file", on, "OpenPGP or sigstore-json", () -> LooseSignature.parse(file, on));
        return switch (kind) {
            case LooseSignature.OpenPgp openPgp -> {
                OpenPgpStatement read = OpenPgpStatement.read(openPgp.message().bytes(), on, checks);
                statement = Optional.of(read);
                yield new Claim(read.payloadDigest(), read.image(), Optional.of(read.reference()), Optional.empty());
            }
            case LooseSignature.Sigstore sigstore -> {
                CosignSignature signature = cosign(sigstore);
                cosign = Optional.of(signature);
                yield signature.claim(checks);
            }
        };
    }

    private CosignSignature cosign(LooseSignature.Sigstore sigstore) {
        byte[] payload = sigstore.payload().bytes();
        Descriptor layer = new Descriptor(
                sigstore.mediaType(),
                Digest.of(payload),
                payload.length,
                sigstore.annotations(),
                Optional.empty(),
                Optional.empty());
        return new CosignSignature(layer, () -> payload, blob(), subjects.getFirst());
    }

    @Override
    public long size() {
        return file.length;
    }

    @Override
    public boolean isFor(Authority authority) {
        return cosign.map(found -> found.isFor(authority)).orElse(authority instanceof OpenPgpAuthority);
    }

    @Override
    public Proof prove(Authority authority, VerificationTime time, CheckLog checks) {
        if (cosign.isPresent()) {
            return cosign.get().prove(authority, time, checks);
        }
        return switch (authority) {
            case OpenPgpAuthority openPgp -> prove(openPgp, time, checks);
            case TrustedKey other -> throw Rejections.notFor(other);
            case KeylessAuthority other -> throw Rejections.notFor(other);
            case NotationAuthority other -> throw Rejections.notFor(other);
        };
    }

    private Proof prove(OpenPgpAuthority authority, VerificationTime time, CheckLog checks) {
        OpenPgpSignature good =
                OpenPgpVerifier.prove(statement.orElseThrow(), authority.keyring(), time.current(), checks);
        return new Proof(
                new SignerIdentity(authority.name(), good.signer(), SignerIdentity.OPENPGP),
                Stream.of(good.signer(), good.signingKey()).collect(Collectors.toSet()),
                Set.of(),
                // One person may bind one subkey to two primary keys, and hold it as a bare key besides.
                Stream.of(good.signer(), good.signingKey())
                        .map(key -> "key " + key)
                        .collect(Collectors.toSet()),
                good.algorithm(),
                good.time());
    }
}
