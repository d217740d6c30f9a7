package dev.immure.signing.internal.openpgp;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.VerificationKey;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The OpenPGP keys of one authority: what `gpg --export` writes, with or without `--armor`. */
public final class Keyring {
    /** Octets. */
    public static final int MAX_FILE = 1 << 20;

    private static final int MAX_KEYS = 64;
    private static final String BLOCK = "PUBLIC KEY BLOCK";
    /** Behind four octets of length and four of version stands this (GnuPG, doc: keybox). */
    private static final byte[] KEYBOX = {'K', 'B', 'X', 'f'};

    private final List<TransferableKey> keys;

    private Keyring(List<TransferableKey> keys) {
        this.keys = keys;
    }

    /**
     * @param on what to call the file in a fault
     * @throws ImmureException with KEYRING
     */
    public static Keyring read(byte[] file, String on) {
        try {
            return new Keyring(keys(file));
        } catch (OpenPgpException e) {
            throw unusable(e, on);
        }
    }

    /**
     * Several keyrings as one file; what cannot be read as one is refused.
     *
     * @throws ImmureException with KEYRING
     */
    public static byte[] join(List<byte[]> files, String on) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] file : files) {
            try {
                whole.writeBytes(Armour.strip(file, BLOCK));
            } catch (OpenPgpException e) {
                throw unusable(e, on);
            }
        }
        read(whole.toByteArray(), on);
        return whole.toByteArray();
    }

    private static List<TransferableKey> keys(byte[] file) throws OpenPgpException {
        if (file.length > MAX_FILE) {
            throw OpenPgpException.packet("it has more than " + MAX_FILE + " octets");
        }
        if (isKeybox(file)) {
            throw OpenPgpException.packet("it is GnuPG's own database, not an export");
        }
        List<TransferableKey> keys = KeyringReader.read(Armour.strip(file, BLOCK));
        if (keys.isEmpty() || keys.size() > MAX_KEYS) {
            throw OpenPgpException.packet("it holds " + keys.size() + " keys, not 1 to " + MAX_KEYS);
        }
        Set<String> seen = new HashSet<>();
        for (TransferableKey key : keys) {
            // Of two copies one may lack a revocation.
            if (!seen.add(key.primary().fingerprint())) {
                throw OpenPgpException.packet("it holds key " + key.primary().fingerprint() + " twice");
            }
        }
        return List.copyOf(keys);
    }

    private static ImmureException unusable(OpenPgpException e, String on) {
        return new ImmureException(new Fault(
                OpenPgpFault.KEYRING,
                "cannot use OpenPGP keyring",
                on,
                e.why(),
                "Give what gpg --export KEY writes, with or without --armor"));
    }

    private static boolean isKeybox(byte[] file) {
        return file.length >= 12
                && file[8] == KEYBOX[0]
                && file[9] == KEYBOX[1]
                && file[10] == KEYBOX[2]
                && file[11] == KEYBOX[3];
    }

    /** The fingerprints of the primary keys, as gpg prints them but in lower case. */
    public List<String> fingerprints() {
        return keys.stream().map(key -> key.primary().fingerprint()).toList();
    }

    /** SHA-256 of the SubjectPublicKeyInfo of each primary key that is fit to be counted. */
    public List<Digest> primaryKeys() {
        return keys.stream()
                .map(key -> key.primary().verificationKey())
                .flatMap(Optional::stream)
                .map(VerificationKey::fingerprint)
                .toList();
    }

    /** A key of the keyring, primary or not, and what it belongs to. */
    record Match(TransferableKey owner, PublicKey key) {}

    /** The keys that a signature may be by, according to itself. Ids are short: two keys may share one. */
    List<Match> issuers(Signature signature) throws OpenPgpException {
        Optional<String> fingerprint = signature.issuerFingerprint();
        Optional<String> id = signature.issuerKeyId();
        if (fingerprint.isEmpty() && id.isEmpty()) {
            throw new OpenPgpException(OpenPgpFault.UNSUPPORTED, "it does not say which key made it");
        }
        List<Match> found = new ArrayList<>();
        for (TransferableKey owner : keys) {
            for (PublicKey key : owner.keys()) {
                if (fingerprint.map(key.fingerprint()::equals).orElse(true)
                        && id.map(key.keyId()::equals).orElse(true)) {
                    found.add(new Match(owner, key));
                }
            }
        }
        if (found.isEmpty()) {
            throw new OpenPgpException(
                    OpenPgpFault.UNKNOWN_KEY,
                    "the keyring has no key " + fingerprint.or(() -> id).orElseThrow());
        }
        return found;
    }
}
