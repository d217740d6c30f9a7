package dev.immure.signing.internal.openpgp;

import java.util.ArrayList;
import java.util.List;

/** Sorts the packets of a keyring (RFC 9580, 10.1): each key with its names, its subkeys and what is signed about them. */
final class KeyringReader {
    private static final int MAX_PACKETS = 20_000;

    private final List<TransferableKey> keys = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();

    private KeyringReader() {}

    /** A key, a subkey, or a name, with the signature packets that follow it. */
    record Component(Packet packet, List<Packet> signatures) {
        Component(Packet packet) {
            this(packet, new ArrayList<>());
        }
    }

    static List<TransferableKey> read(byte[] octets) throws OpenPgpException {
        KeyringReader reader = new KeyringReader();
        for (Packet packet : PacketReader.read(octets, MAX_PACKETS)) {
            reader.add(packet);
        }
        reader.finish();
        return reader.keys;
    }

    private void add(Packet packet) throws OpenPgpException {
        switch (packet.tag()) {
            case Packet.PUBLIC_KEY -> {
                finish();
                components.add(new Component(packet));
            }
            case Packet.USER_ID, Packet.USER_ATTRIBUTE, Packet.PUBLIC_SUBKEY -> {
                requireKey();
                components.add(new Component(packet));
            }
            case Packet.SIGNATURE -> {
                requireKey();
                components.getLast().signatures().add(packet);
            }
            case Packet.TRUST -> requireKey(); // GnuPG's own note about what precedes (5.10)
            case Packet.SECRET_KEY, Packet.SECRET_SUBKEY ->
                throw OpenPgpException.packet("it holds a secret key, which does not belong into a keyring of trust");
            default -> throw OpenPgpException.packet("a packet with tag " + packet.tag() + " is in it");
        }
    }

    private void requireKey() throws OpenPgpException {
        if (components.isEmpty()) {
            throw OpenPgpException.packet("it does not begin with a key");
        }
    }

    private void finish() throws OpenPgpException {
        if (!components.isEmpty()) {
            keys.add(TransferableKey.of(List.copyOf(components)));
            components.clear();
        }
    }
}
