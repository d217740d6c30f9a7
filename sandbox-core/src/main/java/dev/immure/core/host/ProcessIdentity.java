package dev.immure.core.host;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.PidFd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One process of this host, of all that ever had its number.
 *
 * @param pid its number, which is given to another when it has ended
 * @param start when it began, in ticks since the host did (proc(5), starttime)
 * @param boot which start of the host that was (/proc/sys/kernel/random/boot_id)
 */
public record ProcessIdentity(int pid, long start, String boot) {
    /** The 22nd field of /proc/PID/stat, counted behind the name, which may hold blanks and parentheses. */
    private static final int START_BEHIND_NAME = 19;

    public ProcessIdentity {
        Objects.requireNonNull(boot, "boot is null");
        if (pid < 1) {
            throw new IllegalArgumentException("not a process: " + pid);
        }
    }

    /** This one. */
    public static ProcessIdentity current() {
        return Current.PROCESS;
    }

    /** It does not change. */
    private static final class Current {
        static final ProcessIdentity PROCESS = read();

        private Current() {}
    }

    private static ProcessIdentity read() {
        return of(Math.toIntExact(ProcessHandle.current().pid()))
                .orElseThrow(() -> new IllegalStateException("/proc does not know this process"));
    }

    /** The one that has this number now; empty when none has. */
    public static Optional<ProcessIdentity> of(int pid) {
        return start(pid).map(began -> new ProcessIdentity(pid, began, thisBoot()));
    }

    /** Whether it still runs; a zombie (wait(2)) does not, for it does nothing any more. */
    public boolean isAlive() {
        return boot.equals(thisBoot())
                && start(pid).filter(began -> began == start).isPresent();
    }

    /**
     * SIGTERM, and to no other process.
     *
     * @return false when it has ended
     * @throws ImmureException with {@link HostFault#SIGNAL}
     */
    public boolean terminate() {
        try {
            Optional<Fd> opened = PidFd.open(pid);
            if (opened.isEmpty()) {
                return false;
            }
            try (Fd process = opened.get()) {
                // After it was opened: if it is the right one now, the descriptor is of the right one.
                return isAlive() && PidFd.terminate(process);
            }
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            HostFault.SIGNAL,
                            "cannot end",
                            "process " + pid,
                            String.valueOf(e.getMessage()),
                            "Do it as root or as the user who started it"),
                    e);
        }
    }

    private static String thisBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Long> start(int pid) {
        try {
            return start(
                    Files.readString(Path.of("/proc", Integer.toString(pid), "stat"), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // proc(5): ESRCH from read(2) when the process ends between open and read.
            return Optional.empty();
        }
    }

    static Optional<Long> start(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START_BEHIND_NAME || fields[0].equals("Z") || fields[0].equals("X")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(fields[START_BEHIND_NAME]));
    }
}
