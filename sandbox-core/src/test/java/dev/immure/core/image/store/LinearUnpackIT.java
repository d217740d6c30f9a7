package dev.immure.core.image.store;

import static dev.immure.core.image.TestTar.tar;
import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.TestImages;
import dev.immure.core.image.TestTar;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S45 (GHSA-rp3h-jf77-q9p4): work that grows with the square of what a layer says. */
class LinearUnpackIT {
    private static final int FEW = 1_000;
    private static final String DEEP = "d/".repeat(40);

    @TempDir
    Path directory;

    /** Four times as many, deep below each other, take four times as long and not sixteen times. */
    @Test
    void workGrowsWithTheNumberOfOpaqueDirectoriesAndNotWithItsSquare() {
        unpack(FEW, "warm");
        double few = unpack(FEW, "few").toMillis();
        double many = unpack(4 * FEW, "many").toMillis();
        assertThat(many / Math.max(few, 50)).isLessThan(10);
    }

    /** CPU time of the process, whichever thread spent it. */
    private Duration unpack(int opaque, String name) {
        TestTar layer = tar();
        for (int i = 0; i < opaque; i++) {
            layer.whiteout(DEEP + i + "/.wh..wh..opq").file(DEEP + i + "/file", "");
        }
        Path layout = TestImages.of(layer).layout(directory.resolve(name + "-layout"));
        try (StoreFixture fixture = new StoreFixture(directory.resolve(name))) {
            Duration before = cpu();
            try (UnpackedImage unpacked = fixture.unpackLayout(layout)) {
                assertThat(unpacked.layers()).hasSize(1);
            }
            return cpu().minus(before);
        }
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
