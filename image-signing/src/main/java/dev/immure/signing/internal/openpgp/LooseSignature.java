package dev.immure.signing.internal.openpgp;

import dev.immure.core.image.Digest;
import java.util.Map;

/**
 * A {@code signature-N} file of a {@code dir:} image or a lookaside directory, by its kind (containers/image,
 * internal/signature): an OpenPGP message begins with a set high bit, any other format with NUL, its name, and a line end.
 */
public sealed interface LooseSignature {
    /** Bytes of the file. */
    int MAX_FILE = 128 << 10;

    /** An OpenPGP message; for {@link OpenPgpVerifier}. */
    record OpenPgp(Octets message) implements LooseSignature {}

    /**
     * What would be a layer of cosign's signature manifest.
     *
     * @param mediaType of the payload
     * @param annotations of the layer: signature, certificate, chain, log entry
     */
    record Sigstore(String mediaType, Octets payload, Map<String, String> annotations) implements LooseSignature {
        public Sigstore {
            annotations = Map.copyOf(annotations);
        }
    }

    /** Bytes that nobody changes. */
    final class Octets {
        private final byte[] bytes;

        Octets(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes.clone();
        }

        public Digest digest() {
            return Digest.of(bytes);
        }
    }

    /**
     * @param on what to call the file in a fault
     * @throws dev.immure.core.ImmureException with PACKET, LIMIT or UNSUPPORTED
     */
    static LooseSignature parse(byte[] file, String on) {
        try {
            return SigstoreFile.parse(file);
        } catch (OpenPgpException e) {
            throw e.ofSignature(on);
        }
    }
}
