package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.core.yaml.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code revoked} of a trust file. */
final class RevocationFields {
    private RevocationFields() {}

    static Revocations read(Fields entry) {
        Revocations revoked =
                new Revocations(digests(entry, "keys"), digests(entry, "certificates"), digests(entry, "images"));
        entry.refuseOthers();
        return revoked;
    }

    private static Set<Digest> digests(Fields entry, String field) {
        Set<Digest> digests = new HashSet<>();
        List<String> texts = entry.has(field) ? entry.texts(field) : List.of();
        for (String text : texts) {
            try {
                digests.add(Digest.parse(text));
            } catch (IllegalArgumentException e) {
                entry.fault(field, "holds \"" + text + "\", which is not sha256: and 64 small hex digits");
            }
        }
        return digests;
    }
}
