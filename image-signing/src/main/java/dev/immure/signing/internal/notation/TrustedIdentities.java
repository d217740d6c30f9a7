package dev.immure.signing.internal.notation;

import dev.immure.signing.internal.x509.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Whose certificates count, among those that the trusted roots have issued. */
public final class TrustedIdentities {
    private static final String ANYBODY = "*";
    private static final String PREFIX = "x509.subject:";
    private static final int MAX = 64;

    private final List<String> texts;
    private final List<DistinguishedName> names;

    private TrustedIdentities(List<String> texts, List<DistinguishedName> names) {
        this.texts = List.copyOf(texts);
        this.names = List.copyOf(names);
    }

    /**
     * Reads the list of a trust policy: {@code *} alone, or distinguished names after {@code x509.subject:}.
     *
     * @throws IllegalArgumentException with what is wrong with it, as the end of a sentence
     */
    public static TrustedIdentities parse(List<String> identities) {
        Objects.requireNonNull(identities, "identities is null");
        if (identities.isEmpty() || identities.size() > MAX) {
            throw new IllegalArgumentException("has not between 1 and " + MAX + " identities");
        }
        if (identities.equals(List.of(ANYBODY))) {
            return new TrustedIdentities(identities, List.of());
        }
        List<DistinguishedName> names = new ArrayList<>();
        for (String identity : identities) {
            names.add(name(identity));
        }
        refuseOverlap(names);
        return new TrustedIdentities(identities, names);
    }

    private static DistinguishedName name(String identity) {
        if (identity.equals(ANYBODY)) {
            throw new IllegalArgumentException("has * beside others");
        }
        if (!identity.startsWith(PREFIX)) {
            throw new IllegalArgumentException("has an identity that is neither * nor begins with " + PREFIX);
        }
        return DistinguishedName.parse(identity.substring(PREFIX.length()));
    }

    /** trust-store-trust-policy.md, "Trusted Identities Constraints": two that one certificate could meet are a mistake. */
    private static void refuseOverlap(List<DistinguishedName> names) {
        for (int i = 0; i < names.size(); i++) {
            for (int j = 0; j < names.size(); j++) {
                if (i != j && names.get(i).includes(names.get(j))) {
                    throw new IllegalArgumentException("has two identities of which one includes the other");
                }
            }
        }
    }

    boolean include(Certificate signer) {
        return names.isEmpty() || names.stream().anyMatch(name -> name.isIn(signer.subjectAttributes()));
    }

    /** As they were given. */
    public List<String> texts() {
        return texts;
    }

    @Override
    public String toString() {
        return String.join(" | ", texts);
    }
}
