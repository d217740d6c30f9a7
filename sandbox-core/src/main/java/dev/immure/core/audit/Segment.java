package dev.immure.core.audit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of the log, named after its first record: {@code audit.log} for record 1, {@code audit-<first>.log} for any
 * other. No file is ever renamed, so that {@code chattr +a} does not stand in the way of a rotation.
 *
 * @param first sequence of its first record
 */
record Segment(long first) implements Comparable<Segment> {
    static final Segment FIRST = new Segment(1);

    private static final Pattern NAME = Pattern.compile("audit-([1-9][0-9]{0,17})\\.log");

    Segment {
        if (first < 1) {
            throw new IllegalArgumentException("records are numbered from 1");
        }
    }

    String name() {
        return first == 1 ? AuditDirectory.LOG : "audit-" + first + ".log";
    }

    /** Empty when it is not the name of a segment. */
    static Optional<Segment> ofName(String name) {
        if (name.equals(AuditDirectory.LOG)) {
            return Optional.of(FIRST);
        }
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() && !matcher.group(1).equals("1")
                ? Optional.of(new Segment(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    /** The one that goes on behind this record. */
    static Segment after(AuditPosition position) {
        return new Segment(Math.incrementExact(position.sequence()));
    }

    @Override
    public int compareTo(Segment other) {
        return Long.compare(first, other.first);
    }
}
