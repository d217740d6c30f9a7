package dev.immure.signing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who signed, counted so that nobody counts twice: each signer stands for one authority at most, and each authority is
 * stood for by one signer at most. The count is the largest for which that can be arranged (a maximum matching of a
 * bipartite graph), so it does not depend on the order of signatures.
 */
final class Quorum {
    /** Proofs that share a mark: one signer, by whatever keys and certificates. */
    private static final class Signer {
        final Accepted first;
        final Set<String> marks;
        final Set<String> authorities = new LinkedHashSet<>();

        Signer(Accepted accepted) {
            first = accepted;
            marks = new HashSet<>(accepted.proof().marks());
            accepted.authorities().forEach(authority -> authorities.add(authority.definition()));
        }

        void absorb(Signer other) {
            marks.addAll(other.marks);
            authorities.addAll(other.authorities);
        }
    }

    private final List<Signer> signers = new ArrayList<>();
    /** Definition of an authority to the one who stands for it. */
    private final Map<String, Signer> seats = new LinkedHashMap<>();

    private final List<Authority> missing = new ArrayList<>();

    /**
     * @param accepted good signatures for one name
     * @param must authorities that are to be seated before others; those that cannot be are {@link #missing}
     */
    Quorum(Collection<Accepted> accepted, List<Authority> must) {
        accepted.forEach(this::add);
        // An authority that has a seat never loses it to a later one, so those that must have one come first.
        for (Authority authority : must) {
            if (!seats.containsKey(authority.definition()) && !seat(authority.definition(), new HashSet<>())) {
                missing.add(authority);
            }
        }
        Set<String> rest = new LinkedHashSet<>();
        signers.forEach(signer -> rest.addAll(signer.authorities));
        rest.removeAll(seats.keySet());
        rest.forEach(authority -> seat(authority, new HashSet<>()));
    }

    int size() {
        return seats.size();
    }

    List<Authority> missing() {
        return List.copyOf(missing);
    }

    /** One for each signer, also for those that stand for nobody because others do. */
    List<VerifiedSigner> signers() {
        return signers.stream().map(signer -> signer.first.signer()).toList();
    }

    private void add(Accepted accepted) {
        Signer signer = new Signer(accepted);
        List<Signer> same = signers.stream()
                .filter(known -> known.marks.stream().anyMatch(signer.marks::contains))
                .toList();
        if (same.isEmpty()) {
            signers.add(signer);
            return;
        }
        Signer kept = same.getFirst();
        kept.absorb(signer);
        same.stream().skip(1).forEach(other -> {
            kept.absorb(other);
            signers.remove(other);
        });
    }

    /** Finds a seat for an authority, moving others to another signer of theirs where that helps. */
    private boolean seat(String authority, Set<Signer> visited) {
        for (Signer signer : signers) {
            if (signer.authorities.contains(authority) && visited.add(signer)) {
                String other = seatOf(signer);
                if (other.isEmpty() || seat(other, visited)) {
                    seats.put(authority, signer);
                    return true;
                }
            }
        }
        return false;
    }

    private String seatOf(Signer signer) {
        return seats.entrySet().stream()
                .filter(seat -> seat.getValue() == signer)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }
}
