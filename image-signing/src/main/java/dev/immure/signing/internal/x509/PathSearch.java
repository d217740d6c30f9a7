package dev.immure.signing.internal.x509;

import dev.immure.core.ImmureException;
import dev.immure.signing.fault.CertificateFault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes from the leaf up, by names and signatures, to every anchor it can reach, until one path holds. Whoever makes the
 * certificates decides how they branch (CVE-2018-16875 was quadratic work in such a search), so length and work are
 * bounded.
 */
final class PathSearch {
    /** Leaf, anchor, and at most six between them; in use are one or two. */
    private static final int MAX_LENGTH = 8;

    private static final int MAX_GIVEN = 64;
    private static final int MAX_SIGNATURES = 100;

    private final List<Certificate> intermediates;
    private final List<Certificate> anchors;
    private final Instant at;
    private final LeafPurpose purpose;
    private int signatures;
    private Optional<ImmureException> first = Optional.empty();

    PathSearch(List<Certificate> intermediates, List<Certificate> anchors, Instant at, LeafPurpose purpose) {
        this.intermediates = List.copyOf(intermediates);
        this.anchors = List.copyOf(anchors);
        this.at = at;
        this.purpose = purpose;
    }

    CertificateChain from(Certificate leaf) {
        if (intermediates.size() > MAX_GIVEN) {
            throw CertificateFaults.limit(
                    leaf.name(), intermediates.size() + " certificates are given, the limit is " + MAX_GIVEN);
        }
        List<Certificate> path = new ArrayList<>(List.of(leaf));
        Optional<CertificateChain> found = anchors.contains(leaf) ? held(path) : above(path);
        return found.orElseThrow(() -> first.orElseGet(() -> untrusted(leaf)));
    }

    private ImmureException untrusted(Certificate leaf) {
        return CertificateFaults.untrusted(
                CertificateFault.UNTRUSTED,
                leaf,
                "no chain leads from it to one of the " + anchors.size() + " trusted certificates; its issuer is "
                        + leaf.issuer(),
                "Trust the root of its issuer, if that is whom you mean to trust");
    }

    private Optional<CertificateChain> above(List<Certificate> path) {
        for (Certificate anchor : anchors) {
            if (path.size() < MAX_LENGTH && issued(path.getLast(), anchor)) {
                Optional<CertificateChain> found = held(with(path, anchor));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Certificate next : intermediates) {
            if (path.size() < MAX_LENGTH - 1 && !path.contains(next) && issued(path.getLast(), next)) {
                Optional<CertificateChain> found = above(with(path, next));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Certificate> with(List<Certificate> path, Certificate next) {
        List<Certificate> longer = new ArrayList<>(path);
        longer.add(next);
        return longer;
    }

    private Optional<CertificateChain> held(List<Certificate> path) {
        try {
            CertificateChain chain = new CertificateChain(path);
            chain.requireValid(at);
            new PathRules(path, purpose).check();
            return Optional.of(chain);
        } catch (ImmureException e) {
            note(e);
            return Optional.empty();
        }
    }

    private boolean issued(Certificate certificate, Certificate issuer) {
        if (!Issuance.isNamed(certificate, issuer)) {
            return false;
        }
        if (++signatures > MAX_SIGNATURES) {
            throw CertificateFaults.limit(
                    certificate.name(), "its chain needs more than " + MAX_SIGNATURES + " signatures to be checked");
        }
        try {
            return Issuance.isSigned(certificate, issuer);
        } catch (ImmureException e) {
            note(e);
            return false;
        }
    }

    private void note(ImmureException fault) {
        if (first.isEmpty()) {
            first = Optional.of(fault);
        }
    }
}
