package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.runtime.Capability;
import dev.immure.core.runtime.CapabilitySet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LaunchPlanCompilerTest {
    private final SpecBuilder spec = new SpecBuilder();

    private void assertRefused(FaultCode code, String why) {
        assertThatThrownBy(spec::compile).isInstanceOfSatisfying(ImmureException.class, e -> {
            assertThat(e.fault().code()).isEqualTo(code);
            assertThat(e.fault().on() + ": " + e.fault().why()).contains(why);
        });
    }

    private static List<PlanOp> ops(LaunchPlan plan, Opcode opcode) {
        return plan.ops().stream().filter(op -> op.opcode() == opcode).toList();
    }

    private static List<String> lines(LaunchPlan plan, Opcode opcode) {
        return ops(plan, opcode).stream().map(PlanOp::describe).toList();
    }

    @Test
    void refusesAPermitForAnotherImage() {
        spec.permitted = SpecBuilder.digest(77);
        assertRefused(PlanFault.PERMIT, "the permit decision-1 is for " + SpecBuilder.digest(77));
    }

    @Test
    void refusesAKernelWithoutLandlock() {
        spec.landlockAbi = 0;
        assertRefused(PlanFault.LANDLOCK, "does not offer it");
    }

    @Test
    void refusesOtherGroupsWhereThereIsOneId() {
        spec.ids = SpecBuilder.SINGLE;
        spec.user = new ContainerUser(1000, 1000, List.of(5));
        assertRefused(PlanFault.ONE_ID, "newuidmap is not installed");
    }

    /** The filter lies inside; root's lies outside. */
    @ParameterizedTest
    @EnumSource(names = {"CAP_NET_ADMIN", "CAP_NET_RAW"})
    void refusesPowerOverAnOrdinaryUsersFilter(Capability capability) {
        spec.network =
                new NetworkSpec.Private(List.of(), List.of(), Optional.empty(), Optional.empty(), OptionalLong.empty());
        spec.capabilities = new CapabilitySet(Set.of(capability));
        assertThat(spec.compile().ops()).isNotEmpty();
        spec.ids = SpecBuilder.SUBORDINATE;
        assertRefused(PlanFault.NETWORK_CAPABILITY, capability.name());
    }

    @Test
    void anOrdinaryUsersSandboxOffersItsRulesBeforeItsInterfaces() {
        spec.network =
                new NetworkSpec.Private(List.of(), List.of(), Optional.empty(), Optional.empty(), OptionalLong.empty());
        assertThat(ops(spec.compile(), Opcode.OFFER_NETWORK))
                .extracting(op -> op.numbers().getFirst())
                .containsExactly(0L);
        spec.ids = SpecBuilder.SUBORDINATE;
        assertThat(ops(spec.compile(), Opcode.OFFER_NETWORK))
                .extracting(op -> op.numbers().getFirst())
                .containsExactly(12L, 0L);
        assertThat(spec.compile().handles()).doesNotContain(new HostHandle.NetworkSlotLock());
    }

    @Test
    void leavesLandlockOutOnlyWhereTheUserHasSaidSo() {
        spec.landlockAbi = 0;
        spec.bestEffort = List.of(Wall.SELINUX);
        assertRefused(PlanFault.LANDLOCK, "does not offer it");
        spec.bestEffort = List.of(Wall.LANDLOCK);
        assertThat(spec.compile().ops())
                .extracting(PlanOp::opcode)
                .doesNotContain(Opcode.LANDLOCK_RULESET, Opcode.LANDLOCK_PATH, Opcode.LANDLOCK_RESTRICT)
                .contains(Opcode.SECCOMP, Opcode.NO_NEW_PRIVS);
    }

    @Test
    void usesLandlockWhereItIsThereEvenIfItMayBeMissing() {
        spec.bestEffort = List.of(Wall.LANDLOCK);
        assertThat(ops(spec.compile(), Opcode.LANDLOCK_RESTRICT)).hasSize(1);
    }

    @Test
    void refusesToRunNothing() {
        spec.argv = List.of();
        assertRefused(PlanFault.NO_COMMAND, "neither the image nor the command line");
        spec.argv = List.of("", "argument");
        assertRefused(PlanFault.NO_COMMAND, "neither the image nor the command line");
    }

    @Test
    void refusesMoreLayersThanOneMountTakes() {
        spec.layers = layers(106);
        assertThat(ops(spec.compile(), Opcode.ATTACH_LAYER)).hasSize(106);
        assertThat(ops(spec.compile(), Opcode.MOUNT_OVERLAY)
                        .getFirst()
                        .texts()
                        .getFirst()
                        .length())
                .isEqualTo(255);
        spec.layers = layers(107);
        assertRefused(PlanFault.TOO_MANY_LAYERS, "it has 107 layers");
    }

    private static List<Digest> layers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Digest.of(new byte[] {(byte) i, 1}))
                .toList();
    }

    @Test
    void refusesAnImageWithoutLayers() {
        spec.layers = List.of();
        assertRefused(PlanFault.VALUE, "it has none");
    }

    @Test
    void stacksLayersTopmostFirst() {
        spec.layers = layers(3);
        LaunchPlan plan = spec.compile();
        assertThat(lines(plan, Opcode.MOUNT_OVERLAY)).containsExactly("mount-overlay attributes=0x6 lowerdir=2:1:0");
        assertThat(ops(plan, Opcode.ATTACH_LAYER))
                .extracting(op -> plan.handles().get((int) (op.numbers().getFirst() - LaunchPlan.FIRST_HANDLE_SLOT)))
                .containsExactlyElementsOf(
                        layers(3).stream().map(HostHandle.LayerTree::new).toList());
    }

    @Test
    void mountsALayerThatIsThereTwiceOnceAndOnTop() {
        Digest a = SpecBuilder.digest(10);
        Digest b = SpecBuilder.digest(11);
        spec.layers = List.of(a, b, a);
        assertThat(spec.spec().layers()).containsExactly(b, a);
        assertThat(ops(spec.compile(), Opcode.ATTACH_LAYER)).hasSize(2);
    }

    @Test
    void refusesAWritableBindOfWhatRootOwns() {
        spec.mounts = List.of(SpecBuilder.bind("/srv/out", "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, 0));
        assertRefused(PlanFault.BIND_ROOT, "/srv/out: root owns it");
        spec.mounts = List.of(new Mount.Bind(
                "/srv/out", "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, new Mount.Owner(1000, 0)));
        assertRefused(PlanFault.BIND_ROOT, "/srv/out: root owns it");
    }

    @Test
    void mapsOnlyTheOwnerOfAWritableBindAndOnlyToTheContainersUser() {
        spec.user = new ContainerUser(7, 8, List.of());
        spec.mounts = List.of(new Mount.Bind(
                "/srv/out", "/out", Mount.Kind.DIRECTORY, Mount.Access.READ_WRITE, new Mount.Owner(1234, 5678)));
        LaunchPlan plan = spec.compile();
        assertThat(ops(plan, Opcode.MAKE_USER_NAMESPACE))
                .extracting(op -> op.texts().stream().map(Octets::asText).toList())
                .containsExactly(
                        List.of("0 2013265920 65536", "0 2013265920 65536"),
                        List.of("1234 2013265927 1", "5678 2013265928 1"));
        long owner = ops(plan, Opcode.MAKE_USER_NAMESPACE).getLast().numbers().getFirst();
        PlanOp bind = ops(plan, Opcode.CLONE_MOUNT).getLast();
        // not read-only, by the second namespace, recursive
        assertThat(bind.numbers())
                .containsExactly(lastHandle(plan), MonitorSteps.NOSUID | MonitorSteps.NODEV, owner, 1L);
    }

    /** Its slot; binds are named last. */
    private static long lastHandle(LaunchPlan plan) {
        return LaunchPlan.FIRST_HANDLE_SLOT + plan.handles().size() - 1L;
    }

    @Test
    void mapsAReadOnlyBindLikeALayer() {
        spec.mounts = List.of(SpecBuilder.bind("/srv/in", "/in", Mount.Kind.DIRECTORY, Mount.Access.READ_ONLY, 0));
        LaunchPlan plan = spec.compile();
        assertThat(ops(plan, Opcode.MAKE_USER_NAMESPACE)).hasSize(1);
        long range = ops(plan, Opcode.MAKE_USER_NAMESPACE).getFirst().numbers().getFirst();
        assertThat(ops(plan, Opcode.CLONE_MOUNT).getLast().numbers())
                .containsExactly(
                        lastHandle(plan), MonitorSteps.RDONLY | MonitorSteps.NOSUID | MonitorSteps.NODEV, range, 1L);
    }

    @Test
    void refusesNulInWhatBecomesACString() {
        spec.argv = List.of("/bin/true", "a\0b");
        assertRefused(PlanFault.VALUE, "NUL");
    }

    @Test
    void refusesWhatIsNoEnvironmentVariable() {
        spec.environment = List.of("A=1", "=x");
        assertRefused(PlanFault.VALUE, "=x: it is not NAME=value");
        spec.environment = List.of("A");
        assertRefused(PlanFault.VALUE, "A: it is not NAME=value");
    }

    @Test
    void refusesMoreArgumentsThanInitTakes() {
        spec.argv = Collections.nCopies(SpecBounds.MAX_STRINGS, "x");
        assertThat(ops(spec.compile(), Opcode.ARGUMENT)).hasSize(4096);
        spec.argv = Collections.nCopies(SpecBounds.MAX_STRINGS + 1, "x");
        assertRefused(PlanFault.TOO_LARGE, "4097 of them");
    }

    @Test
    void refusesAStringThatExecveRefuses() {
        spec.environment = List.of("A=" + "x".repeat(SpecBounds.MAX_STRING_BYTES - 2));
        assertThat(ops(spec.compile(), Opcode.VARIABLE)).hasSize(1);
        spec.environment = List.of("A=" + "x".repeat(SpecBounds.MAX_STRING_BYTES - 1));
        assertRefused(PlanFault.TOO_LARGE, "one of 131072 bytes");
    }

    @Test
    void refusesAPlanThatInitWouldNotRead() {
        spec.environment = Collections.nCopies(40, "A=" + "x".repeat(130_000));
        assertRefused(PlanFault.TOO_LARGE, "a plan of 52");
    }

    @Test
    void refusesMoreMountsThanCanBeMetered() {
        List<Mount> mounts = new ArrayList<>();
        for (int i = 0; i <= SpecBounds.MAX_TMPFS; i++) {
            spec.mounts = List.copyOf(mounts);
            assertThat(spec.compile().ops()).isNotEmpty();
            mounts.add(new Mount.Tmpfs("/m" + i, 4096, 1, 0755, Mount.Execution.REFUSED));
        }
        spec.mounts = mounts;
        assertRefused(PlanFault.TOO_LARGE, "31 tmpfs mounts");
    }

    @Test
    void refusesMoreDescriptorsThanThereAreSlots() {
        spec.mounts = IntStream.range(0, 600)
                .<Mount>mapToObj(
                        i -> SpecBuilder.bind("/srv/" + i, "/m" + i, Mount.Kind.FILE, Mount.Access.READ_ONLY, 0))
                .toList();
        assertRefused(PlanFault.VALUE, "a plan has at most 512 slots");
    }

    @Test
    void refusesARelativeWorkingDirectory() {
        spec.workingDirectory = "home";
        assertRefused(PlanFault.VALUE, "home: it is not an absolute path");
        spec.workingDirectory = "/" + "x".repeat(4095);
        assertRefused(PlanFault.VALUE, "it is not an absolute path below 4096 bytes");
    }

    @Test
    void refusesAHostnameThatIsNone() {
        for (String hostname : List.of("", "-a", "a_b", "a b", "a".repeat(65), "a\n", "a.")) {
            spec.hostname = hostname;
            assertRefused(PlanFault.VALUE, "it is not 1 to 64 letters");
        }
        spec.hostname = "a".repeat(64);
        assertThat(ops(spec.compile(), Opcode.SET_HOSTNAME)).hasSize(1);
    }

    @Test
    void looksForAProgramInTheAbsoluteDirectoriesOfPath() {
        spec.argv = List.of("tool");
        spec.environment = List.of("PATH=/first", "PATH=/a:relative::/b/:.:/c");
        assertThat(lines(spec.compile(), Opcode.EXEC_CANDIDATE))
                .containsExactly(
                        "exec-candidate path=/a/tool", "exec-candidate path=/b/tool", "exec-candidate path=/c/tool");
        spec.argv = List.of("./tool");
        assertThat(lines(spec.compile(), Opcode.EXEC_CANDIDATE)).containsExactly("exec-candidate path=./tool");
    }

    @Test
    void describesAnOpOnOneLineWhateverItsTextHolds() {
        spec.argv = List.of("/bin/true", "two\nlines", "\u001b[2J", "\u202e");
        assertThat(lines(spec.compile(), Opcode.ARGUMENT))
                .containsExactly(
                        "argument argument=/bin/true",
                        "argument argument=two\\u000alines",
                        "argument argument=\\u001b[2J",
                        "argument argument=\\u202e");
    }

    @Test
    void keepsNoPrivilegeForRootOfTheContainerUnlessACapabilityWasGranted() {
        spec.user = new ContainerUser(0, 0, List.of());
        // SECBIT_NOROOT and NO_CAP_AMBIENT_RAISE, locked
        assertThat(lines(spec.compile(), Opcode.SET_SECUREBITS)).containsExactly("set-securebits securebits=0xc3");
        assertThat(lines(spec.compile(), Opcode.SET_CAPABILITIES)).containsExactly("set-capabilities capabilities=0x0");
        assertThat(lines(spec.compile(), Opcode.DROP_BOUNDING)).containsExactly("drop-bounding kept=0x0 last=40");
    }
}
