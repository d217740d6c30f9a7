package dev.immure.core.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code immure gc} on the cgroups of this machine: what has an owner stays, what has none goes. */
class CgroupLeftoversIT {
    private static final CgroupLayout LAYOUT = CgroupLayout.detect();

    private static final int LOOKING = 3;
    private static final int MADE = 500;

    private final String id =
            HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());

    @Test
    void aRunningSandboxKeepsItsCgroup() {
        ResourceLimits limits = ResourceLimits.of(64 << 20, 16);
        try (SandboxCgroup cgroup = Cgroups.create(LAYOUT, id, limits)) {
            assertThat(CgroupLeftovers.remove(LAYOUT)).doesNotContainAnyElementsOf(cgroup.directories());
            assertThat(cgroup.directories())
                    .allSatisfy(directory -> assertThat(directory).exists());
        }
    }

    @Test
    void oneThatNobodyHoldsIsRemoved() throws IOException {
        List<Path> left = made("immure-" + id);
        assertThat(CgroupLeftovers.remove(LAYOUT)).containsAll(left);
        assertThat(left).allSatisfy(directory -> assertThat(directory).doesNotExist());
    }

    @Test
    void oneThatIsNoRunsIsLeftAlone() throws IOException {
        List<Path> foreign = made("immure-x" + id);
        try {
            CgroupLeftovers.remove(LAYOUT);
            assertThat(foreign).allSatisfy(directory -> assertThat(directory).exists());
        } finally {
            for (Path directory : foreign) {
                Files.delete(directory);
            }
        }
    }

    @Test
    void whoeverLooksForLeftoversNeverTakesOneThatIsBeingMade() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService others = Executors.newFixedThreadPool(LOOKING)) {
            List<Future<?>> looking = Stream.<Future<?>>generate(() -> others.submit(() -> {
                        while (!over.get()) {
                            CgroupLeftovers.remove(LAYOUT);
                        }
                    }))
                    .limit(LOOKING)
                    .toList();
            try {
                for (int i = 0; i < MADE; i++) {
                    String name = HexFormat.of()
                            .toHexDigits(RandomGenerator.getDefault().nextLong());
                    try (SandboxCgroup cgroup = Cgroups.create(LAYOUT, name, ResourceLimits.of(64 << 20, 16))) {
                        assertThat(cgroup.directories())
                                .allSatisfy(directory -> assertThat(directory).exists());
                    }
                }
            } finally {
                over.set(true);
            }
            for (Future<?> each : looking) {
                each.get();
            }
        }
    }

    private static List<Path> made(String name) throws IOException {
        List<Path> directories = LAYOUT.hierarchies(LAYOUT.controllers()).stream()
                .map(hierarchy -> hierarchy.base().resolve(name))
                .toList();
        for (Path directory : directories) {
            Files.createDirectory(directory);
        }
        return directories;
    }
}
