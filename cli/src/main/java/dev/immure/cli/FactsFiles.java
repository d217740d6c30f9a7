package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.audit.Launch;
import dev.immure.policy.json.FactsJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Facts that lie in files, as JSON. */
final class FactsFiles {
    /** Most files of one directory. */
    private static final int MOST = 100_000;

    private FactsFiles() {}

    /**
     * The facts in one file.
     *
     * @throws ImmureException when they cannot be read, or are none
     */
    static PolicyInput read(Path file) {
        try {
            // A first look, since opening a FIFO would wait.
            if (!Files.isRegularFile(file)) {
                throw unreadable(file, Files.exists(file) ? "it is not a regular file" : "it does not exist");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return FactsJson.read(in.readNBytes(FactsJson.MAX_BYTES + 1), file.toString());
            }
        } catch (IOException e) {
            throw unreadable(file, PathTrouble.why(e));
        }
    }

    /**
     * Every {@code *.json} of a directory, by name; not those of directories in it. One that cannot be read is a launch of
     * which nothing is known.
     */
    static void each(Path directory, Consumer<Launch> launches) {
        for (Path file : list(directory)) {
            String name = String.valueOf(file.getFileName());
            try {
                launches.accept(Launch.undecided(name, read(file)));
            } catch (ImmureException e) {
                launches.accept(Launch.unknown(
                        name,
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        e.fault().why() + " [" + e.fault().code().id() + "]"));
            }
        }
    }

    private static List<Path> list(Path directory) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "*.json")) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(entry);
                }
                if (files.size() > MOST) {
                    throw unreadable(directory, "it has more than " + MOST + " files named *.json");
                }
            }
        } catch (IOException e) {
            throw unreadable(directory, PathTrouble.why(e));
        }
        if (files.isEmpty()) {
            throw unreadable(directory, "it holds no file named *.json");
        }
        files.sort(null);
        return files;
    }

    private static ImmureException unreadable(Path path, String why) {
        return new ImmureException(new Fault(
                CliFault.FILE,
                "cannot read facts from",
                path.toString(),
                why,
                "Name what `immure audit export` or docs/policy-audit.md describes"));
    }
}
