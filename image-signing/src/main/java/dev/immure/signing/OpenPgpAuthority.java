package dev.immure.signing;

import dev.immure.signing.internal.openpgp.Keyring;
import java.util.Objects;
import java.util.stream.Collectors;

/** Whoever holds a key of an OpenPGP keyring: one authority, however many keys it has. */
public final class OpenPgpAuthority implements Authority {
    private final String name;
    private final Keyring keyring;

    OpenPgpAuthority(String name, Keyring keyring) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.keyring = Objects.requireNonNull(keyring, "keyring is null");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String kind() {
        return "openpgp";
    }

    @Override
    public String definition() {
        return keyring.fingerprints().stream().sorted().collect(Collectors.joining(" ", "openpgp ", ""));
    }

    Keyring keyring() {
        return keyring;
    }
}
