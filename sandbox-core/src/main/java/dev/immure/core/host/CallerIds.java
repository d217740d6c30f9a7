package dev.immure.core.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whom this process acts for: its effective ids.
 *
 * @param uid as geteuid(2)
 * @param gid as getegid(2)
 * @param groups {@code gid} and those of getgroups(2), in rising order
 */
public record CallerIds(int uid, int gid, List<Integer> groups) {
    private static final String GROUPS = "Groups:";

    public CallerIds {
        groups = Stream.concat(Stream.of(gid), groups.stream())
                .distinct()
                .sorted(Integer::compareUnsigned)
                .toList();
    }

    /** One who is in no other group. */
    public CallerIds(int uid, int gid) {
        this(uid, gid, List.of());
    }

    /** Those of this process: the owner of its own folder in /proc (proc(5), /proc/PID). Loads no native library. */
    public static CallerIds current() {
        try {
            Map<String, Object> attributes = Files.readAttributes(Path.of("/proc/self/task"), "unix:uid,gid");
            if (attributes.get("uid") instanceof Integer uid && attributes.get("gid") instanceof Integer gid) {
                return new CallerIds(uid, gid, supplementary(Files.readAllLines(Path.of("/proc/self/status"))));
            }
            throw new IllegalStateException("the attributes of /proc/self are not numbers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** proc(5), /proc/PID/status: {@code Groups:} and the ids, at most 65,536 of them (NGROUPS_MAX). */
    static List<Integer> supplementary(List<String> status) {
        return status.stream()
                .filter(line -> line.startsWith(GROUPS))
                .flatMap(line ->
                        Stream.of(line.substring(GROUPS.length()).strip().split("\\s+", -1)))
                .filter(id -> !id.isEmpty())
                // Ids have 32 bits without a sign.
                .map(Integer::parseUnsignedInt)
                .toList();
    }

    public boolean isRoot() {
        return uid == 0;
    }
}
