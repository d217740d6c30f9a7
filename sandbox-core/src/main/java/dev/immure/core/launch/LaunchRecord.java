package dev.immure.core.launch;

import dev.immure.core.audit.Receipt;
import dev.immure.core.plan.Wall;
import dev.immure.core.runtime.SystemCallText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** What immure-init reports, one fixed-size record each (init.h). Unknown or short records are not accepted. */
sealed interface LaunchRecord {
    int BYTES = 40;

    /** The plan was understood. */
    record Alive(int planVersion) implements LaunchRecord {}

    /** A user namespace waits for its maps; the process is in it. */
    record WantIdMaps(int step, int pid) implements LaunchRecord {}

    /** The descriptor of that namespace is in its slot. */
    record NamespaceOpen() implements LaunchRecord {}

    /** The program runs. */
    record Started(long monotonicNanos) implements LaunchRecord {}

    /** The program has ended, and everything else in the sandbox with it; so many of its tmpfs mounts are full. */
    record Exited(int waitStatus, int fullMounts, long wallNanos, long diskBytes, long diskInodes)
            implements LaunchRecord {}

    /** What the program has written to one tmpfs; {@code step} is the one that mounted it. */
    record Disk(int step, boolean full, long bytes, long inodes) implements LaunchRecord {}

    /** What the payload itself used (getrusage(2)). */
    record Usage(long maxRssKib, long voluntarySwitches, long forcedSwitches) implements LaunchRecord {}

    /** A step failed. */
    record Failed(int step, int errno) implements LaunchRecord {}

    /** PID 1 has ended; the cgroup waits for the last reading. A status that is not 0 means that it was killed. */
    record Ended(int initStatus) implements LaunchRecord {}

    /** The last record; {@code leftovers} teardown steps failed. */
    record Finished(int leftovers) implements LaunchRecord {}

    /** PID 1 has sent a netlink socket of the network namespace along; it waits until the network stands. */
    record NetworkOffered() implements LaunchRecord {}

    /**
     * The first call that the filter refused.
     *
     * @param arguments the first three registers
     * @param ended whether the sandbox was ended for it
     */
    record Denied(int number, List<Long> arguments, boolean ended) implements LaunchRecord {
        Receipt.Denial denial() {
            return new Receipt.Denial(Wall.SECCOMP.label(), SystemCallText.describe(number, arguments));
        }
    }

    /** Of a recording: calls that were made, as bits from a number on. */
    record Used(int first, long low, long high) implements LaunchRecord {}

    /** PID 1 waits for the plan of a run, and has sent the socket along on which it does. */
    record Held() implements LaunchRecord {}

    /** PID 1 has sent the far end of the program's terminal along. */
    record TerminalMade() implements LaunchRecord {}

    /** What came of a copy-out: the open file came along, or errno says why there is none. */
    record FileOpened(int step, int errno) implements LaunchRecord {}

    /** Reads one record; empty when the bytes are none. */
    static Optional<LaunchRecord> parse(ByteBuffer bytes) {
        if (bytes.remaining() != BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        int step = in.getInt();
        int value = in.getInt();
        in.getInt();
        long a = in.getLong();
        long b = in.getLong();
        long c = in.getLong();
        return switch (type) {
            case 1 -> Optional.of(new Alive(value));
            case 2 -> Optional.of(new WantIdMaps(step, value));
            case 3 -> Optional.of(new Started(a));
            case 4 -> Optional.of(new Exited(value, step, a, b, c));
            case 5 -> Optional.of(new Failed(step, value));
            case 6 -> Optional.of(new Ended(value));
            case 7 -> Optional.of(new Finished(value));
            case 8 -> Optional.of(new NamespaceOpen());
            case 9 -> Optional.of(new NetworkOffered());
            case 20 -> Optional.of(new Disk(step, value != 0, a, b));
            case 12 -> Optional.of(new Usage(a, b, c));
            case 10 -> Optional.of(new Denied(value, List.of(a, b, c), step != 0));
            case 11 -> Optional.of(new Used(value, a, b));
            case 13 -> Optional.of(new TerminalMade());
            case 14 -> Optional.of(new FileOpened(step, value));
            case 15 -> Optional.of(new Held());
            default -> Optional.empty();
        };
    }
}
