package dev.immure.cli.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final String RUN = "4c0f1d2e3b5a6978";

    @TempDir
    private Path root;

    @Test
    void aNoteThatCannotBeWrittenLeavesNothing() throws IOException {
        RunFolder folder = RunFolder.of(root);
        // rename(2) does not replace a directory by a file.
        Files.createDirectories(root.resolve("runs").resolve(RUN).resolve("in-the-way"));
        ImmureException thrown = assertThrows(ImmureException.class, () -> folder.add(note()));
        assertEquals(ServeFault.NOTE, thrown.fault().code());
        assertEquals(List.of(RUN), names());
    }

    @Test
    void aNoteIsThereUntilItIsRemoved() throws IOException {
        RunFolder folder = RunFolder.of(root);
        folder.add(note());
        assertEquals(List.of(RUN), folder.all().stream().map(RunNote::run).toList());
        folder.remove(RUN);
        assertEquals(List.of(), names());
    }

    @Test
    void whatWhoWasKilledHasNotFinishedIsRemoved() throws IOException {
        ProcessIdentity self = ProcessIdentity.current();
        String own = RUN + "." + self.pid() + "." + self.start() + ".new";
        String earlier = RUN + "." + self.pid() + "." + (self.start() - 1) + ".new";
        String other = "somebody-elses.new";
        RunFolder folder = RunFolder.of(root);
        folder.add(note());
        for (String name : List.of(own, earlier, RUN + ".999999999.1.new", other)) {
            Files.createFile(root.resolve("runs").resolve(name));
        }
        folder.sweep();
        assertEquals(Set.of(RUN, own, other), Set.copyOf(names()));
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(root.resolve("runs"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static RunNote note() {
        return new RunNote(RUN, ProcessIdentity.current(), "uid 0", "app:1", Instant.now(), Optional.empty());
    }
}
