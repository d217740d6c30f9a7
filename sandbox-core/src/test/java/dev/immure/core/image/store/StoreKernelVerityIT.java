package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.TestImages;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.DetachedMounts;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.LoopDevice;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on an ext4 with fs-verity: a file system in a file, mounted where only this process can reach it. */
class StoreKernelVerityIT {
    private static final String CONTENT = "the program, byte by byte. ".repeat(1000);

    private final TestImages image = TestImages.of(tar().directory("bin")
            .file("bin/app", CONTENT)
            .hardLink("bin/same", "bin/app")
            .file("bin/empty", "")
            .file("etc/passwd", "root:x:0:0::/:/bin/sh\n"));

    @TempDir
    Path directory;

    private Path disk;
    private Fd mount;
    private StoreFixture fixture;

    @BeforeEach
    void makeStore() throws Exception {
        assumeTrue(Files.exists(Path.of("/sys/fs/ext4/features/verity")), "needs CONFIG_FS_VERITY");
        disk = directory.resolve("disk");
        make("verity");
        open();
        fixture.importLayout(image.layout(directory.resolve("layout")), "app:1");
    }

    @AfterEach
    void close() {
        if (fixture != null) {
            fixture.close();
            mount.close();
        }
    }

    @Test
    void theKernelRefusesEveryWriteToAnUnpackedFile() {
        assertSealed();
    }

    private void assertSealed() {
        for (String file : List.of("bin/app", "bin/same", "bin/empty", "etc/passwd")) {
            assertThatThrownBy(() -> Files.writeString(tree().resolve(file), "evil", StandardOpenOption.WRITE))
                    .as(file)
                    .hasMessageContaining("Operation not permitted");
        }
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.BLOBS);
        assertThat(report.findings()).isEmpty();
        assertThat(report.renewed()).isEmpty();
        assertThat(report.sealed()).isEqualTo(1);
        unpack(TreeVerification.STAT);
        unpack(TreeVerification.FULL);
    }

    @Test
    void anEqualFileInTheOldOnesPlaceIsFoundAndRepaired() throws IOException {
        Path app = tree().resolve("etc/passwd");
        Path copy = app.resolveSibling("new");
        Files.copy(app, copy, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(copy, app, StandardCopyOption.REPLACE_EXISTING);
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_CHANGED);
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.RECORDS);
        assertThat(report.findings())
                .extracting(StoreFinding::detail)
                .contains("it is not guarded by fs-verity any more");
        assertThat(fixture.store.repair(report).isWhole()).isTrue();
        assertThat(fixture.store.check(List.of(), CheckDepth.BLOBS).isWhole()).isTrue();
        assertSealed();
    }

    @Test
    void aByteChangedBeneathTheFileSystemIsNeverRead() throws Exception {
        close();
        byte[] bytes = Files.readAllBytes(disk);
        int changed = 0;
        byte[] part = "the program, byte".getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            // At the beginning of a block, so that the layer's compressed blob is not meant.
            for (int at = 0; at < bytes.length; at += 4096) {
                if (new String(bytes, at, part.length, StandardCharsets.ISO_8859_1)
                        .equals(new String(part, StandardCharsets.US_ASCII))) {
                    file.seek(at);
                    file.write('T');
                    changed++;
                }
            }
        }
        assertThat(changed).isPositive();
        open();
        // A launch does not read the file: it holds that the kernel will compare whatever is read of it.
        unpack(TreeVerification.STAT);
        assertThatThrownBy(() -> Files.readString(tree().resolve("bin/app")))
                .hasMessageContaining("Input/output error");
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_CHANGED);
        StoreCheckReport report = fixture.store.check(List.of(), CheckDepth.RECORDS);
        assertThat(report.findings()).extracting(StoreFinding::detail).anyMatch(detail -> detail.contains("EIO"));
        assertThat(fixture.store.repair(report).isWhole()).as(report.toString()).isTrue();
        assertThat(tree().resolve("bin/app")).hasContent(CONTENT);
    }

    @Test
    void anExt4WithoutTheFeatureIsUsedAsItIs() throws Exception {
        close();
        make("^verity");
        open();
        fixture.importLayout(directory.resolve("layout"), "app:1");
        assertThat(fixture.store.check(List.of(), CheckDepth.BLOBS).sealed()).isZero();
        unpack(TreeVerification.STAT);
    }

    private void make(String feature) throws IOException, InterruptedException {
        Files.deleteIfExists(disk);
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength(32 << 20);
        }
        int status = new ProcessBuilder("mkfs.ext4", "-q", "-b", "4096", "-O", feature, disk.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    private void open() throws ErrnoException {
        try (Fd backing = Descriptors.open(disk.toString(), Descriptors.O_RDWR);
                LoopDevice device = LoopDevice.over(backing)) {
            mount = DetachedMounts.ofDevice("ext4", device.path(), List.of());
        }
        fixture = new StoreFixture(Path.of("/proc/self/fd/" + mount.number() + "/store"));
    }

    private void unpack(TreeVerification verification) {
        try (ContentStore store = ContentStore.open(fixture.root, Limits.DEFAULT, verification);
                ImageSource source = store.source((ImageReference.Stored) ImageReference.parse("app:1"))) {
            store.unpack(source).close();
        }
    }

    private Path tree() {
        return fixture.root.resolve(
                "layers/sha256/" + image.diffIds().getFirst().hex() + "/tree");
    }
}
