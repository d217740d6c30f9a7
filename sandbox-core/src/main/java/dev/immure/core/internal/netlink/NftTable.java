package dev.immure.core.internal.netlink;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table of nf_tables as data, with everything in it.
 *
 * @param counters names of byte counters
 * @param quota name and bytes
 */
public record NftTable(Family family, String name, List<String> counters, Optional<Quota> quota, List<Chain> chains) {
    /** What packets a table sees. */
    public enum Family {
        /** IPv4 and IPv6. */
        INET(1),
        /** Frames that cross a bridge. */
        BRIDGE(7);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** A number of bytes that may pass. */
    public record Quota(String name, long bytes) {}

    /** Where the kernel asks. */
    public enum Hook {
        PREROUTING(0),
        INPUT(1),
        FORWARD(2),
        OUTPUT(3),
        POSTROUTING(4);

        private final int number;

        Hook(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /**
     * Rules at one place. What none of them decides is accepted.
     *
     * @param type {@code filter} or {@code nat}
     */
    public record Chain(String name, String type, Hook hook, int priority, List<Rule> rules) {
        public Chain {
            Objects.requireNonNull(hook, "hook is null");
            rules = List.copyOf(rules);
        }
    }

    /** Steps in order. */
    public record Rule(List<NftExpression> steps) {
        public Rule {
            steps = List.copyOf(steps);
        }
    }

    public NftTable {
        Objects.requireNonNull(family, "family is null");
        Objects.requireNonNull(quota, "quota is null");
        counters = List.copyOf(counters);
        chains = List.copyOf(chains);
    }
}
