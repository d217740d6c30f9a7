package dev.immure.signing;

import dev.immure.core.image.Digest;
import dev.immure.signing.internal.keys.PublicKeys;
import dev.immure.signing.internal.name.RepositoryName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose signatures count for which image names. The most specific rule that covers a name is the only one that is asked;
 * a name without a rule is refused.
 */
public final class TrustPolicy {
    private static final String LINE_END = "\n";

    private final List<Authority> authorities;
    private final List<TrustRule> rules;
    private final Revocations revocations;

    TrustPolicy(List<? extends Authority> authorities, List<TrustRule> rules) {
        this(authorities, rules, Revocations.NONE);
    }

    TrustPolicy(List<? extends Authority> authorities, List<TrustRule> rules, Revocations revocations) {
        this.authorities = List.copyOf(authorities);
        this.revocations = revocations;
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
     *   bob:   { pem: "-----BEGIN PUBLIC KEY-----…", from: 2026-01-01T00:00:00Z, until: 2026-12-31T23:59:59Z }
     * rules:
     *   - scope: registry.example/team/*
     *     require: [alice, bob]          # any of them counts
     *     threshold: 2                   # so many distinct authorities
     *     must: [bob]                    # and these among them
     * revoked: { keys: [sha256:…], certificates: [sha256:…], images: [sha256:…] }
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

    /** All authorities of the file, also those that no rule names. */
    public List<Authority> authorities() {
        return authorities;
    }

    Revocations revocations() {
        return revocations;
    }

    /**
     * Identifies what the policy says, keys included, for receipts: unlike a hash of the file, whose keys may lie
     * elsewhere.
     */
    public Digest digest() {
        Stream<String> lines = Stream.of(
                        rules.stream().map(TrustPolicy::line),
                        lines("revoked key ", revocations.keys()),
                        lines("revoked certificate ", revocations.certificates()),
                        lines("revoked image ", revocations.images()))
                .flatMap(found -> found)
                .sorted();
        return Digest.of(lines.collect(Collectors.joining()).getBytes(StandardCharsets.UTF_8));
    }

    /** The one rule for a name; for an image that nobody names, only a rule for all names can be meant. */
    Optional<TrustRule> ruleFor(Optional<RepositoryName> name) {
        return rules.stream()
                .filter(rule ->
                        name.map(rule.scope()::covers).orElse(rule.scope().isAll()))
                .findFirst();
    }

    private static Stream<String> lines(String what, Set<Digest> digests) {
        return digests.stream().map(digest -> what + digest + LINE_END);
    }

    private static String line(TrustRule rule) {
        return "rule " + rule.scope() + " " + rule.threshold() + " " + list(rule.authorities()) + " must "
                + list(rule.must())
                + rule.attestations().stream()
                        .map(demand ->
                                " attested " + demand.type() + " " + demand.threshold() + " " + list(demand.by()))
                        .sorted()
                        .collect(Collectors.joining())
                + LINE_END;
    }

    private static String list(List<Authority> authorities) {
        return authorities.stream()
                .map(authority -> authority.name() + "=" + authority.definition())
                .sorted()
                .collect(Collectors.joining(" ", "[", "]"));
    }
}
