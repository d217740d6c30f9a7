package dev.immure.signing.internal.openpgp;

import dev.immure.signing.internal.keys.BareKeys;
import dev.immure.signing.internal.keys.PrivateKey;
import java.math.BigInteger;
import java.util.Optional;

/** A secret key packet (RFC 9580, 5.5.3), not encrypted: the public part, and the secret when it is there. */
final class SecretKey {
    private static final int NOT_ENCRYPTED = 0;
    /** How GnuPG says that the secret is kept elsewhere: string-to-key of its own kind, 101 "GNU" 1 (doc/DETAILS). */
    private static final int GNU_KIND = 101;

    private final PublicKey publicPart;
    private final Optional<PrivateKey> secret;

    private SecretKey(PublicKey publicPart, Optional<PrivateKey> secret) {
        this.publicPart = publicPart;
        this.secret = secret;
    }

    /** @throws dev.immure.core.ImmureException when its numbers are no key */
    static SecretKey read(Packet packet, String on) throws OpenPgpException {
        OctetReader in = packet.reader();
        PublicKey publicPart = PublicKey.ofSecret(in, packet.body());
        if (publicPart.verificationKey().isEmpty()) {
            return new SecretKey(publicPart, Optional.empty());
        }
        if (in.octet() != NOT_ENCRYPTED) {
            in.octet(); // cipher
            if (in.octet() == GNU_KIND) {
                return new SecretKey(publicPart, Optional.empty());
            }
            throw OpenPgpException.packet("it is protected by a passphrase");
        }
        checkSum(in.rest());
        OctetReader numbers = packet.reader();
        PublicKey.ofSecret(numbers, packet.body());
        numbers.octet();
        PrivateKey key = secret(publicPart, packet, numbers, on);
        numbers.number16(); // the checksum, checked above
        numbers.end("a secret key");
        boolean fits = publicPart
                .verificationKey()
                .orElseThrow()
                .fingerprint()
                .equals(key.publicKey().fingerprint());
        if (!fits) {
            throw OpenPgpException.packet("its secret part is not that of its public part");
        }
        return new SecretKey(publicPart, Optional.of(key));
    }

    private static void checkSum(byte[] numbersAndSum) throws OpenPgpException {
        OctetReader in = new OctetReader(numbersAndSum);
        int sum = 0;
        while (in.left() > 2) {
            sum += in.octet();
        }
        if ((sum & 0xffff) != in.number16()) {
            throw OpenPgpException.packet("the checksum of its secret part does not fit");
        }
    }

    private static PrivateKey secret(PublicKey key, Packet packet, OctetReader in, String on) throws OpenPgpException {
        OctetReader shared = packet.reader();
        shared.octets(6); // version, time, algorithm
        return switch (key.algorithm()) {
            case PublicKey.RSA, PublicKey.RSA_SIGN_ONLY -> {
                BigInteger modulus = shared.integer();
                BigInteger exponent = shared.integer();
                BigInteger secret = in.integer();
                BigInteger p = in.integer();
                BigInteger q = in.integer();
                in.integer(); // p^-1 mod q, which is computed anew
                yield BareKeys.secretRsa(modulus, exponent, secret, p, q, on);
            }
            case PublicKey.ECDSA -> BareKeys.secretEcdsa(PublicKey.curve(shared), in.integer(), on);
            case PublicKey.EDDSA -> BareKeys.secretEd25519(in.integer(), on);
            default -> throw new IllegalStateException("a key of another kind is not fit");
        };
    }

    PublicKey publicPart() {
        return publicPart;
    }

    Optional<PrivateKey> secret() {
        return secret;
    }

    /** The packet that the world may see. */
    Packet publicPacket(int tag) {
        return new Packet(tag, publicPart.body());
    }
}
