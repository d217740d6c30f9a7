package dev.immure.fuzz.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.image.ImageConfig;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images that lead whoever sets the sandbox up to files of the host. The host's canary keeps its bytes and owner. What
 * stands in the way is in immure-init and the unpacker, not in the plan: each test was seen to fail by hand, with the
 * flags of openat2(2) taken out of the code.
 */
class ImageAttackIT {
    private static final int CANARY_OWNER = 4242;

    @TempDir
    private Path folder;

    private AttackGround ground;
    private Path canary = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        ground = AttackGround.make(folder);
        // Open to everybody, or the ids of the sandbox would keep it from what a link leads it to.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        canary = Files.createDirectory(folder.resolve("canary"));
        Files.setPosixFilePermissions(canary, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(canary.resolve("file"), "canary");
        Files.setAttribute(canary.resolve("file"), "unix:uid", CANARY_OWNER);
    }

    private void assertUntouched() throws IOException {
        try (var files = Files.list(canary)) {
            assertThat(files).containsExactly(canary.resolve("file"));
        }
        assertThat(canary.resolve("file")).hasContent("canary");
        assertThat(Files.getAttribute(canary.resolve("file"), "unix:uid")).isEqualTo(CANARY_OWNER);
    }

    /** CVE-2024-28185, CVE-2026-55686: whatever the set-up makes goes through links of the image, and stays inside. */
    @ParameterizedTest
    @CsvSource({"link,-w /link/made", "up,-w /up/made", "link,--tmpfs /link/made", "up,--tmpfs /up/made"})
    void E1_theSetUpWritesThroughNoLinkOfTheImage(String name, String option) throws IOException {
        plantLinks();
        ground.pack();
        Range.Run run = ground.run(List.of(option.split(" ", -1)), "base-walls");
        assertThat(run.status()).as(name + run.outcome()).isIn(0, 125);
        assertUntouched();
    }

    /** CVE-2024-28189: owners are changed for the link, never for what it leads to. */
    @Test
    void E2_unpackingChangesTheOwnerOfNoFileBehindALink() throws IOException {
        Files.createSymbolicLink(ground.tree().resolve("owned"), canary.resolve("file"));
        Files.setAttribute(ground.tree().resolve("owned"), "unix:uid", 1000, LinkOption.NOFOLLOW_LINKS);
        ground.pack();
        ground.assertHeld("base-walls");
        assertUntouched();
    }

    /** CVE-2026-87766, CVE-2019-18837: mount points below links; the innocent /var/run keeps working. */
    @Test
    void E18_noMountPointLiesOutsideTheRoot() throws IOException {
        plantLinks();
        Files.createDirectory(ground.tree().resolve("var"));
        Files.createSymbolicLink(ground.tree().resolve("var/run"), Path.of("/run"));
        ground.pack();
        for (String place : List.of("/link", "/link/below", "/up" + canary, "/oldroot/x", "/var/run")) {
            Range.Run run = ground.run(List.of("--tmpfs", place + ":size=1m"), "base-walls");
            assertThat(run.status()).as(place + run.outcome()).isIn(0, 125);
            assertUntouched();
        }
        assertThat(ground.run(List.of("--tmpfs", "/var/run:size=1m"), "base-walls")
                        .status())
                .isZero();
    }

    private void plantLinks() throws IOException {
        Files.createSymbolicLink(ground.tree().resolve("link"), canary);
        Files.createSymbolicLink(ground.tree().resolve("up"), Path.of("../../../../../../../.."));
        Files.createSymbolicLink(ground.tree().resolve("oldroot"), Path.of("/proc/1/root" + canary));
    }

    /** CVE-2024-21626: a directory of the host that somebody forgot to close. */
    @Test
    void E26_noLeakedDirectoryIsAWorkingDirectory() throws IOException {
        ground.pack();
        for (int fd = 3; fd <= 20; fd++) {
            Range.Outcome refused = ground.run(List.of("-w", "/proc/self/fd/" + fd), "base-walls")
                    .outcome();
            assertThat(refused.status()).isEqualTo(125);
            assertThat(refused.err()).contains("IMM-LAUNCH-STEP");
        }
        ground.assertHeld("leaked-descriptors");
    }

    /** CVE-2025-31133: the masks of /proc are made of our null device, not of the image's. */
    @ParameterizedTest
    @ValueSource(strings = {"link", "file", "directory"})
    void E27_aNullDeviceOfTheImageMasksNothing(String kind) throws IOException {
        Path device = ground.tree().resolve("dev/null");
        switch (kind) {
            case "link" -> Files.createSymbolicLink(device, Path.of("/proc/sys/kernel/core_pattern"));
            case "file" -> Files.writeString(device, "content");
            default -> Files.createDirectory(device);
        }
        ground.pack();
        ground.assertHeld("write-kernel");
        ground.assertHeld("flip-path", "/tmp/innocent", "/proc/kallsyms");
    }

    /** CVE-2019-19921, CVE-2023-27561, CVE-2025-54867: and CVE-2026-41579 for /dev. */
    @ParameterizedTest
    @ValueSource(strings = {"proc", "dev", "sys"})
    void cve2019_19921_aLinkWhereAKernelFileSystemBelongsIsRefused(String name) throws IOException {
        Files.delete(ground.tree().resolve(name));
        Files.createSymbolicLink(ground.tree().resolve(name), canary);
        ground.pack();
        Range.Outcome refused = ground.run(List.of(), "base-walls").outcome();
        assertThat(refused.status()).isEqualTo(125);
        assertThat(refused.err()).contains("IMM-LAUNCH-STEP", "require-directory path=/" + name);
        assertUntouched();
    }

    /** CVE-2019-16884: nothing is mounted where the kernel's own file systems are. */
    @ParameterizedTest
    @ValueSource(strings = {"/proc", "/proc/self", "/proc/sys", "/dev", "/dev/null", "/sys", "/", "/tmp/../proc"})
    void cve2019_16884_nothingIsMountedOverAKernelFileSystem(String place) throws IOException {
        ground.pack();
        for (List<String> options : List.of(List.of("--tmpfs", place), List.of("-v", canary + ":" + place))) {
            Range.Outcome refused = ground.run(options, "base-walls").outcome();
            assertThat(refused.status()).as(options + refused.toString()).isIn(77, 125);
            assertThat(refused.err()).contains("IMM-");
        }
    }

    /** CVE-2022-23648 and those of buildah and BuildKit: what an image says about volumes is not even read. */
    @Test
    void cve2022_23648_anImageAsksForNoVolume() {
        assertThat(ImageConfig.class.getRecordComponents())
                .extracting(RecordComponent::getName)
                .doesNotContain("volumes", "Volumes");
    }
}
