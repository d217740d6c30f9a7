package dev.immure.signing.internal.sigstore.wire;

import dev.immure.core.image.Digest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is known of an artifact by its hashes: all of them when its bytes were there, SHA-256 alone otherwise. */
public record Hashes(Map<HashAlgorithm, Bytes> values) {
    public Hashes {
        values = Map.copyOf(values);
        if (!values.containsKey(HashAlgorithm.SHA2_256)) {
            throw new IllegalArgumentException("every artifact has a SHA-256");
        }
    }

    public static Hashes of(byte[] message) {
        return new Hashes(Stream.of(HashAlgorithm.values())
                .collect(Collectors.toMap(
                        algorithm -> algorithm,
                        algorithm -> algorithm.of(message),
                        (one, other) -> one,
                        () -> new EnumMap<>(HashAlgorithm.class))));
    }

    public static Hashes of(Digest sha256) {
        return new Hashes(Map.of(HashAlgorithm.SHA2_256, Bytes.of(HexFormat.of().parseHex(sha256.hex()))));
    }

    public Optional<Bytes> of(HashAlgorithm algorithm) {
        return Optional.ofNullable(values.get(algorithm));
    }

    public Digest sha256() {
        return new Digest(of(HashAlgorithm.SHA2_256).orElseThrow().hex());
    }
}
