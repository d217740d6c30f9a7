package dev.immure.policy;

import java.time.Duration;

/** What a permit imposes on the launch. Data; each can only make the launch tighter. */
public sealed interface Obligation {
    /** The word of {@code decision.require}, such as {@code cap-memory}. */
    String kind();

    /** Its value as text, empty for kinds that take none; of a cap its amount. */
    default String value() {
        return "";
    }

    /**
     * The obligation of which {@link #kind} and {@link #value} are these.
     *
     * @throws IllegalArgumentException when there is none
     */
    static Obligation of(String kind, String value) {
        return ObligationParser.exact(kind, value);
    }

    /** An upper bound; of two the smaller holds. */
    sealed interface Cap extends Obligation {
        /** In the smallest unit of the kind: bytes, processes or nanoseconds. */
        long amount();

        @Override
        default String value() {
            return Long.toString(amount());
        }
    }

    /**
     * {@code drop-capability}: the capability is in no set.
     *
     * @param name as in capabilities(7)
     */
    record DropCapability(String name) implements Obligation {
        @Override
        public String kind() {
            return "drop-capability";
        }

        @Override
        public String value() {
            return name;
        }
    }

    /** {@code read-only-root}: the root file system is read-only. */
    record ReadOnlyRoot() implements Obligation {
        @Override
        public String kind() {
            return "read-only-root";
        }
    }

    /** {@code cap-memory}: at most so many bytes. */
    record CapMemory(long bytes) implements Cap {
        @Override
        public String kind() {
            return "cap-memory";
        }

        @Override
        public long amount() {
            return bytes;
        }
    }

    /** {@code cap-pids}: at most so many processes and threads. */
    record CapPids(long count) implements Cap {
        @Override
        public String kind() {
            return "cap-pids";
        }

        @Override
        public long amount() {
            return count;
        }
    }

    /** {@code cap-cpu-time}: at most so much CPU time, of all processes together. */
    record CapCpuTime(Duration time) implements Cap {
        @Override
        public String kind() {
            return "cap-cpu-time";
        }

        @Override
        public long amount() {
            return time.toNanos();
        }
    }

    /** {@code cap-wall-time}: at most so much time since the program began. */
    record CapWallTime(Duration time) implements Cap {
        @Override
        public String kind() {
            return "cap-wall-time";
        }

        @Override
        public long amount() {
            return time.toNanos();
        }
    }

    /** {@code cap-output}: at most so many bytes of standard output and standard error. */
    record CapOutput(long bytes) implements Cap {
        @Override
        public String kind() {
            return "cap-output";
        }

        @Override
        public long amount() {
            return bytes;
        }
    }

    /** {@code cap-disk}: at most so many bytes written to the root file system. */
    record CapDisk(long bytes) implements Cap {
        @Override
        public String kind() {
            return "cap-disk";
        }

        @Override
        public long amount() {
            return bytes;
        }
    }

    /** {@code no-network}: network mode {@code none}. */
    record NoNetwork() implements Obligation {
        @Override
        public String kind() {
            return "no-network";
        }
    }

    /**
     * {@code use-profile}: this security profile and no other.
     *
     * @param name of the profile
     */
    record UseProfile(String name) implements Obligation {
        @Override
        public String kind() {
            return "use-profile";
        }

        @Override
        public String value() {
            return name;
        }
    }

    /**
     * {@code demand-wall}: the wall stands, {@code --best-effort} or not.
     *
     * @param name of the wall
     */
    record DemandWall(String name) implements Obligation {
        @Override
        public String kind() {
            return "demand-wall";
        }

        @Override
        public String value() {
            return name;
        }
    }
}
