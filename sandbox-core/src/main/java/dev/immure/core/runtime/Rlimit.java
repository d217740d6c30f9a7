package dev.immure.core.runtime;

import java.util.Objects;

/**
 * One resource limit of a process (setrlimit(2)).
 *
 * @param soft in the resource's own unit, unsigned; not above the hard one
 * @param hard {@link #UNLIMITED} for none
 */
public record Rlimit(Resource resource, long soft, long hard) {
    /** RLIM_INFINITY: all bits set, the greatest unsigned number. */
    public static final long UNLIMITED = -1L;

    /** In the kernel's spelling and order: the ordinal is the number on x86-64 (asm-generic/resource.h). */
    public enum Resource {
        RLIMIT_CPU,
        RLIMIT_FSIZE,
        RLIMIT_DATA,
        RLIMIT_STACK,
        RLIMIT_CORE,
        RLIMIT_RSS,
        RLIMIT_NPROC,
        RLIMIT_NOFILE,
        RLIMIT_MEMLOCK,
        RLIMIT_AS,
        RLIMIT_LOCKS,
        RLIMIT_SIGPENDING,
        RLIMIT_MSGQUEUE,
        RLIMIT_NICE,
        RLIMIT_RTPRIO,
        RLIMIT_RTTIME;

        /** What setrlimit(2) takes. */
        @SuppressWarnings("EnumOrdinal") // the order is the kernel's ABI, and a test holds it against its header
        public int number() {
            return ordinal();
        }
    }

    public Rlimit {
        Objects.requireNonNull(resource, "resource is null");
        if (Long.compareUnsigned(soft, hard) > 0) {
            throw new IllegalArgumentException("the soft limit of " + resource + " is above the hard one");
        }
    }

    /** Whether neither bound is above the other's. */
    public boolean isWithin(Rlimit other) {
        return resource == other.resource
                && Long.compareUnsigned(soft, other.soft) <= 0
                && Long.compareUnsigned(hard, other.hard) <= 0;
    }
}
