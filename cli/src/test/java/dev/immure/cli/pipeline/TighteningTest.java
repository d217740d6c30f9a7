package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.ImmureException;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.AddressRandomization;
import dev.immure.core.plan.ContainerUser;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.RootMode;
import dev.immure.core.plan.Wall;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.policy.Obligation;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.ProfileLimits;
import dev.immure.profiles.SecurityProfile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a policy demands makes a launch tighter or leaves it as it is. */
class TighteningTest {
    private static final SecurityProfile PROFILE = ProfileCatalog.shipped().load("default");
    private static final int ROUNDS = 5_000;

    private final SplittableRandom random = new SplittableRandom(11);

    private Intent intent() {
        return new Intent(
                List.of("/bin/app"),
                List.of("PATH=/bin"),
                "/",
                new ContainerUser(0, 0, List.of()),
                "immure",
                random.nextBoolean() ? RootMode.WRITABLE : RootMode.READ_ONLY,
                List.of(),
                new Copies(List.of(), List.of()),
                Optional.empty(),
                new CapabilitySet(some(List.of(Capability.CAP_KILL, Capability.CAP_CHOWN, Capability.CAP_SETUID))),
                List.of(),
                new ProfileLimits(
                        amount(),
                        amount(),
                        amount(),
                        Duration.ofNanos(amount()),
                        Duration.ofNanos(amount()),
                        amount(),
                        amount(),
                        amount()),
                random.nextBoolean()
                        ? new NetworkSpec.None()
                        : new NetworkSpec.Private(
                                List.of(), List.of(), Optional.empty(), Optional.empty(), OptionalLong.empty()),
                new Tuning(Duration.ofNanos(amount()), Optional.empty(), AddressRandomization.ON),
                SelinuxWish.none(),
                PROFILE,
                Optional.empty(),
                List.copyOf(some(List.of(Wall.LANDLOCK, Wall.SELINUX, Wall.CGROUP))));
    }

    private <T> Set<T> some(List<T> all) {
        return Set.copyOf(all.stream().filter(one -> random.nextBoolean()).toList());
    }

    private long amount() {
        return random.nextLong(1, 1L << random.nextInt(1, 40));
    }

    private Obligation obligation() {
        List<Supplier<Obligation>> kinds = List.of(
                () -> new Obligation.CapMemory(amount()),
                () -> new Obligation.CapPids(amount()),
                () -> new Obligation.CapCpuTime(Duration.ofNanos(amount())),
                () -> new Obligation.CapWallTime(Duration.ofNanos(amount())),
                () -> new Obligation.CapOutput(amount()),
                () -> new Obligation.CapDisk(amount()),
                () -> new Obligation.DropCapability(random.nextBoolean() ? "CAP_KILL" : "CAP_SETUID"),
                Obligation.ReadOnlyRoot::new,
                Obligation.NoNetwork::new,
                () -> new Obligation.UseProfile(PROFILE.name()),
                () -> new Obligation.DemandWall(random.nextBoolean() ? "landlock" : "seccomp"));
        return kinds.get(random.nextInt(kinds.size())).get();
    }

    @Test
    void noObligationLoosensAnything() {
        for (int i = 0; i < ROUNDS; i++) {
            Intent before = intent();
            List<Obligation> obligations =
                    Stream.generate(this::obligation).limit(random.nextInt(6)).toList();
            Intent after = Tightening.apply(before, obligations);

            assertThat(looser(before, after))
                    .as("%s by %s", before, obligations)
                    .isEmpty();
            assertThat(after.argv()).isEqualTo(before.argv());
            assertThat(after.user()).isEqualTo(before.user());
            assertThat(after.profile()).isEqualTo(before.profile());
            assertThat(Tightening.apply(after, obligations))
                    .as("once is enough")
                    .isEqualTo(after);
            assertThat(Tightening.apply(before, obligations.reversed()))
                    .as("in any order")
                    .isEqualTo(after);
        }
    }

    /** Names what {@code after} may do and {@code before} may not. */
    private static List<String> looser(Intent before, Intent after) {
        ProfileLimits b = before.limits();
        ProfileLimits a = after.limits();
        return Stream.of(
                        a.memoryBytes() > b.memoryBytes() ? "memory" : "",
                        a.pids() > b.pids() ? "pids" : "",
                        a.milliCpus() > b.milliCpus() ? "cpus" : "",
                        a.cpuTime().compareTo(b.cpuTime()) > 0 ? "cpu time" : "",
                        a.wallTime().compareTo(b.wallTime()) > 0 ? "wall time" : "",
                        a.outputBytes() > b.outputBytes() ? "output" : "",
                        a.diskBytes() > b.diskBytes() ? "disk" : "",
                        a.inodes() > b.inodes() ? "inodes" : "",
                        after.tuning().extraTime().compareTo(before.tuning().extraTime()) > 0 ? "extra time" : "",
                        before.capabilities()
                                        .capabilities()
                                        .containsAll(after.capabilities().capabilities())
                                ? ""
                                : "capabilities",
                        before.bestEffort().containsAll(after.bestEffort()) ? "" : "walls",
                        after.rootMode() == RootMode.WRITABLE && before.rootMode() == RootMode.READ_ONLY ? "root" : "",
                        after.network().equals(before.network()) || after.network() instanceof NetworkSpec.None
                                ? ""
                                : "network")
                .filter(name -> !name.isEmpty())
                .toList();
    }

    @Test
    void eachObligationIsMet() {
        for (int i = 0; i < ROUNDS; i++) {
            Obligation obligation = obligation();
            Intent after = Tightening.apply(intent(), List.of(obligation));
            assertThat(meets(after, obligation))
                    .as("%s by %s", after, obligation)
                    .isTrue();
        }
    }

    private static boolean meets(Intent intent, Obligation obligation) {
        ProfileLimits limits = intent.limits();
        return switch (obligation) {
            case Obligation.CapMemory cap -> limits.memoryBytes() <= cap.bytes();
            case Obligation.CapPids cap -> limits.pids() <= cap.count();
            case Obligation.CapCpuTime cap ->
                limits.cpuTime().plus(intent.tuning().extraTime()).compareTo(cap.time()) <= 0;
            case Obligation.CapWallTime cap -> limits.wallTime().compareTo(cap.time()) <= 0;
            case Obligation.CapOutput cap -> limits.outputBytes() <= cap.bytes();
            case Obligation.CapDisk cap -> limits.diskBytes() <= cap.bytes();
            case Obligation.DropCapability drop ->
                intent.capabilities().capabilities().stream()
                        .noneMatch(capability -> capability.name().equals(drop.name()));
            case Obligation.ReadOnlyRoot ignored -> intent.rootMode() == RootMode.READ_ONLY;
            case Obligation.NoNetwork ignored -> intent.network() instanceof NetworkSpec.None;
            case Obligation.UseProfile use -> intent.profile().name().equals(use.name());
            case Obligation.DemandWall demand ->
                intent.bestEffort().stream().noneMatch(wall -> wall.label().equals(demand.name()));
        };
    }

    @Test
    void anotherProfileIsRefusedAndNotTaken() {
        assertThatThrownBy(() -> Tightening.apply(intent(), List.of(new Obligation.UseProfile("strict"))))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(CliFault.PROFILE_DEMANDED));
    }
}
