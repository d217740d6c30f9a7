package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.Octets;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the id maps of a new user namespace (user_namespaces(7), "Defining user and group ID mappings"). */
final class IdMapWriter {
    private IdMapWriter() {}

    /** {uid map, gid map}, one line each: {@code inside outside count}. Needs CAP_SETUID and CAP_SETGID. */
    static void write(int pid, List<Octets> maps) {
        writeFile("/proc/" + pid + "/uid_map", maps.getFirst().asText());
        writeFile("/proc/" + pid + "/gid_map", maps.getLast().asText());
    }

    private static void writeFile(String path, String map) {
        try (Fd fd = Descriptors.open(path, Descriptors.O_WRONLY)) {
            Descriptors.write(fd, (map + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.ID_MAP,
                            "cannot map the ids",
                            map,
                            e.getMessage() + " on " + path,
                            "Run as root with CAP_SETUID and CAP_SETGID"),
                    e);
        }
    }
}
