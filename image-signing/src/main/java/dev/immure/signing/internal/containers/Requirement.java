package dev.immure.signing.internal.containers;

import java.util.List;
import java.util.Set;

/** One requirement of containers-policy.json(5); all those of a scope must be met. */
sealed interface Requirement {
    /** {@code insecureAcceptAnything}. */
    record Anything() implements Requirement {}

    /** {@code reject}. */
    record Nothing() implements Requirement {}

    /**
     * {@code signedBy}, {@code sigstoreSigned}.
     *
     * @param keys any of these
     * @param identity what name must be signed: a type of {@code signedIdentity}
     * @param beyond names of fields that demand more than a signature by a key
     */
    record Signed(Format format, Keys keys, String identity, Set<String> beyond) implements Requirement {
        public Signed {
            beyond = Set.copyOf(beyond);
        }
    }

    /** How images are signed. */
    enum Format {
        OPENPGP,
        COSIGN
    }

    /** Files, and base64 of what could be in files. */
    record Keys(List<String> paths, List<String> data) {
        public Keys {
            paths = List.copyOf(paths);
            data = List.copyOf(data);
        }
    }
}
