package dev.immure.core.resource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One line of /proc/self/mountinfo (proc(5)).
 *
 * @param root the directory of the file system that is the root of this mount
 * @param mountPoint where it is mounted, seen from the process's root
 * @param type file system type, without a subtype
 * @param superOptions options of the file system as a whole; on cgroup v1 the controllers are among them
 */
public record MountEntry(String root, Path mountPoint, String type, Set<String> superOptions) {
    private static final int MAX_LINES = 100_000;

    public MountEntry {
        superOptions = Set.copyOf(superOptions);
    }

    /**
     * Reads the whole table, in the order of the file: a later mount on the same point hides an earlier one.
     *
     * @throws dev.immure.core.ImmureException {@link CgroupFault#MALFORMED} for a line without the fields of proc(5)
     */
    public static List<MountEntry> parse(String mountinfo) {
        List<MountEntry> entries = new ArrayList<>();
        for (String line : mountinfo.lines().limit(MAX_LINES + 1L).toList()) {
            if (entries.size() == MAX_LINES) {
                throw malformed("more than " + MAX_LINES + " mounts");
            }
            entries.add(line(line));
        }
        return List.copyOf(entries);
    }

    /** {@code 36 35 98:0 /root /point rw,noatime master:1 - type source options}; optional fields end at the dash. */
    private static MountEntry line(String line) {
        int dash = line.indexOf(" - ");
        if (dash < 0) {
            throw malformed("a line has no separator");
        }
        String[] before = line.substring(0, dash).split(" ", -1);
        String[] after = line.substring(dash + 3).split(" ", -1);
        if (before.length < 6 || after.length < 3) {
            throw malformed("a line has " + before.length + " fields before the separator and " + after.length
                    + " after it, instead of at least 6 and 3");
        }
        String point = unescape(before[4]);
        if (!point.startsWith("/") || point.indexOf('\0') >= 0) {
            throw malformed("a mount point is not an absolute path");
        }
        return new MountEntry(
                unescape(before[3]), Path.of(point), after[0], new HashSet<>(List.of(after[2].split(",", -1))));
    }

    /** proc(5): space, tab, newline and backslash are written as a backslash and three octal digits. */
    private static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 4 <= text.length() && isOctal(text, i + 1)) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isOctal(String text, int from) {
        return text.substring(from, from + 3).chars().allMatch(c -> c >= '0' && c <= '7');
    }

    private static RuntimeException malformed(String why) {
        return CgroupFault.MALFORMED.because(
                "cannot read", "/proc/self/mountinfo", why, "Check that /proc is the kernel's own procfs");
    }
}
