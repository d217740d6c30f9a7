package dev.immure.signing.internal.openpgp;

import dev.immure.core.image.Digest;
import dev.immure.signing.check.TrustedTime;
import dev.immure.signing.internal.name.SignedReference;
import java.time.Instant;
import java.util.List;

/**
 * A good OpenPGP signature over a statement about an image, by a key of the keyring that counts.
 *
 * @param signer SHA-256 of the SubjectPublicKeyInfo of the PRIMARY key: two subkeys of it are one signer
 * @param signingKey the same of the key that signed, which may be a subkey
 * @param fingerprint of the primary key, as gpg prints it but in lower case
 * @param signingFingerprint of the key that signed
 * @param names the user ids of the primary key; no trust hangs on them
 * @param image what was signed
 * @param reference under which name
 * @param algorithm kind of key and hash
 * @param created the signer's own word
 * @param time at which all this holds
 */
public record OpenPgpSignature(
        Digest signer,
        Digest signingKey,
        String fingerprint,
        String signingFingerprint,
        List<String> names,
        Digest image,
        SignedReference reference,
        String algorithm,
        Instant created,
        TrustedTime time) {
    public OpenPgpSignature {
        names = List.copyOf(names);
    }
}
