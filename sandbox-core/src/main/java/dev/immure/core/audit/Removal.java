package dev.immure.core.audit;

/**
 * What a {@code log.removed} record says: which records were let go because they were old or too many.
 *
 * @param through the last of them; all before it are gone, too
 * @param segments that went with this record
 * @param bytes of those
 */
record Removal(long through, long segments, long bytes) implements LogNote {
    static final String TYPE = "log.removed";

    Removal {
        if (through < 1 || segments < 1 || bytes < 0) {
            throw new IllegalArgumentException("one segment at least");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }
}
