package dev.immure.cli.serve.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The values of a label, no more than so many: the later ones are all {@value #OTHER}. */
final class Bounded {
    static final String OTHER = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    Bounded(int most) {
        this.most = most;
    }

    /** Two threads may together let in one more than so many; that is bounded as well. */
    String value(String wanted) {
        if (known.contains(wanted)) {
            return wanted;
        }
        if (known.size() < most) {
            known.add(wanted);
            return wanted;
        }
        return OTHER;
    }
}
