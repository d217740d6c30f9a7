package dev.immure.core.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.IdMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Locks of the real kernel, in a directory of the test. */
class IdRangesIT {
    private static final IdPool THREE = new IdPool(0x7800_0000L, 0x7800_0000L, 3);

    @TempDir
    private Path temp = Path.of("/");

    private Path root = Path.of("/");

    @BeforeEach
    void chooseRoot() {
        root = temp.resolve("state");
    }

    private IdRanges open() {
        return IdRanges.open(root, THREE, new FakeKernel(), Set.of());
    }

    private static void assertFault(ThrowingCallable act, HostFault code, String text) {
        assertThatThrownBy(act).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(code);
            assertThat(e.fault().sentence()).contains(text);
        });
    }

    @Test
    void twoAtATimeNeverShareARange() {
        try (IdRanges ranges = open();
                IdLease first = ranges.acquire();
                IdLease second = ranges.acquire()) {
            assertThat(first.map()).isEqualTo(new IdMap.Own(0x7800_0000L, 0x7800_0000L));
            assertThat(second.map()).isEqualTo(new IdMap.Own(0x7801_0000L, 0x7801_0000L));
        }
    }

    @Test
    void anotherAllocatorOfTheSameStateSeesTheLocks() {
        try (IdRanges here = open();
                IdRanges there = open();
                IdLease first = here.acquire();
                IdLease second = there.acquire()) {
            assertThat(first.slot()).isNotEqualTo(second.slot());
        }
    }

    @Test
    void aClosedLeaseGivesItsRangeBack() {
        try (IdRanges ranges = open()) {
            ranges.acquire().close();
            try (IdLease again = ranges.acquire()) {
                assertThat(again.slot()).isZero();
            }
        }
    }

    @Test
    void aDuplicateOfTheLockHoldsTheRangeAfterTheLeaseIsClosed() throws Exception {
        try (IdRanges ranges = open()) {
            IdLease first = ranges.acquire();
            try (Fd monitor = Descriptors.duplicate(first.lock().number(), 3)) {
                first.close();
                try (IdLease second = ranges.acquire()) {
                    assertThat(second.slot()).isEqualTo(1);
                    assertThat(monitor.number()).isPositive();
                }
            }
            try (IdLease third = ranges.acquire()) {
                assertThat(third.slot()).isZero();
            }
        }
    }

    @Test
    void aKilledHolderGivesItsRangeBack() throws Exception {
        try (IdRanges ranges = open()) {
            ranges.acquire().close();
            Path file = root.resolve("ids/0.lock");
            Process holder = new ProcessBuilder(
                            "/bin/sh", "-c", "exec 9<>\"$0\"; flock -n 9 && echo locked; read x", file.toString())
                    .start();
            try {
                assertThat(holder.inputReader().readLine()).isEqualTo("locked");
                try (IdLease lease = ranges.acquire()) {
                    assertThat(lease.slot()).isEqualTo(1);
                }
            } finally {
                holder.destroyForcibly().waitFor();
            }
            try (IdLease lease = ranges.acquire()) {
                assertThat(lease.slot()).isZero();
            }
        }
    }

    @Test
    void manyThreadsAtOnceAllGetTheirOwn() throws Exception {
        IdPool pool = new IdPool(0x7800_0000L, 0x7800_0000L, 64);
        try (IdRanges ranges = IdRanges.open(root, pool, new FakeKernel(), Set.of());
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            var leases = IntStream.range(0, 64)
                    .mapToObj(i -> threads.submit(ranges::acquire))
                    .toList();
            Set<Integer> slots = new HashSet<>();
            for (Future<IdLease> lease : leases) {
                slots.add(lease.get().slot());
            }
            assertThat(slots).hasSize(64);
            for (Future<IdLease> lease : leases) {
                lease.get().close();
            }
        }
    }

    @Test
    void refusesWhenAllRangesAreInUse() {
        try (IdRanges ranges = open();
                IdLease a = ranges.acquire();
                IdLease b = ranges.acquire();
                IdLease c = ranges.acquire()) {
            assertThat(Set.of(a.slot(), b.slot(), c.slot())).hasSize(3);
            assertFault(ranges::acquire, HostFault.ID_EXHAUSTED, "all 3 ranges");
        }
    }

    @Test
    void thisHostHasGivenNoneOfTheDefaultIdsToAnybody() {
        try (IdRanges ranges = IdRanges.open(root);
                IdLease lease = ranges.acquire()) {
            assertThat(lease.map()).isEqualTo(IdPool.DEFAULT.map(lease.slot()));
        }
    }

    /** Root's ids are the host's: two state directories are no reason to give them away twice. */
    @Test
    void stateDirectoriesOfRootShareOnePool() {
        try (IdRanges here = IdRanges.open(root);
                IdRanges there = IdRanges.open(temp.resolve("other"));
                IdLease first = here.acquire();
                IdLease second = there.acquire()) {
            assertThat(first.slot()).isNotEqualTo(second.slot());
        }
    }

    @Test
    void directoriesAreTheOwnersAlone() throws Exception {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("ids"))))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAStateDirectoryThatOthersCanWrite() throws Exception {
        Files.createDirectory(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertFault(this::open, HostFault.STATE, "can write to it");
    }

    @Test
    void refusesALockDirectoryOfAnotherUser() throws Exception {
        Files.createDirectories(root.resolve("ids"));
        Files.setAttribute(root.resolve("ids"), "unix:uid", 12345);
        assertFault(this::open, HostFault.STATE, "ids");
    }

    @Test
    void refusesALinkInPlaceOfTheLockDirectory() throws Exception {
        Files.createDirectory(root);
        Files.createSymbolicLink(root.resolve("ids"), temp);
        assertFault(this::open, HostFault.STATE, "not a link");
    }

    @Test
    void refusesALinkInPlaceOfALockFile() throws Exception {
        try (IdRanges ranges = open()) {
            Files.createSymbolicLink(root.resolve("ids/0.lock"), temp.resolve("elsewhere"));
            assertFault(ranges::acquire, HostFault.ID_LOCK, "ELOOP");
        }
        assertThat(temp.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void refusesAStateDirectoryBelowNothing() {
        root = temp.resolve("no/such/place");
        assertFault(this::open, HostFault.STATE, "it cannot be made: the directory above does not exist");
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, eve:x:2013265920:1::/:/bin/sh",
        "/etc/group, eve:x:2013462527:",
        "/etc/subuid, eve:2013200384:65537",
        "/etc/subgid, eve:2013462527:1"
    })
    void refusesIdsThatTheHostHasGivenToSomebody(String file, String line) {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put(file, line + "\n");
        assertFault(() -> IdRanges.open(root, THREE, kernel, Set.of()), HostFault.ID_COLLISION, "eve in " + file);
    }

    @ParameterizedTest
    @CsvSource({
        "/etc/passwd, eve:x:2013265919:1::/:/bin/sh",
        "/etc/group, eve:x:2013462528:",
        "/etc/subuid, eve:2013200384:65536",
        "/etc/subgid, eve:2013462528:1",
        "/etc/subuid, eve:2013265920",
        "/etc/subuid, eve:2013265920:-1",
        "/etc/subuid, eve:2013265920:0",
        "/etc/subuid, eve:99999999999:1"
    })
    void idsBesideThePoolAndMalformedLinesDoNotCollide(String file, String line) {
        FakeKernel kernel = new FakeKernel();
        kernel.files.put(file, line + "\n");
        try (IdRanges ranges = IdRanges.open(root, THREE, kernel, Set.of());
                IdLease lease = ranges.acquire()) {
            assertThat(lease.slot()).isZero();
        }
    }
}
