package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.attack.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store of an ordinary user, whom the modes of an image's files keep out of his own store. */
@Timeout(300)
class RootlessStoreIT {
    @TempDir
    private Path folder;

    @Test
    @SuppressForbidden(reason = "cp(1) and chown(1) make a layout of the user's")
    void filesThatTheirOwnerCannotReadAreRecordedCheckedAndFoundChanged() throws IOException, InterruptedException {
        Range range = Range.open(Files.createDirectory(folder.resolve("root")));
        Path tree = range.tree("tree");
        Files.writeString(tree.resolve("etc/shadow"), "root:!:1::::::\n");
        chmod(tree.resolve("etc/shadow"), "---------");
        Files.createDirectories(tree.resolve("closed/inner"));
        chmod(tree.resolve("closed"), "---------");
        Files.createDirectories(tree.resolve("blind/inner"));
        chmod(tree.resolve("blind"), "--x--x--x");
        range.image("probe:v1", tree, "--entrypoint", "/bin/probe", "-u", "1000:1000");

        try (OrdinaryUser user = OrdinaryUser.in(Files.createDirectory(folder.resolve("user")))) {
            // A layout of his own, as if he had fetched it.
            Path layout = user.home().resolve("layout");
            new ProcessBuilder("cp", "-r", range.root().resolve("images").toString(), layout.toString())
                    .start()
                    .waitFor();
            new ProcessBuilder("chown", "-R", OrdinaryUser.ID + ":" + OrdinaryUser.ID, layout.toString())
                    .start()
                    .waitFor();
            chmod(folder, "rwxr-xr-x");
            succeeds(user.immure("image", "import", "oci:" + layout + ":probe:v1", "probe:v1"));
            succeeds(user.immure("image", "check", "probe:v1"));
            OrdinaryUser.Outcome blobs = user.immure("image", "check", "--from-blobs", "probe:v1");
            assertThat(blobs.out()).contains("whole");

            Path shadow = find(user.home().resolve("immure/images/layers"), "etc/shadow");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shadow)))
                    .as("made readable for the moment only")
                    .isEqualTo("---------");
            Files.writeString(shadow, "root::1::::::!\n");
            OrdinaryUser.Outcome found = user.immure("image", "check", "probe:v1");
            assertThat(found.status()).as(found.toString()).isEqualTo(1);
            assertThat(found.out()).contains("\"etc/shadow\": its bytes are not those of the layer");
        }
    }

    private static void succeeds(OrdinaryUser.Outcome outcome) {
        assertThat(outcome.status()).as(outcome.toString()).isZero();
    }

    private static void chmod(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static Path find(Path root, String name) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
        }
    }
}
