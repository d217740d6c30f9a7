package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static dev.immure.core.image.store.StoreFixture.assertFault;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.ImageFault;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.internal.kernel.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store asks of fs-verity and makes of its answers; {@code StoreKernelVerityIT} asks a kernel. */
class StoreVerityIT {
    private static final TestTar LAYER = tar().directory("bin")
            .file("bin/app", "the program")
            .hardLink("bin/same", "bin/app")
            .file("bin/empty", "")
            .symlink("bin/sh", "app")
            .file("etc/passwd", "root:x:0:0::/:/bin/sh\n");

    private final TestImages image = TestImages.of(LAYER, tar().file("second", "2"));
    private final FakeVerity verity = new FakeVerity();
    private int layouts;

    @TempDir
    Path directory;

    @Test
    void everyFileIsSealedWhenItIsUnpacked() throws IOException {
        importImage();
        for (String file : List.of("bin/app", "bin/same", "bin/empty", "etc/passwd")) {
            assertThat(verity.isSealed(tree().resolve(file))).as(file).isTrue();
        }
        assertThat(layer().resolve("layer.json")).content().contains("\"fsVerity\":true");
        for (TreeVerification verification : TreeVerification.values()) {
            unpack(verification);
        }
        for (CheckDepth depth : CheckDepth.values()) {
            StoreCheckReport report = check(depth);
            assertThat(report.findings()).isEmpty();
            assertThat(report.renewed()).isEmpty();
            assertThat(report.sealed()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EOPNOTSUPP, Errno.ENOTTY})
    void aFileSystemWithoutItIsUsedAsItIs(int answer) throws IOException {
        verity.refusal = Optional.of(answer);
        importImage();
        assertThat(layer().resolve("layer.json")).content().contains("\"fsVerity\":false");
        unpack(TreeVerification.STAT);
        unpack(TreeVerification.FULL);
        assertThat(check(CheckDepth.BLOBS).isWhole()).isTrue();
        assertThat(check(CheckDepth.BLOBS).sealed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOSPC, Errno.EIO, Errno.EPERM})
    void anyOtherRefusalEndsTheImportAndLeavesNothing(int answer) throws IOException {
        verity.refusal = Optional.of(answer);
        assertFault(this::importImage, ImageFault.STORE);
        verity.refusal = Optional.empty();
        verity.refusalOfContent = Optional.of(answer);
        assertFault(this::importImage, ImageFault.STORE);
        for (String place : List.of("blobs/sha256", "layers/sha256", "tmp")) {
            assertThat(directory.resolve("store").resolve(place)).isEmptyDirectory();
        }
    }

    @Test
    void aFileThatIsNotSealedAnyMoreIsFoundAndNotLaunched() throws IOException {
        importImage();
        verity.unseal(tree().resolve("etc/passwd"));
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_CHANGED);
        isRepaired("it is not guarded by fs-verity any more");
        assertThat(verity.isSealed(tree().resolve("etc/passwd"))).isTrue();
    }

    @Test
    void aFileSealedOverAnotherContentIsNotLaunched() {
        importImage();
        verity.salt = new byte[] {1};
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_CHANGED);
    }

    @Test
    void aSealedStoreIsNotLaunchedUnderAKernelWithoutIt() {
        importImage();
        FakeVerity without = new FakeVerity();
        without.refusal = Optional.of(Errno.EOPNOTSUPP);
        try (ContentStore store = open(TreeVerification.STAT, without);
                ImageSource source = source(store)) {
            assertFault(() -> store.unpack(source), ImageFault.TREE_CHANGED);
            StoreCheckReport report = store.check(List.of(), CheckDepth.RECORDS);
            assertThat(report.isWhole()).isFalse();
            assertThat(store.repair(report).isWhole())
                    .as("unpacked as this kernel can")
                    .isTrue();
            store.unpack(source).close();
            assertThat(store.check(List.of(), CheckDepth.RECORDS).sealed()).isZero();
        }
    }

    @Test
    void aRecordThatLacksADigestIsNotLaunched() throws IOException {
        verity.refusal = Optional.of(Errno.EOPNOTSUPP);
        importImage();
        Path record = layer().resolve("layer.json");
        Files.writeString(record, Files.readString(record).replace("\"fsVerity\":false", "\"fsVerity\":true"));
        verity.refusal = Optional.empty();
        assertFault(() -> unpack(TreeVerification.STAT), ImageFault.TREE_RECORD);
        assertFault(() -> unpack(TreeVerification.FULL), ImageFault.TREE_CHANGED);
        isRepaired("it is not guarded by fs-verity any more");
    }

    @Test
    void aRecordOfBeforeSealingIsStillRead() throws IOException {
        verity.refusal = Optional.of(Errno.EOPNOTSUPP);
        importImage();
        Path record = layer().resolve("layer.json");
        Files.writeString(record, Files.readString(record).replace(",\"fsVerity\":false", ""));
        verity.refusal = Optional.empty();
        unpack(TreeVerification.STAT);
        assertThat(check(CheckDepth.RECORDS).isWhole()).isTrue();
    }

    @Test
    void aFileThatItsOwnerMayNotWriteIsSealedAndKeepsItsMode() throws IOException {
        verity.wantsTheRightToWrite = true;
        importLayout(TestImages.of(
                tar().add(new TestTar.Entry('0', "tool").mode(0555).content("read-only"))));
        try (ContentStore store = open(TreeVerification.STAT, verity)) {
            assertThat(store.check(List.of(), CheckDepth.BLOBS).findings()).isEmpty();
            assertThat(store.check(List.of(), CheckDepth.BLOBS).sealed()).isEqualTo(1);
        }
    }

    private void isRepaired(String detail) {
        try (ContentStore store = open(TreeVerification.STAT, verity)) {
            StoreCheckReport report = store.check(List.of(), CheckDepth.RECORDS);
            assertThat(report.findings()).extracting(StoreFinding::detail).contains(detail);
            assertThat(store.repair(report).isWhole()).isTrue();
            assertThat(store.check(List.of(), CheckDepth.BLOBS).findings()).isEmpty();
        }
        unpack(TreeVerification.STAT);
    }

    private StoreCheckReport check(CheckDepth depth) {
        try (ContentStore store = open(TreeVerification.STAT, verity)) {
            return store.check(List.of(), depth);
        }
    }

    private void unpack(TreeVerification verification) {
        try (ContentStore store = open(verification, verity);
                ImageSource source = source(store)) {
            store.unpack(source).close();
        }
    }

    private void importImage() {
        importLayout(image);
    }

    private void importLayout(TestImages images) {
        Path layout = images.layout(directory.resolve("layout" + layouts++));
        try (ContentStore store = open(TreeVerification.STAT, verity);
                ImageSource source = ImageSources.open(new ImageReference.OciLayout(layout, Optional.empty()), store)) {
            store.importImage(source, ImageName.parse("app:1"));
        }
    }

    private ContentStore open(TreeVerification verification, FakeVerity kernel) {
        return ContentStore.open(directory.resolve("store"), Limits.DEFAULT, verification, kernel);
    }

    private static ImageSource source(ContentStore store) {
        return store.source((ImageReference.Stored) ImageReference.parse("app:1"));
    }

    private Path layer() {
        return directory.resolve(
                "store/layers/sha256/" + image.diffIds().getFirst().hex());
    }

    private Path tree() {
        return layer().resolve("tree");
    }
}
