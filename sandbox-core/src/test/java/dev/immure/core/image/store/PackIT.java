package dev.immure.core.image.store;

import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.ImageConfig;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.UnpackNote;
import dev.immure.core.image.pack.PackNote;
import dev.immure.core.image.pack.PackOptions;
import dev.immure.core.internal.kernel.PipeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackIT {
    private static final PackOptions AT_ONE_TIME =
            new PackOptions(OptionalLong.of(1_500_000_000L), List.of(), List.of("/bin/x"), List.of(), "", "", Map.of());

    @TempDir
    Path directory;

    private StoreFixture fixture;
    private Path rootfs;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(directory.resolve("store"));
        rootfs = Files.createDirectory(directory.resolve("rootfs"));
        Files.setPosixFilePermissions(rootfs, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(rootfs.resolve("bin"));
        Files.writeString(rootfs.resolve("bin/x"), "program");
        Files.createLink(rootfs.resolve("bin/y"), rootfs.resolve("bin/x"));
        Files.createSymbolicLink(rootfs.resolve("sh"), Path.of("/bin/x"));
        Files.setAttribute(rootfs.resolve("bin/x"), "unix:uid", 1000);
        Files.setPosixFilePermissions(rootfs.resolve("bin/x"), PosixFilePermissions.fromString("rwxr-x--x"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void unpacksToWhatWasPacked() throws IOException {
        Files.createDirectories(rootfs.resolve("long/" + "n".repeat(150) + "/Főtanúsítvány"));
        Files.getFileAttributeView(rootfs.resolve("bin/x"), UserDefinedFileAttributeView.class)
                .write("note", ByteBuffer.wrap(new byte[] {'v'}));
        PackedImage packed = pack("packed:1", AT_ONE_TIME);
        assertThat(packed.notes()).isEmpty();
        try (ImageSource source = ImageSources.open(ImageReference.parse("packed:1"), fixture.store);
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            Path tree = unpacked.layers().getFirst().tree();
            assertThat(tree.resolve("bin/x")).hasContent("program");
            assertThat(Files.getAttribute(tree.resolve("bin/x"), "unix:uid")).isEqualTo(1000);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tree.resolve("bin/x"))))
                    .isEqualTo("rwxr-x--x");
            assertThat(Files.getAttribute(tree.resolve("bin/x"), "unix:ino"))
                    .isEqualTo(Files.getAttribute(tree.resolve("bin/y"), "unix:ino"));
            assertThat(Files.readSymbolicLink(tree.resolve("sh"))).isEqualTo(Path.of("/bin/x"));
            assertThat(Files.getLastModifiedTime(tree.resolve("sh"), LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(FileTime.fromMillis(1_500_000_000_000L));
            assertThat(tree.resolve("long/" + "n".repeat(150) + "/Főtanúsítvány"))
                    .isDirectory();
            assertThat(Files.getFileAttributeView(tree.resolve("bin/x"), UserDefinedFileAttributeView.class)
                            .list())
                    .containsExactly("note");
            assertThat(unpacked.notes()).isEmpty();
        }
    }

    @Test
    void givesTheSameBytesForTheSameFiles() throws IOException {
        PackedImage first = pack("packed:1", AT_ONE_TIME);
        Files.setLastModifiedTime(rootfs.resolve("bin/x"), FileTime.fromMillis(5));
        PackedImage second = pack("packed:2", AT_ONE_TIME);
        assertThat(second.image().descriptor().digest())
                .isEqualTo(first.image().descriptor().digest());
        PackedImage own = pack("packed:3", PackOptions.NONE);
        assertThat(own.image().descriptor().digest())
                .isNotEqualTo(first.image().descriptor().digest());
        assertThat(pack("packed:4", PackOptions.NONE).image().descriptor().digest())
                .isEqualTo(own.image().descriptor().digest());
    }

    @Test
    void writesTheConfigurationAskedFor() {
        PackOptions options = new PackOptions(
                OptionalLong.of(0),
                List.of("/bin/x"),
                List.of("-v"),
                List.of("PATH=/bin", "A=b c"),
                "/srv",
                "1000:1000",
                Map.of("org.example", "v"));
        pack("packed:1", options);
        try (ImageSource source = ImageSources.open(ImageReference.parse("packed:1"), fixture.store)) {
            ImageConfig config = source.image().config();
            assertThat(config.entrypoint()).containsExactly("/bin/x");
            assertThat(config.command()).containsExactly("-v");
            assertThat(config.environment()).containsExactly("PATH=/bin", "A=b c");
            assertThat(config.workingDirectory()).isEqualTo("/srv");
            assertThat(config.user()).isEqualTo("1000:1000");
            assertThat(config.labels()).containsExactly(Map.entry("org.example", "v"));
            assertThat(config.created()).contains("1970-01-01T00:00:00Z");
        }
    }

    @Test
    void leavesOutWhatCannotBeInAnImageAndSaysSo() throws Exception {
        PipeFile.make(rootfs.resolve("pipe"));
        assertThat(pack("packed:1", AT_ONE_TIME).notes())
                .containsExactly(new PackNote("pipe", "device node, pipe or socket"));
    }

    @Test
    void keepsSetidBitsWhichUnpackingTakesOff() throws IOException {
        Files.setAttribute(rootfs.resolve("bin/x"), "unix:mode", 0x9ed);
        pack("packed:1", AT_ONE_TIME);
        try (ImageSource source = ImageSources.open(ImageReference.parse("packed:1"), fixture.store);
                UnpackedImage unpacked = fixture.store.unpack(source)) {
            assertThat(unpacked.notes()).extracting(UnpackNote::kind).containsExactly(UnpackNote.Kind.SETID_STRIPPED);
        }
    }

    @Test
    void refusesWhatWouldMeanSomethingElseInAnImage() throws IOException {
        refuses(".wh.x");
        Path foreign = Files.writeString(rootfs.resolve("foreign"), "x");
        Files.setAttribute(foreign, "unix:uid", 100_000);
        assertFault(() -> pack("packed:1", AT_ONE_TIME), ImageFault.PACK);
        Files.delete(foreign);
        assertFault(
                () -> pack(
                        "packed:1",
                        new PackOptions(OptionalLong.empty(), List.of(), List.of(), List.of("A"), "", "", Map.of())),
                ImageFault.CONFIG_VALUE);
        assertFault(
                () -> fixture.store.pack(directory.resolve("nowhere"), ImageName.parse("x"), PackOptions.NONE),
                ImageFault.NOT_FOUND);
        assertThat(fixture.content()).as("nothing is left behind").isEmpty();
        assertThat(fixture.store.list()).isEmpty();
    }

    private void refuses(String name) throws IOException {
        Path file = Files.writeString(rootfs.resolve(name), "x");
        assertFault(() -> pack("packed:1", AT_ONE_TIME), ImageFault.PACK);
        Files.delete(file);
    }

    private PackedImage pack(String name, PackOptions options) {
        return fixture.store.pack(rootfs, ImageName.parse(name), options);
    }
}
