package dev.immure.core.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ids {@code first} to {@code first + count - 1}.
 *
 * @param first 0 or above
 * @param count 1 or above
 */
record IdSpan(long first, long count) {
    boolean overlaps(IdSpan other) {
        return first < other.first + other.count && other.first < first + count;
    }

    private boolean touches(IdSpan next) {
        return next.first <= first + count;
    }

    private IdSpan with(IdSpan next) {
        return new IdSpan(first, Math.max(first + count, next.first + next.count) - first);
    }

    /**
     * The same ids without repetition, in ascending order: what overlaps or adjoins becomes one span. An id that stands in
     * a file twice must not be given out twice.
     */
    static List<IdSpan> merged(List<IdSpan> spans) {
        List<IdSpan> merged = new ArrayList<>();
        for (IdSpan span :
                spans.stream().sorted(Comparator.comparingLong(IdSpan::first)).toList()) {
            if (!merged.isEmpty() && merged.getLast().touches(span)) {
                merged.add(merged.removeLast().with(span));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }
}
