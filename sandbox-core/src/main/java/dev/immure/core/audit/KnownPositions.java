package dev.immure.core.audit;

import dev.immure.core.audit.AuditVerification.Broken;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Positions noted outside the log, ticked off while its records pass by. */
final class KnownPositions {
    private final TreeMap<Long, AuditPosition> open = new TreeMap<>();
    private @Nullable Broken flaw;

    KnownPositions(Collection<AuditPosition> known) {
        for (AuditPosition position : known) {
            AuditPosition other = open.putIfAbsent(position.sequence(), position);
            if (other != null && !other.equals(position)) {
                flaw = mismatch(position.sequence(), "two notes about it contradict each other");
            }
        }
        open.remove(0L, AuditPosition.START);
    }

    /** Where the log begins by now: what was let go cannot be compared, but for the last of it. */
    void startAt(AuditPosition start) {
        AuditPosition noted = open.remove(start.sequence());
        if (noted != null && !noted.equals(start) && flaw == null) {
            flaw = mismatch(start.sequence(), "a note from elsewhere has another hash for it");
        }
        open.headMap(start.sequence()).clear();
    }

    Consumer<AuditRecord> checking(Consumer<AuditRecord> visitor) {
        return record -> {
            AuditPosition noted = open.remove(record.sequence());
            if (noted != null && !noted.equals(record.position()) && flaw == null) {
                flaw = mismatch(record.sequence(), "a note from elsewhere has another hash for it");
            }
            visitor.accept(record);
        };
    }

    Optional<Broken> flaw() {
        Map.Entry<Long, AuditPosition> first = open.firstEntry();
        if (flaw == null && first != null) {
            return Optional.of(
                    mismatch(first.getKey(), "a note from elsewhere names it, and the log does not have it"));
        }
        return Optional.ofNullable(flaw);
    }

    private static Broken mismatch(long sequence, String why) {
        return new Broken(AuditFault.POSITION_MISMATCH, 0, sequence, why);
    }
}
