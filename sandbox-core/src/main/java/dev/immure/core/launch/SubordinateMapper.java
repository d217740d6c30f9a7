package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.MapperPrograms;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import dev.immure.core.plan.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Has newuidmap(1) and newgidmap(1) write the maps: they may map the ids that subuid(5) gives to who calls them. */
final class SubordinateMapper implements IdMapWriter {
    private static final int MAX_MESSAGE = 4096;

    @Override
    public void write(int pid, List<Octets> maps) {
        map(MapperPrograms.users(), pid, maps.getFirst().asText());
        map(MapperPrograms.groups(), pid, maps.getLast().asText());
    }

    private static void map(String program, int pid, String lines) {
        List<String> command = new ArrayList<>(List.of(program, Integer.toString(pid)));
        command.addAll(List.of(lines.split("[ \n]", -1)));
        try {
            ByteBuffer said = ByteBuffer.allocate(MAX_MESSAGE);
            int status = run(program, command, said);
            if (status != 0) {
                String message = new String(said.array(), 0, said.position(), StandardCharsets.UTF_8).strip();
                throw refused(program, lines, message.isEmpty() ? "wait status " + status : message);
            }
        } catch (ErrnoException e) {
            throw refused(program, lines, String.valueOf(e.getMessage()));
        }
    }

    /** Its wait status. What it says, on either stream, ends up in the buffer as far as there is room. */
    private static int run(String path, List<String> command, ByteBuffer said) throws ErrnoException {
        Fd[] pipe = Descriptors.pipe();
        int pid;
        try (Fd out = pipe[0]) {
            pid = start(path, command, pipe[1]);
            while (said.hasRemaining() && Descriptors.read(out, said) > 0) {
                // until it ends, or has said more than anybody wants to read
            }
        }
        return Processes.waitFor(pid);
    }

    /** Closes the end that it writes to, or reading from the other would never end. */
    private static int start(String path, List<String> command, Fd output) throws ErrnoException {
        try (output;
                Fd nothing = Descriptors.open("/dev/null", Descriptors.O_RDONLY);
                Fd program = Descriptors.open(path, Descriptors.O_PATH)) {
            return Processes.spawn(program, command, List.of(nothing, output, output));
        }
    }

    private static ImmureException refused(String program, String lines, String why) {
        return new ImmureException(new Fault(
                LaunchFault.ID_MAP,
                "cannot map the ids",
                lines.replace("\n", ", "),
                program + " refused: " + why.replace('\n', ' '),
                "Check your lines in /etc/subuid and /etc/subgid, and that " + program
                        + " is set-user-ID root on a mount without nosuid"));
    }
}
