package dev.immure.cli.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Immure run by an ordinary user, from the first command to the last. */
class RootlessIT {
    @TempDir
    private static Path folder;

    private static OrdinaryUser user;

    @BeforeAll
    static void makeTheUser() throws IOException {
        user = OrdinaryUser.in(folder);
    }

    @AfterAll
    static void removeHisCgroups() throws IOException {
        assertThat(user.leftCgroups()).isEmpty();
        user.close();
    }

    private static void assertThatEveryWallHolds(OrdinaryUser who, String ids)
            throws IOException, InterruptedException {
        OrdinaryUser.Outcome demo = who.immure("demo");
        assertThat(demo.status()).as(demo.toString()).isZero();
        assertThat(demo.out())
                .contains(ids)
                .containsPattern(
                        "(?m)^10[0-9] attempts stopped or shown nothing, 0 got through, 1 could not be tried here");
        assertThat(demo.lines().stream().filter(line -> line.startsWith("     held  ")))
                .hasSizeGreaterThan(100);
    }

    @Test
    void everyWallHoldsWithSubordinateIds() throws IOException, InterruptedException {
        assertThatEveryWallHolds(user, "0→61234 (the caller), 1→3000001 +65535");
    }

    @Test
    void everyWallHoldsWithOneId() throws IOException, InterruptedException {
        assertThatEveryWallHolds(
                user.with("SUBIDS", ""),
                "1000→61234 (the caller), no other id; his supplementary groups stay; /etc/subuid and /etc/subgid give user "
                        + "walled (61234) no 65536 ids in one piece");
    }
}
