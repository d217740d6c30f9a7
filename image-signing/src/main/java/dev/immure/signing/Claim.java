package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.attestation.PredicateType;
import dev.immure.signing.attestation.Statement;
import dev.immure.signing.internal.name.SignedReference;
import java.util.Objects;
import java.util.Optional;

/**
 * What an attached thing says, before anybody knows whether it is true.
 *
 * @param payload digest of the signed bytes
 * @param subject the image that it is about; the first where it is about several and not about the one it is attached to
 * @param reference the name that it gives the image; not every format signs one
 * @param statement the in-toto statement, for formats that sign one
 */
record Claim(Digest payload, Digest subject, Optional<SignedReference> reference, Optional<Statement> statement) {
    Claim {
        Objects.requireNonNull(payload, "payload is null");
        Objects.requireNonNull(subject, "subject is null");
        Objects.requireNonNull(reference, "reference is null");
        Objects.requireNonNull(statement, "statement is null");
    }

    /** A statement that says more than that somebody signed the image. */
    Optional<Statement> attestation() {
        return statement.filter(said -> !said.predicateType().equals(PredicateType.IMAGE_SIGNATURE.uri()));
    }

    /** A claim of a format that signs in-toto statements. */
    static Claim of(Digest payload, Digest attachedTo, Statement statement) {
        Digest subject = statement.covers(attachedTo)
                ? attachedTo
                : statement.subjects().stream()
                        .flatMap(found -> found.sha256().stream())
                        .findFirst()
                        .map(hex -> Digest.parse("sha256:" + hex))
                        .orElse(payload);
        return new Claim(payload, subject, Optional.empty(), Optional.of(statement));
    }
}
