package dev.immure.signing.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Test vectors that this project did not write, in {@code ../shared/vectors} beside the repository, or where the system
 * property {@code immure.vectors} says.
 */
public final class Vectors {
    private Vectors() {}

    /** The folder; the test is skipped, with that reason, where it is absent. */
    public static Path folder(String name) {
        Path vectors = Optional.ofNullable(System.getProperty("immure.vectors"))
                .map(Path::of)
                .orElseGet(() -> root().resolve("../shared/vectors"));
        Path folder = vectors.resolve(name).normalize();
        assumeTrue(Files.isDirectory(folder), "the vectors in ../shared/vectors/" + name + " are not on this machine");
        return folder;
    }

    /** The repository: the directory above the module that surefire runs in. */
    private static Path root() {
        Path module = Path.of("").toAbsolutePath();
        return Files.exists(module.resolve("image-signing")) ? module : module.resolve("..");
    }
}
