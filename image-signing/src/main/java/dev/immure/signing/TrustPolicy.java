package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.name.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whose signatures count for which image names. The most specific rule that covers a name is the only one that is asked;
 * a name without a rule is refused.
 */
public final class TrustPolicy {
    private final List<TrustedKey> keys;
    private final List<TrustRule> rules;

    TrustPolicy(List<TrustedKey> keys, List<TrustRule> rules) {
        this.keys = List.copyOf(keys);
        this.rules = rules.stream()
                .sorted(Comparator.comparingInt((TrustRule rule) -> rule.scope().specificity())
                        .reversed())
                .toList();
    }

    /**
     * Reads a trust file (YAML, at most 256 KiB):
     *
     * <pre>
     * schema: 1
     * keys:
     *   alice: { file: alice.pem }       # relative to the trust file
     *   bob:   { pem: "-----BEGIN PUBLIC KEY-----…" }
     * rules:
     *   - scope: registry.example/team/*
     *     require: [alice, bob]          # any of them counts
     *     threshold: 2                   # so many distinct keys; 1 when absent
     * </pre>
     *
     * @throws dev.immure.core.ImmureException with TRUST_FILE naming every fault of the file and its keys, or FILE or
     *     PERMISSIONS when it cannot be relied on
     */
    public static TrustPolicy read(Path file) {
        return new TrustFile(file).read();
    }

    /** Trusts one key for every name: the meaning of {@code --key PUB.pem}. */
    public static TrustPolicy ofKey(Path pem) {
        byte[] content = KeyFiles.readTrusted(pem, KeyFiles.MAX_KEY);
        TrustedKey key = new TrustedKey("key", PublicKeys.parse(content, pem.toString()));
        return new TrustPolicy(List.of(key), List.of(new TrustRule(new TrustScope("*"), List.of(key), 1)));
    }

    /** Trusts nobody: what holds when no trust file was given. */
    public static TrustPolicy denyAll() {
        return new TrustPolicy(List.of(), List.of());
    }

    /** Most specific first. */
    public List<TrustRule> rules() {
        return rules;
    }

    /** All keys of the file, also those that no rule names. */
    public List<TrustedKey> keys() {
        return keys;
    }

    /** Identifies what the policy says, keys included, for receipts: unlike a hash of the file, whose keys may lie elsewhere. */
    public Digest digest() {
        String text = rules.stream().map(TrustPolicy::line).sorted().collect(Collectors.joining());
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    Optional<TrustRule> ruleFor(RepositoryName name) {
        return rules.stream().filter(rule -> rule.scope().covers(name)).findFirst();
    }

    private static String line(TrustRule rule) {
        return rule.keys().stream()
                .map(key -> key.name() + "=" + key.fingerprint())
                .sorted()
                .collect(Collectors.joining(" ", rule.scope() + " " + rule.threshold() + " ", "\n"));
    }
}
