package dev.immure.signing.internal.openpgp;

import dev.immure.signing.internal.openpgp.KeyringReader.Component;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A primary key, the names it gives itself, its subkeys, and what its owner says about them (RFC 9580, 10.1.1). */
final class TransferableKey {
    private static final int NAME = 0xb4;
    private static final int ATTRIBUTE = 0xd1;

    private final PublicKey primary;
    private final boolean revoked;
    private final List<Packet> about;
    private final List<Component> names;
    private final List<Subkey> subkeys;

    private TransferableKey(
            PublicKey primary, boolean revoked, List<Packet> about, List<Component> names, List<Subkey> subkeys) {
        this.primary = primary;
        this.revoked = revoked;
        this.about = about;
        this.names = names;
        this.subkeys = subkeys;
    }

    /** A subkey, and the signatures that stand behind it. */
    private record Subkey(PublicKey key, boolean revoked, List<Packet> about) {}

    static TransferableKey of(List<Component> components) throws OpenPgpException {
        Component first = components.getFirst();
        List<Component> names = new ArrayList<>();
        List<Subkey> subkeys = new ArrayList<>();
        for (Component component : components.subList(1, components.size())) {
            if (component.packet().is(Packet.PUBLIC_SUBKEY)) {
                subkeys.add(new Subkey(
                        PublicKey.read(component.packet()),
                        holds(component.signatures(), Signature.SUBKEY_REVOCATION),
                        component.signatures()));
            } else {
                names.add(component);
            }
        }
        return new TransferableKey(
                PublicKey.read(first.packet()),
                holds(first.signatures(), Signature.KEY_REVOCATION),
                first.signatures(),
                names,
                subkeys);
    }

    /**
     * Whether a revocation is there. It is not asked who made it, how well, and why: a keyring is the file of whoever
     * trusts, so a revocation in it that cannot be checked (made with SHA-1, or by a key that may revoke this one) is no
     * reason to trust the key. Nor does it matter when: the time of a signature is its signer's word, and the thief's.
     */
    private static boolean holds(List<Packet> signatures, int type) throws OpenPgpException {
        for (Packet signature : signatures) {
            if (Signature.typeOf(signature) == type) {
                return true;
            }
        }
        return false;
    }

    PublicKey primary() {
        return primary;
    }

    /** The primary key and the subkeys, fit to sign or not. */
    List<PublicKey> keys() {
        List<PublicKey> all = new ArrayList<>(List.of(primary));
        subkeys.forEach(subkey -> all.add(subkey.key()));
        return all;
    }

    /** Whether the key, one of {@link #keys()}, or the primary key is revoked. */
    boolean isRevoked(PublicKey key) {
        return revoked || subkeys.stream().anyMatch(subkey -> subkey.key() == key && subkey.revoked());
    }

    /** What the owner says last about the primary key, by direct signatures or beside its names; empty if nothing that counts. */
    Optional<SelfStatement> primaryStatement(Instant now) {
        List<SelfStatement> statements = new ArrayList<>();
        for (Packet packet : about) {
            SelfStatement.read(packet, Signature.DIRECT_KEY, primary, primary.hashed(), now)
                    .ifPresent(statements::add);
        }
        for (Component name : names) {
            statements.addAll(certifications(name, now));
        }
        return SelfStatement.newest(statements);
    }

    /** What the owner says last about a subkey; empty if nothing that counts. */
    Optional<SelfStatement> subkeyStatement(PublicKey key, Instant now) {
        List<SelfStatement> statements = new ArrayList<>();
        for (Subkey subkey : subkeys) {
            if (subkey.key() == key) {
                for (Packet packet : subkey.about()) {
                    SelfStatement.read(packet, Signature.SUBKEY_BINDING, primary, bound(key), now)
                            .ifPresent(statements::add);
                }
            }
        }
        return SelfStatement.newest(statements);
    }

    /** The primary key and a subkey, as signatures about both hash them (5.2.4). */
    byte[] bound(PublicKey subkey) {
        return joined(primary.hashed(), subkey.hashed());
    }

    /** The names that the key gives itself and has not taken back. */
    List<String> names(Instant now) {
        return names.stream()
                .filter(name -> name.packet().is(Packet.USER_ID)
                        && !certifications(name, now).isEmpty())
                .map(name -> new String(name.packet().body(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<SelfStatement> certifications(Component name, Instant now) {
        byte[] hashed = joined(primary.hashed(), hashed(name.packet()));
        List<SelfStatement> found = new ArrayList<>();
        for (Packet packet : name.signatures()) {
            // Others may take back what they said about the name; that is theirs.
            if (SelfStatement.read(packet, Signature.CERTIFICATION_REVOCATION, primary, hashed, Instant.MAX)
                    .isPresent()) {
                return List.of();
            }
            SelfStatement.readCertification(packet, primary, hashed, now).ifPresent(found::add);
        }
        return found;
    }

    private static byte[] hashed(Packet name) {
        int length = name.length();
        byte[] header = {
            (byte) (name.is(Packet.USER_ID) ? NAME : ATTRIBUTE),
            (byte) (length >> 24),
            (byte) (length >> 16),
            (byte) (length >> 8),
            (byte) length
        };
        return joined(header, name.body());
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
