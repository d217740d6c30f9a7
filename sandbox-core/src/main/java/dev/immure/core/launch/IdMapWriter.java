package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the id maps of a new user namespace (user_namespaces(7), "Defining user and group ID mappings"). */
interface IdMapWriter {
    /**
     * @param pid a process in the namespace
     * @param maps {uid map, gid map}, lines of {@code inside outside count}
     * @throws ImmureException {@link LaunchFault#ID_MAP}
     */
    void write(int pid, List<Octets> maps);

    /** The way that is open to whoever has such ids to give. */
    static IdMapWriter of(IdMap ids) {
        return switch (ids) {
            case IdMap.Own ignored -> (pid, maps) -> writeMaps(pid, maps, "Run as root with CAP_SETUID and CAP_SETGID");
            case IdMap.Subordinate ignored -> new SubordinateMapper();
            case IdMap.Single ignored ->
                (pid, maps) -> {
                    // The kernel wants this from whoever maps a group without CAP_SETGID: he could leave a group that
                    // denies.
                    writeFile("/proc/" + pid + "/setgroups", "deny", "Use Linux 3.19 or newer");
                    writeMaps(pid, maps, "Check `immure doctor`: may ordinary users make user namespaces here?");
                };
        };
    }

    private static void writeMaps(int pid, List<Octets> maps, String remedy) {
        writeFile("/proc/" + pid + "/uid_map", maps.getFirst().asText() + "\n", remedy);
        writeFile("/proc/" + pid + "/gid_map", maps.getLast().asText() + "\n", remedy);
    }

    private static void writeFile(String path, String text, String remedy) {
        try (Fd fd = Descriptors.open(path, Descriptors.O_WRONLY)) {
            Descriptors.write(fd, text.getBytes(StandardCharsets.US_ASCII));
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.ID_MAP,
                            "cannot map the ids",
                            text.strip(),
                            e.getMessage() + " on " + path,
                            remedy),
                    e);
        }
    }
}
