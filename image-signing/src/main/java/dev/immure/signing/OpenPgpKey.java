package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.internal.openpgp.OpenPgpSigner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;

/** An OpenPGP secret key to sign images with. Prints nothing secret. */
public final class OpenPgpKey {
    private final OpenPgpSigner signer;

    private OpenPgpKey(OpenPgpSigner signer) {
        this.signer = signer;
    }

    /**
     * Reads what `gpg --export-secret-keys KEY` writes, of a key without passphrase: at most 64 KiB, not accessible to
     * group or others.
     *
     * @param now when the key is to be valid
     * @throws dev.immure.core.ImmureException with FILE, PERMISSIONS, or an {@code OpenPgpFault}
     */
    public static OpenPgpKey read(Path file, Instant now) {
        byte[] content = KeyFiles.readSecret(file);
        try {
            return new OpenPgpKey(OpenPgpSigner.read(content, file.toString(), now));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Of the key that signs, as gpg prints it but in lower case. */
    public String fingerprint() {
        return signer.fingerprint();
    }

    byte[] sign(SignedReference reference, Digest image, Instant now) {
        return signer.sign(reference, image, now);
    }

    @Override
    public String toString() {
        return "openpgp " + fingerprint();
    }
}
