package dev.immure.core.audit;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who signed an image, as the verifier established it.
 *
 * @param identity as the trust policy names it: a key fingerprint, a mail address, a subject
 * @param method such as {@code cosign-key}
 * @param evidence what the verifier saw; a name is a letter, then at most 63 letters, digits, dots, dashes and
 *     underscores
 */
public record Signer(String identity, String method, Map<String, String> evidence) {
    // JSON member names with half a surrogate pair cannot be read back; the names are ours anyway.
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

    public Signer {
        Objects.requireNonNull(identity, "identity is null");
        Objects.requireNonNull(method, "method is null");
        for (String name : evidence.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "evidence has a short name of ASCII letters, digits, dots and dashes");
            }
        }
        evidence = Collections.unmodifiableMap(new TreeMap<>(evidence));
    }
}
