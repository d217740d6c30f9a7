package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import dev.immure.core.plan.HostHandle;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCodec;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real immure-init with descriptors and plans that nobody meant: it ends with 125 and has done nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ImmureInitIT {
    private static final int REFUSED = 125;
    private static final int BEFORE_ANY_STEP = -1;

    @TempDir
    Path directory;

    private record Answer(int status, List<LaunchRecord> records) {}

    private interface Opener {
        Fd open() throws ErrnoException;
    }

    /** Starts it with this as its plan, and reads what it reports until it is gone. */
    private static Answer answerTo(Opener plan) throws ErrnoException {
        Fd[] sockets = Descriptors.socketPair();
        try (Fd program = InitProgram.open();
                Fd bytes = plan.open();
                Fd nothing = Descriptors.open("/dev/null", Descriptors.O_RDWR);
                ControlChannel channel = new ControlChannel(sockets[0])) {
            int pid = Processes.spawn(
                    program, List.of("immure-init"), List.of(nothing, nothing, nothing, sockets[1], bytes));
            sockets[1].close();
            List<LaunchRecord> records = new java.util.ArrayList<>();
            Optional<LaunchRecord> record = channel.receive();
            while (record.isPresent()) {
                records.add(record.get());
                record = channel.receive();
            }
            return new Answer(Processes.waitFor(pid) >> 8, records);
        }
    }

    private static void assertRefused(Opener plan, int errno) throws ErrnoException {
        assertThat(answerTo(plan))
                .isEqualTo(new Answer(REFUSED, List.of(new LaunchRecord.Failed(BEFORE_ANY_STEP, errno))));
    }

    private static void assertRefused(byte[] plan) throws ErrnoException {
        assertRefused(() -> Descriptors.sealedMemfd("plan", plan), Errno.EPROTO);
    }

    private static byte[] validPlan() {
        PlanOp namespace = new PlanOp(
                Opcode.MAKE_USER_NAMESPACE,
                List.of(2L, 1_879_113_727L),
                List.of(
                        dev.immure.core.plan.Octets.ofText("0 1879048192 65536"),
                        dev.immure.core.plan.Octets.ofText("0 1879048192 65536")));
        return LaunchPlanCodec.encode(new LaunchPlan(List.of(namespace), List.of(), 3));
    }

    @Test
    void refusesToRunWithoutDescriptors() throws IOException, InterruptedException {
        Path program = directory.resolve("immure-init");
        try (var in = Objects.requireNonNull(InitProgram.class.getResourceAsStream("immure-init"))) {
            Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        // ProcessBuilder leaves 0, 1 and 2 open and closes the rest
        Process process = new ProcessBuilder(program.toString(), "--help")
                .redirectErrorStream(true)
                .start();
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(REFUSED);
    }

    @Test
    void thePlanThatIsSpoiltBelowWouldBeTaken() throws ErrnoException {
        // its parent does not map the ids, but is gone: the peer reads nothing more
        try (Fd program = InitProgram.open();
                Fd plan = Descriptors.sealedMemfd("plan", validPlan());
                Fd nothing = Descriptors.open("/dev/null", Descriptors.O_RDWR)) {
            Fd[] sockets = Descriptors.socketPair();
            int pid = Processes.spawn(
                    program, List.of("immure-init"), List.of(nothing, nothing, nothing, sockets[1], plan));
            sockets[1].close();
            ControlChannel channel = new ControlChannel(sockets[0]);
            assertThat(channel.receive()).contains(new LaunchRecord.Alive(LaunchPlan.VERSION));
            channel.close();
            assertThat(Processes.waitFor(pid) >> 8).isEqualTo(REFUSED);
        }
    }

    @Test
    void refusesAPlanThatCouldStillBeChanged() throws ErrnoException {
        assertRefused(
                () -> {
                    Fd fd = Descriptors.memfd("plan");
                    Descriptors.write(fd, validPlan());
                    return fd;
                },
                Errno.EPERM);
    }

    @Test
    void refusesAPlanInAnOrdinaryFile() throws ErrnoException, IOException {
        Path file = Files.write(directory.resolve("plan"), validPlan());
        // fcntl(2): seals are for memory files
        assertRefused(() -> Descriptors.open(file.toString(), Descriptors.O_RDONLY), Errno.EINVAL);
    }

    @Test
    void refusesWhatIsNoFile() throws ErrnoException {
        assertRefused(() -> Descriptors.open("/dev/zero", Descriptors.O_RDONLY), Errno.E2BIG);
        assertRefused(() -> Descriptors.pipe()[0], Errno.E2BIG);
    }

    @Test
    void refusesEmptyAndOversizedPlans() throws ErrnoException {
        assertRefused(() -> Descriptors.sealedMemfd("plan", new byte[0]), Errno.E2BIG);
        assertRefused(() -> Descriptors.sealedMemfd("plan", new byte[(4 << 20) + 1]), Errno.E2BIG);
    }

    @Test
    void refusesGarbage() throws ErrnoException {
        byte[] garbage = new byte[4096];
        new java.util.SplittableRandom(5).nextBytes(garbage);
        assertRefused(garbage);
        assertRefused(new byte[1]);
        assertRefused(new byte[4 << 20]);
    }

    @Test
    void refusesATruncatedPlan() throws ErrnoException {
        byte[] plan = validPlan();
        for (int length : new int[] {8, 31, 32, 79, plan.length - 1}) {
            assertRefused(Arrays.copyOf(plan, length));
        }
    }

    @Test
    void refusesAStepThatIsNotTheMonitors() throws ErrnoException {
        PlanOp misplaced = new PlanOp(Opcode.JOIN_CGROUP, List.of(2L), List.of());
        byte[] plan = LaunchPlanCodec.encode(
                new LaunchPlan(List.of(misplaced), List.of(new HostHandle.CgroupProcs("none")), 3));
        assertThat(answerTo(() -> Descriptors.sealedMemfd("plan", plan)))
                .isEqualTo(new Answer(
                        REFUSED,
                        List.of(new LaunchRecord.Alive(LaunchPlan.VERSION), new LaunchRecord.Failed(0, Errno.EINVAL))));
    }

    @Test
    void namesTheStepThatFailed() throws ErrnoException {
        // slot 2 is not open: nothing was passed for it
        PlanOp clone = new PlanOp(Opcode.CLONE_MOUNT, List.of(2L, 7L, LaunchPlan.NO_SLOT, 0L), List.of());
        byte[] plan = LaunchPlanCodec.encode(new LaunchPlan(List.of(clone), List.of(), 3));
        assertThat(answerTo(() -> Descriptors.sealedMemfd("plan", plan)).records())
                .containsExactly(new LaunchRecord.Alive(LaunchPlan.VERSION), new LaunchRecord.Failed(0, Errno.EBADF));
    }
}
