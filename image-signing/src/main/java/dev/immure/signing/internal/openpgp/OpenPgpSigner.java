package dev.immure.signing.internal.openpgp;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.fault.OpenPgpFault;
import dev.immure.signing.internal.keys.BareKeys;
import dev.immure.signing.internal.keys.Hash;
import dev.immure.signing.internal.keys.PrivateKey;
import dev.immure.signing.internal.name.SignedReference;
import dev.immure.signing.internal.openpgp.Keyring.Match;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** Signs images in the format that skopeo, podman and CRI-O check ({@code signedBy}). */
public final class OpenPgpSigner {
    private static final int MAX_PACKETS = 1000;

    private final PublicKey publicKey;
    private final PrivateKey secret;

    private OpenPgpSigner(PublicKey publicKey, PrivateKey secret) {
        this.publicKey = publicKey;
        this.secret = secret;
    }

    /**
     * Reads what `gpg --export-secret-keys KEY` writes, with or without `--armor`, of a key without passphrase. As with
     * gpg, the newest subkey that may sign does, else the primary key.
     *
     * @param on what to call the file in a fault
     * @param now when the key is to be valid
     * @throws ImmureException with SECRET_KEY, or what is wrong with the key's numbers
     */
    public static OpenPgpSigner read(byte[] file, String on, Instant now) {
        try {
            if (file.length > Keyring.MAX_FILE) {
                throw OpenPgpException.packet("it has more than " + Keyring.MAX_FILE + " octets");
            }
            return read(PacketReader.read(Armour.strip(file, "PRIVATE KEY BLOCK"), MAX_PACKETS), on, now);
        } catch (OpenPgpException e) {
            throw unusable(on, e.why());
        }
    }

    private static OpenPgpSigner read(List<Packet> packets, String on, Instant now) throws OpenPgpException {
        List<SecretKey> secrets = new ArrayList<>();
        PacketWriter exported = new PacketWriter();
        for (Packet packet : packets) {
            Packet shown = packet;
            if (packet.is(Packet.SECRET_KEY) || packet.is(Packet.SECRET_SUBKEY)) {
                SecretKey secret = SecretKey.read(packet, on);
                secrets.add(secret);
                shown = secret.publicPacket(packet.is(Packet.SECRET_KEY) ? Packet.PUBLIC_KEY : Packet.PUBLIC_SUBKEY);
            }
            exported.octets(PacketWriter.packet(shown.tag(), shown.body()));
        }
        // The public half goes through the reader that will judge the signatures: what it refuses is not used.
        List<TransferableKey> owners = KeyringReader.read(exported.done());
        if (owners.size() != 1) {
            throw OpenPgpException.packet("it holds " + owners.size() + " keys; which one is to sign is not said");
        }
        return choose(owners.getFirst(), secrets, now);
    }

    private static OpenPgpSigner choose(TransferableKey owner, List<SecretKey> secrets, Instant now)
            throws OpenPgpException {
        List<OpenPgpSigner> able = new ArrayList<>();
        String why = "none of its keys has a secret part";
        for (SecretKey secret : secrets) {
            if (secret.secret().isPresent()) {
                PublicKey key = same(owner, secret.publicPart());
                try {
                    requireValid(new KeyValidity(new Match(owner, key), now));
                    able.add(new OpenPgpSigner(key, secret.secret().get()));
                } catch (OpenPgpException e) {
                    why = e.why();
                }
            }
        }
        String last = why;
        return able.stream()
                .max(Comparator.<OpenPgpSigner, Boolean>comparing(signer -> signer.publicKey != owner.primary())
                        .thenComparing(signer -> signer.publicKey.created()))
                .orElseThrow(() -> OpenPgpException.packet(last));
    }

    private static void requireValid(KeyValidity validity) throws OpenPgpException {
        validity.requireNotRevoked();
        validity.requireSigning();
        validity.requireNotExpired();
    }

    private static PublicKey same(TransferableKey owner, PublicKey key) throws OpenPgpException {
        return owner.keys().stream()
                .filter(other -> other.fingerprint().equals(key.fingerprint()))
                .findFirst()
                .orElseThrow(() -> OpenPgpException.packet("its subkeys cannot be told apart"));
    }

    /** The fingerprint of the key that signs, as gpg prints it but in lower case. */
    public String fingerprint() {
        return publicKey.fingerprint();
    }

    /** The bytes of a {@code signature-N}: this image has this name. */
    public byte[] sign(SignedReference reference, Digest image, Instant created) {
        return sign(AtomicStatement.encode(reference, image), created);
    }

    byte[] sign(byte[] text, Instant created) {
        byte[] keyId = HexFormat.of().parseHex(publicKey.keyId());
        int hash = number(BareKeys.hashOf(secret));
        byte[] onePass = new PacketWriter()
                .octet(3)
                .octet(Signature.BINARY)
                .octet(hash)
                .octet(publicKey.algorithm())
                .octets(keyId)
                .octet(1)
                .done();
        byte[] literal =
                new PacketWriter().octet('b').octet(0).number32(0).octets(text).done();
        return new PacketWriter()
                .octets(PacketWriter.packet(Packet.ONE_PASS_SIGNATURE, onePass))
                .octets(PacketWriter.packet(Packet.LITERAL_DATA, literal))
                .octets(PacketWriter.packet(Packet.SIGNATURE, signature(text, hash, keyId, created)))
                .done();
    }

    private byte[] signature(byte[] text, int hash, byte[] keyId, Instant created) {
        byte[] fingerprint = new PacketWriter()
                .octet(PublicKey.VERSION)
                .octets(HexFormat.of().parseHex(publicKey.fingerprint()))
                .done();
        byte[] time = new PacketWriter().number32(created.getEpochSecond()).done();
        byte[] hashed = new PacketWriter()
                .octets(PacketWriter.subpacket(Subpacket.ISSUER_FINGERPRINT, fingerprint))
                .octets(PacketWriter.subpacket(Subpacket.CREATION_TIME, time))
                .done();
        byte[] unhashed = PacketWriter.subpacket(Subpacket.ISSUER_KEY_ID, keyId);
        byte[] signedPart = Signature.signedPart(Signature.BINARY, publicKey.algorithm(), hash, hashed);
        byte[] message = Signature.message(text, signedPart);
        byte[] digest = BareKeys.hashOf(secret).of(message);
        PacketWriter out = new PacketWriter()
                .octets(signedPart)
                .number16(unhashed.length)
                .octets(unhashed)
                .octet(digest[0])
                .octet(digest[1]);
        BareKeys.sign(secret, message).forEach(out::integer);
        return out.done();
    }

    private static int number(Hash hash) {
        return switch (hash) {
            case SHA_256 -> 8;
            case SHA_384 -> 9;
            case SHA_512 -> 10;
        };
    }

    private static ImmureException unusable(String on, String why) {
        return new ImmureException(new Fault(
                OpenPgpFault.SECRET_KEY,
                "cannot sign with OpenPGP key",
                on,
                why,
                "Give what gpg --export-secret-keys KEY writes of one key without passphrase"));
    }
}
