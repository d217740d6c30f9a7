package dev.immure.signing;

import java.util.HashSet;
import java.util.Set;

/**
 * Somebody whose signature may count, under the name that a trust policy gives. What makes a signature this authority's
 * differs by kind: a key, an identity that a certificate authority vouches for.
 */
public sealed interface Authority permits TrustedKey, KeylessAuthority, NotationAuthority, OpenPgpAuthority {
    /** Letters, digits and {@code . _ @ + -}, at most 64: a name appears in receipts and policies. */
    String name();

    /** Such as {@code ecdsa-p256}. */
    String kind();

    /**
     * All that decides which signatures are this authority's, in one line without its name: two authorities with one
     * definition are one.
     */
    String definition();

    /** The names of authorities, for sentences. */
    static String names(Iterable<? extends Authority> authorities) {
        StringBuilder text = new StringBuilder();
        for (Authority authority : authorities) {
            text.append(text.isEmpty() ? "" : ", ").append(authority.name());
        }
        return text.toString();
    }

    /** How many authorities there are when those with one definition count once. */
    static long distinct(Iterable<? extends Authority> authorities) {
        Set<String> definitions = new HashSet<>();
        authorities.forEach(authority -> definitions.add(authority.definition()));
        return definitions.size();
    }
}
