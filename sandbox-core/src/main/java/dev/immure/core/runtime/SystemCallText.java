package dev.immure.core.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A system call in the words of its man page: {@code socket(AF_NETLINK)}, {@code ioctl(TIOCSTI)}, {@code mount}. The
 * argument that tells what a call is about is named for calls that do several things; the others go by their name alone.
 */
public final class SystemCallText {
    /** Which argument that is. */
    private static final Map<String, Integer> TELLING = Map.of(
            "socket", 0,
            "socketpair", 0,
            "ioctl", 1,
            "prctl", 0,
            "arch_prctl", 0,
            "setsockopt", 2,
            "madvise", 2,
            "clone", 0,
            "unshare", 0,
            "personality", 0);

    /** address_families(7); include/linux/socket.h. */
    private static final Map<Long, String> FAMILIES = names(
            1,
            "UNIX",
            2,
            "INET",
            3,
            "AX25",
            4,
            "IPX",
            5,
            "APPLETALK",
            9,
            "X25",
            10,
            "INET6",
            15,
            "KEY",
            16,
            "NETLINK",
            17,
            "PACKET",
            21,
            "RDS",
            24,
            "PPPOX",
            29,
            "CAN",
            30,
            "TIPC",
            31,
            "BLUETOOTH",
            35,
            "PHONET",
            38,
            "ALG",
            39,
            "NFC",
            40,
            "VSOCK",
            41,
            "KCM",
            42,
            "QIPCRTR",
            43,
            "SMC",
            44,
            "XDP",
            45,
            "MCTP");

    /** ioctl_tty(2), and a few that are tried from sandboxes. */
    private static final Map<Long, String> REQUESTS = names(
            0x5401,
            "TCGETS",
            0x5412,
            "TIOCSTI",
            0x5413,
            "TIOCGWINSZ",
            0x541b,
            "FIONREAD",
            0x541c,
            "TIOCLINUX",
            0x5423,
            "TIOCSETD",
            0x5422,
            "TIOCNOTTY",
            0x540e,
            "TIOCSCTTY",
            0x4b3a,
            "KDSETMODE",
            0x8914,
            "SIOCSIFFLAGS");

    /** prctl(2); those that the shipped profiles refuse. */
    private static final Map<Long, String> OPTIONS = names(
            9,
            "GET_FPEMU",
            10,
            "SET_FPEMU",
            26,
            "SET_TSC",
            28,
            "SET_SECUREBITS",
            31,
            "TASK_PERF_EVENTS_DISABLE",
            32,
            "TASK_PERF_EVENTS_ENABLE",
            33,
            "MCE_KILL",
            35,
            "SET_MM",
            57,
            "SET_IO_FLUSHER",
            59,
            "SET_SYSCALL_USER_DISPATCH",
            62,
            "SCHED_CORE",
            67,
            "SET_MEMORY_MERGE",
            0x59616d61,
            "SET_PTRACER");

    /** clone(2), unshare(2). */
    private static final Map<Long, String> NAMESPACES = names(
            0x80,
            "TIME",
            0x20000,
            "NS",
            0x2000000,
            "CGROUP",
            0x4000000,
            "UTS",
            0x8000000,
            "IPC",
            0x10000000,
            "USER",
            0x20000000,
            "PID",
            0x40000000,
            "NET");

    private SystemCallText() {}

    /**
     * The call in a few words, of letters, digits and punctuation.
     *
     * @param arguments its registers, three at least
     */
    public static String describe(int number, List<Long> arguments) {
        Optional<String> name = SystemCallTable.name(number);
        if (name.isEmpty()) {
            return "system call " + number;
        }
        Integer index = TELLING.get(name.get());
        return index == null ? name.get() : name.get() + "(" + argument(name.get(), index, arguments.get(index)) + ")";
    }

    private static String argument(String call, int index, long register) {
        int bits = ArgumentWidths.bits(call, index);
        long value = bits == 64 ? register : register & ((1L << bits) - 1);
        return switch (call) {
            case "socket", "socketpair" -> name("AF_", FAMILIES, value);
            case "ioctl" -> name("", REQUESTS, value);
            case "prctl" -> name("PR_", OPTIONS, value);
            case "clone", "unshare" -> namespaces(value);
            default -> hexadecimal(value);
        };
    }

    private static String name(String prefix, Map<Long, String> names, long value) {
        String name = names.get(value);
        return name == null ? hexadecimal(value) : prefix + name;
    }

    private static String namespaces(long flags) {
        List<String> set = new ArrayList<>();
        NAMESPACES.forEach((flag, name) -> {
            if ((flags & flag) != 0) {
                set.add("CLONE_NEW" + name);
            }
        });
        return set.isEmpty() ? hexadecimal(flags) : String.join("|", set);
    }

    private static String hexadecimal(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static Map<Long, String> names(Object... pairs) {
        Map<Long, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.put(((Integer) pairs[i]).longValue(), (String) pairs[i + 1]);
        }
        return names;
    }
}
