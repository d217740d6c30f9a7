package dev.immure.cli.runs;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.ProcessIdentity;
import dev.immure.core.state.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The runs that are under way on this host, one small file each, in the folder {@code runs} of the state. A file that is
 * there although its owner is not is of a run whose end nobody saw.
 *
 * <p>Nothing is synced: the files outlive a process that is killed, and a host that loses its power has no runs left.
 */
public final class RunFolder {
    private static final Pattern RUN = Pattern.compile("[0-9a-f]{16}");
    /** Tells by its name who writes it: its content may not be there yet. */
    private static final Pattern UNFINISHED = Pattern.compile("[0-9a-f]{16}\\.([1-9][0-9]{0,8})\\.([0-9]{1,18})\\.new");

    private final Path path;

    private RunFolder(Path path) {
        this.path = path;
    }

    /** @param root the state folder; this user's own */
    public static RunFolder of(Path root) {
        Path path = root.resolve("runs");
        StateDirectory.open(path).close();
        return new RunFolder(path);
    }

    /** @throws ImmureException with {@link ServeFault#NOTE}: nothing may be launched that nobody could find again */
    public void add(RunNote note) {
        Path unfinished = path.resolve(unfinished(note));
        try {
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(unfinished, note.toJson(), StandardOpenOption.WRITE);
            Files.move(unfinished, path.resolve(note.run()), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            ImmureException fault = failed("cannot note the run in", unfinished, e);
            discard(unfinished, fault);
            throw fault;
        }
    }

    private static String unfinished(RunNote note) {
        return note.run() + "." + note.owner().pid() + "." + note.owner().start() + ".new";
    }

    /** Removes what processes have left that were killed while they wrote; of those nothing had been launched yet. */
    public void sweep() {
        try (StateDirectory files = StateDirectory.open(path)) {
            for (String name : files.names()) {
                Matcher unfinished = UNFINISHED.matcher(name);
                if (unfinished.matches() && !isWriting(unfinished)) {
                    remove(name);
                }
            }
        }
    }

    private static boolean isWriting(Matcher unfinished) {
        return ProcessIdentity.of(Integer.parseInt(unfinished.group(1)))
                .filter(process -> process.start() == Long.parseLong(unfinished.group(2)))
                .isPresent();
    }

    /** A full disk has room for a file, and none for what is in it: without this each run that failed would leave one. */
    private static void discard(Path unfinished, ImmureException because) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /** Of a run that has ended. */
    public void remove(String run) {
        try {
            Files.deleteIfExists(path.resolve(run));
        } catch (IOException e) {
            throw failed("cannot take off the note of the run from", path.resolve(run), e);
        }
    }

    /** All of them, of dead owners too. */
    public List<RunNote> all() {
        try (StateDirectory files = StateDirectory.open(path)) {
            return files.names().stream()
                    .filter(name -> RUN.matcher(name).matches())
                    .flatMap(name -> read(files, name).stream())
                    .toList();
        }
    }

    /** It may be gone in between. */
    private static Optional<RunNote> read(StateDirectory files, String name) {
        return files.read(name, RunNote.MAX_BYTES)
                .flatMap(RunNote::parse)
                .filter(note -> note.run().equals(name));
    }

    private static ImmureException failed(String what, Path on, IOException e) {
        return new ImmureException(
                ServeFault.NOTE
                        .at(
                                what,
                                on.toString(),
                                String.valueOf(e),
                                "Make room there, and see that it is this user's own")
                        .fault(),
                e);
    }
}
