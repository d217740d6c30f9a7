package dev.immure.core.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whom this process acts for: its effective ids.
 *
 * @param uid as geteuid(2)
 * @param gid as getegid(2)
 */
public record CallerIds(int uid, int gid) {
    /** Those of this process: the owner of its own folder in /proc (proc(5), /proc/PID). Loads no native library. */
    public static CallerIds current() {
        try {
            Map<String, Object> attributes = Files.readAttributes(Path.of("/proc/self/task"), "unix:uid,gid");
            if (attributes.get("uid") instanceof Integer uid && attributes.get("gid") instanceof Integer gid) {
                return new CallerIds(uid, gid);
            }
            throw new IllegalStateException("the attributes of /proc/self are not numbers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRoot() {
        return uid == 0;
    }
}
