package dev.immure.signing.internal.sigstore.rekor;

import java.util.Optional;
import java.util.stream.Stream;

/** A kind of log entry that says what was signed by whom. Rekor has others, which no signature is checked with. */
public enum EntryKind {
    HASHEDREKORD_1("hashedrekord", "0.0.1"),
    HASHEDREKORD_2("hashedrekord", "0.0.2"),
    DSSE_1("dsse", "0.0.1"),
    DSSE_2("dsse", "0.0.2"),
    INTOTO_1("intoto", "0.0.1"),
    INTOTO_2("intoto", "0.0.2");

    private final String kind;
    private final String version;

    EntryKind(String kind, String version) {
        this.kind = kind;
        this.version = version;
    }

    public static Optional<EntryKind> of(String kind, String version) {
        return Stream.of(values())
                .filter(value -> value.kind.equals(kind) && value.version.equals(version))
                .findFirst();
    }

    @Override
    public String toString() {
        return kind + " " + version;
    }
}
