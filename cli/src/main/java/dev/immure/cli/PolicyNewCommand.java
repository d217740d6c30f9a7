package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.cli.render.Console;
import dev.immure.cli.render.PolicyBegun;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code immure policy new}. */
@Command(
        name = "new",
        description =
                "Begin a policy that builds on one of Immure's own: its values to change, a rule, and scenarios that"
                        + " `immure policy test` finds in order. Writes into a new or empty directory.",
        footer = {"", "Example:", "  immure policy new --from judge ./contest"})
final class PolicyNewCommand implements Callable<Integer> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?");

    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--from",
            paramLabel = "NAME",
            description = "The policy to build on: `immure policy library` lists them. Default: baseline.")
    private String from = "baseline";

    @Parameters(index = "0", paramLabel = "DIR", description = "Where to write it: a new directory, or an empty one.")
    private Path directory = Path.of("");

    PolicyNewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String base = PolicyNames.require(from);
        SortedMap<String, String> files = PolicyScaffold.files(name(), base);
        try {
            requireEmpty();
            for (Map.Entry<String, String> file : files.entrySet()) {
                write(directory.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw refused(PathTrouble.why(e), "Name a directory that this user may write to");
        }
        global.answer(console, new PolicyBegun(directory.toString(), base, List.copyOf(files.keySet())));
        return ExitStatus.OK;
    }

    /** That of the directory, where it may be the name of a policy. */
    private String name() {
        String last = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
        return NAME.matcher(last).matches() ? last : "policy";
    }

    private void requireEmpty() throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw refused("it is there and no directory", "Name a directory that is new or empty");
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            if (entries.iterator().hasNext()) {
                throw refused("it is not empty", "Name a directory that is new or empty; nothing is overwritten");
            }
        }
    }

    /** Others may read it and not write to it, whatever the umask: a policy that others may change is refused. */
    private static void write(Path file, String content) throws IOException {
        directories(file.toAbsolutePath().getParent());
        Files.writeString(
                file, content, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void directories(@Nullable Path wanted) throws IOException {
        if (wanted == null || Files.isDirectory(wanted)) {
            return;
        }
        directories(wanted.getParent());
        Files.createDirectory(wanted);
        Files.setPosixFilePermissions(wanted, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private ImmureException refused(String why, String remedy) {
        return new ImmureException(
                new Fault(CliFault.FILE, "cannot begin a policy in", directory.toString(), why, remedy));
    }
}
