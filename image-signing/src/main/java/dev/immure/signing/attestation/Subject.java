package dev.immure.signing.attestation;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * One artifact that a statement is about (in-toto, spec/v1/resource_descriptor.md).
 *
 * @param name as the signer calls it; empty when he does not
 * @param digests hexadecimal digits by algorithm, as in {@code sha256}; never empty. Only SHA-256 names an artifact here.
 */
public record Subject(String name, Map<String, String> digests) {
    private static final String SHA256 = "sha256";
    private static final int MAX_DIGESTS = 16;
    private static final int MAX_NAME = 4096;
    private static final Pattern ALGORITHM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    /** Of any algorithm that in-toto knows; digest_set.md: lower-case hexadecimal. */
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2}){4,128}");

    public Subject {
        digests = Map.copyOf(digests);
        if (digests.isEmpty()) {
            throw new IllegalArgumentException("a subject has a digest");
        }
    }

    /** An artifact by its SHA-256. */
    public static Subject of(String name, Digest artifact) {
        return new Subject(name, Map.of(SHA256, artifact.hex()));
    }

    /** Empty for an artifact that is named by other algorithms alone. */
    public Optional<String> sha256() {
        return Optional.ofNullable(digests.get(SHA256));
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        if (!name.isEmpty()) {
            json.put("name", name);
        }
        json.put("digest", new TreeMap<>(digests));
        return json;
    }

    static Subject of(JsonObject item) throws JsonException {
        item.refuseCaseVariantsOf(Set.of("name", "digest"));
        String name = item.string("name").orElse("");
        if (name.length() > MAX_NAME) {
            throw new JsonException(Flaw.TOO_LARGE, "a subject's name is longer than " + MAX_NAME + " characters");
        }
        item.requireObject("digest").refuseCaseVariantsOf(Set.of(SHA256));
        Map<String, String> digests = item.stringMap("digest");
        if (digests.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "a subject's \"digest\" is empty");
        }
        if (digests.size() > MAX_DIGESTS) {
            throw new JsonException(Flaw.TOO_MANY_VALUES, "a subject has more than " + MAX_DIGESTS + " digests");
        }
        for (Map.Entry<String, String> digest : digests.entrySet()) {
            requireHex(digest.getKey(), digest.getValue());
        }
        return new Subject(name, digests);
    }

    private static void requireHex(String algorithm, String hex) throws JsonException {
        if (!ALGORITHM.matcher(algorithm).matches()) {
            throw new JsonException(Flaw.TYPE, "a subject has a digest whose algorithm is no name");
        }
        boolean well = HEX.matcher(hex).matches() && (!algorithm.equals(SHA256) || hex.length() == 64);
        if (!well) {
            throw new JsonException(
                    Flaw.TYPE, "a subject's " + algorithm + " is not a digest in lower-case hexadecimal digits");
        }
    }
}
