package dev.immure.signing.internal.tuf;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonException.Flaw;
import dev.immure.core.json.JsonObject;
import dev.immure.signing.fault.TufFault;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What signed metadata says about a file.
 *
 * @param hashes in hexadecimal, by the name of the JDK's algorithm; those that are not known are left out
 */
record FileInfo(Optional<Long> length, Map<String, String> hashes) {
    private static final Map<String, String> ALGORITHMS = Map.of("sha256", "SHA-256", "sha512", "SHA-512");

    static FileInfo read(JsonObject json) throws JsonException {
        Optional<Long> length = json.has("length") ? Optional.of(json.requireLong("length")) : Optional.empty();
        if (length.filter(bytes -> bytes < 0).isPresent()) {
            throw new JsonException(Flaw.TYPE, "a length is negative");
        }
        Map<String, String> hashes = new LinkedHashMap<>();
        boolean given = json.has("hashes");
        for (Map.Entry<String, String> hash : json.stringMap("hashes").entrySet()) {
            String algorithm = ALGORITHMS.get(hash.getKey());
            if (algorithm != null) {
                hashes.put(algorithm, hash.getValue());
            }
        }
        if (given && hashes.isEmpty()) {
            throw new JsonException(Flaw.TYPE, "a file has hashes, and neither SHA-256 nor SHA-512");
        }
        return new FileInfo(length, hashes);
    }

    /** Of a target, which must have both (4.5). */
    static FileInfo readWhole(JsonObject json) throws JsonException {
        FileInfo info = read(json);
        if (info.length.isEmpty() || info.hashes.isEmpty()) {
            throw new JsonException(Flaw.MISSING, "a target has no length or no hash");
        }
        return info;
    }

    /** How many bytes to read at most: what is signed, when it is within the limit. */
    int limit(int most, String file) {
        if (length.filter(bytes -> bytes > most).isPresent()) {
            throw TufFaults.refused(
                    TufFault.LIMIT, file, "it is to have " + length.get() + " bytes, more than " + most);
        }
        return length.map(Long::intValue).orElse(most);
    }

    /** @throws dev.immure.core.ImmureException with CONTENT */
    byte[] require(byte[] content, String file) {
        if (length.filter(bytes -> bytes != content.length).isPresent()) {
            throw TufFaults.refused(TufFault.CONTENT, file, "it has " + content.length + " bytes, not " + length.get());
        }
        hashes.forEach((algorithm, expected) -> {
            if (!hash(algorithm, content).equals(expected)) {
                throw TufFaults.refused(TufFault.CONTENT, file, "its " + algorithm + " is not " + expected);
            }
        });
        return content;
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
