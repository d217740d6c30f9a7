package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.FaultKind;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.plan.Octets;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepFaultsTest {
    private static final PlanOp TMPFS = new PlanOp(
            Opcode.MOUNT_TMPFS, List.of(4096L, 1L, 6L), List.of(Octets.ofText("/tmp"), Octets.ofText("1777")));
    private static final PlanOp RESOLVE = new PlanOp(Opcode.RESOLVE_EXECUTABLE, List.of(), List.of());
    private static final PlanOp EXECUTE = new PlanOp(Opcode.EXECUTE, List.of(), List.of());

    @Test
    void saysWhatFailedOnWhatWhyAndWhatToDo() {
        Fault fault = StepFaults.describe(40, TMPFS, Errno.EPERM);
        assertThat(fault)
                .isEqualTo(new Fault(
                        LaunchFault.STEP,
                        "cannot launch at step 40",
                        "mount-tmpfs bytes=4096 inodes=1 attributes=0x6 path=/tmp mode=1777",
                        "fsmount(tmpfs): EPERM",
                        "See `immure doctor` for what this host lacks"));
        assertThat(fault.sentence())
                .isEqualTo(
                        "cannot launch at step 40 mount-tmpfs bytes=4096 inodes=1 attributes=0x6 path=/tmp mode=1777: "
                                + "fsmount(tmpfs): EPERM. See `immure doctor` for what this host lacks [IMM-LAUNCH-STEP]");
    }

    @Test
    void saysWhatAMisleadingNumberMeans() {
        assertThat(StepFaults.describe(1, TMPFS, Errno.ENOSPC).why()).contains("ENOSPC (a limit of the kernel");
        assertThat(StepFaults.describe(1, TMPFS, Errno.ELOOP).why()).contains("ELOOP (a symbolic link");
        Fault old = StepFaults.describe(1, TMPFS, Errno.ENOSYS);
        assertThat(old.why()).contains("ENOSYS (this kernel does not have the call)");
        assertThat(old.remedy()).isEqualTo("Use a newer kernel");
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EPERM, Errno.ENOSYS, Errno.ENOSPC})
    void aUserNamespaceThatMayNotBeMadeHasACodeOfItsOwn(int errno) {
        PlanOp namespace = new PlanOp(
                Opcode.MAKE_USER_NAMESPACE,
                List.of(9L, 0xffffffffL),
                List.of(Octets.ofText("0 1000 1"), Octets.ofText("0 1000 1")));
        Fault fault = StepFaults.describe(0, namespace, errno);
        assertThat(fault.code()).isEqualTo(LaunchFault.NO_USER_NAMESPACE);
        assertThat(fault.why()).startsWith("unshare(CLONE_NEWUSER): " + Errno.nameOf(errno));
    }

    @Test
    void aMaskedProcHasACodeOfItsOwn() {
        PlanOp proc = new PlanOp(Opcode.MOUNT_PROC, List.of(), List.of(Octets.ofText("/proc")));
        assertThat(StepFaults.describe(9, proc, Errno.EPERM).code()).isEqualTo(LaunchFault.PROC_MASKED);
        assertThat(StepFaults.describe(9, proc, Errno.ELOOP).code()).isEqualTo(LaunchFault.STEP);
    }

    @Test
    void aBindThatIsNotWhatWasOpenedSaysSo() {
        PlanOp bind = new PlanOp(Opcode.BIND_INSIDE, List.of(3L, 7L, 0L), List.of());
        assertThat(StepFaults.describe(9, bind, Errno.ESTALE).remedy()).contains("moved or replaced");
    }

    @Test
    void namesANumberThatLinuxDoesNotHave() {
        assertThat(StepFaults.describe(1, TMPFS, 4000).why()).isEqualTo("fsmount(tmpfs): errno 4000");
    }

    @Test
    void aProgramThatIsNotThereIsNoFaultOfTheHost() {
        Fault fault = StepFaults.describe(90, RESOLVE, Errno.ENOENT);
        assertThat(fault.code()).isEqualTo(LaunchFault.NOT_FOUND);
        assertThat(fault.code().kind()).isEqualTo(FaultKind.INPUT);
        assertThat(fault.remedy()).contains("PATH inside the image");
    }

    @Test
    void aProgramThatCannotBeExecutedIsNoFaultOfTheHost() {
        assertThat(StepFaults.describe(90, RESOLVE, Errno.EACCES).code()).isEqualTo(LaunchFault.NOT_EXECUTABLE);
        assertThat(StepFaults.describe(91, EXECUTE, Errno.ENOEXEC).code()).isEqualTo(LaunchFault.NOT_EXECUTABLE);
        // the interpreter of a script is missing, the script is not
        assertThat(StepFaults.describe(91, EXECUTE, Errno.ENOENT).code()).isEqualTo(LaunchFault.NOT_EXECUTABLE);
        Fault large = StepFaults.describe(91, EXECUTE, Errno.E2BIG);
        assertThat(large.code()).isEqualTo(LaunchFault.NOT_EXECUTABLE);
        assertThat(large.remedy()).contains("Shorten the command line");
    }

    @Test
    void everyFaultHasItsOwnStableCode() {
        List<String> ids =
                Arrays.stream(LaunchFault.values()).map(LaunchFault::id).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("IMM-LAUNCH-[A-Z-]+"));
    }
}
