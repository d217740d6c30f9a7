package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.image.LayerCompression;
import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import dev.immure.core.image.TestTar.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tars with random damage but right checksums and digests: unpacked within their place, or refused; nothing else. */
class MutatedLayerIT {
    private static final int RECORD = 512;
    private static final int ROUNDS = 50;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedLayersAreUnpackedInTheirPlaceOrRefused(long seed) throws IOException {
        Random random = new Random(seed);
        Path outside = Files.writeString(directory.resolve("outside"), "untouched");
        int refused = 0;
        try (StoreFixture fixture = new StoreFixture(directory.resolve("store"))) {
            for (int i = 0; i < ROUNDS; i++) {
                Path layout = TestImages.of()
                        .layer(damaged(random), LayerCompression.NONE)
                        .layout(directory.resolve("layout" + i));
                refused += unpackOrRefuse(fixture, layout) ? 0 : 1;
                fixture.store.gc();
                assertThat(fixture.content()).isEmpty();
            }
        }
        assertThat(refused).as("damage is noticed, and not all of it matters").isBetween(ROUNDS / 10, ROUNDS - 1);
        assertThat(outside).hasContent("untouched");
        try (Stream<Path> children = Files.list(directory)) {
            assertThat(children).hasSize(ROUNDS + 2);
        }
    }

    private static boolean unpackOrRefuse(StoreFixture fixture, Path layout) {
        try (UnpackedImage unpacked = fixture.unpackLayout(layout)) {
            return unpacked.layers().size() == 1;
        } catch (ImmureException e) {
            assertThat(e.fault().code().kind()).as(e.fault().sentence()).isEqualTo(FaultKind.INPUT);
            return false;
        }
    }

    private static byte[] damaged(Random random) {
        byte[] tar = original();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(tar.length / RECORD) * RECORD;
            // Where the name, mode, ids, size, type, link and magic are; beyond, a header is padding.
            tar[at + random.nextInt(300)] = (byte) interesting(random);
            if (random.nextInt(10) > 0) {
                byte[] record = TestTar.seal(Arrays.copyOfRange(tar, at, at + RECORD));
                System.arraycopy(record, 0, tar, at, RECORD);
            }
        }
        return tar;
    }

    private static int interesting(Random random) {
        String bytes = "/.\0" + "0123456789xLKgSw\u00ff-= \n";
        return random.nextBoolean() ? random.nextInt(256) : bytes.charAt(random.nextInt(bytes.length()));
    }

    private static byte[] original() {
        return tar().directory("d")
                .file("d/f", "content")
                .symlink("d/l", "../d/f")
                .hardLink("d/h", "d/f")
                .whiteout("d/.wh.gone")
                .whiteout("d/.wh..wh..opq")
                .add(new Entry('0', "p")
                        .content("x")
                        .pax("path", "d/long")
                        .pax("mtime", "12.5")
                        .pax("SCHILY.xattr.user.a", "b"))
                .bytes();
    }
}
