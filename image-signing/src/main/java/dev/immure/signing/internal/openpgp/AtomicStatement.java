package dev.immure.signing.internal.openpgp;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.name.SignedReference;
import java.nio.charset.StandardCharsets;

/** The statement that OpenPGP signatures are made over (containers/image, docs/containers-signature.5.md). */
final class AtomicStatement {
    /** cosign's statements differ in nothing but this; neither passes for the other. */
    static final String TYPE = "atomic container signature";

    private AtomicStatement() {}

    /** The bytes to sign. containers/image demands {@code optional} to be an object. */
    static byte[] encode(SignedReference reference, Digest image) {
        // Neither part can hold a character that JSON escapes: their grammars allow none.
        return ("{\"critical\":{\"identity\":{\"docker-reference\":\"" + reference.text()
                        + "\"},\"image\":{\"docker-manifest-digest\":\"" + image + "\"},\"type\":\"" + TYPE
                        + "\"},\"optional\":{}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
