package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCodec;
import dev.immure.core.plan.Octets;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that stand before their run is known: used once, by nobody but whom they were made for. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldSandboxIT {
    private static final int CONTINUE = 6;

    @TempDir
    static Path directory;

    private static Path tree = Path.of("/nonexistent");

    @BeforeAll
    static void makeTree() throws IOException {
        tree = TestSandbox.makeTree(directory);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Traces.ofThisProcess().find()).isEmpty();
    }

    private static TestSandbox probe(String... acts) {
        return TestSandbox.of(tree, acts);
    }

    private interface Sending {
        void send(Fd channel, LaunchRequest request) throws ErrnoException;
    }

    /** What comes of it when somebody sends this to PID 1, past every check of Java's. */
    @SuppressWarnings("try") // closed before the end of its block: PID 1 takes one message
    private static ImmureException answerTo(Sending sending) {
        return probe("say", "ran").held((unused, request) -> {
            unused.close();
            LaunchPlan template = request.plan().template().orElseThrow();
            try (Premises premises = Premises.putUp(request, template, false);
                    Fd channel = premises.awaitHeld()) {
                sending.send(channel, request);
                channel.close();
                premises.sandbox().awaitStart(premises.network()::connect);
                throw new AssertionError("the program runs");
            } catch (ImmureException e) {
                return e;
            } catch (ErrnoException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void assertRefused(int errno, Sending sending) {
        ImmureException refused = answerTo(sending);
        assertThat(refused.fault().code()).isEqualTo(LaunchFault.PLAN_REFUSED);
        assertThat(refused.fault().why()).startsWith(Errno.nameOf(errno));
    }

    private static byte[] message(int type) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putInt(0)
                .array();
    }

    private static void sendPlan(Fd channel, LaunchPlan plan) throws ErrnoException {
        try (Fd bytes = Descriptors.sealedMemfd("plan", LaunchPlanCodec.encode(plan))) {
            Descriptors.sendWith(channel, message(CONTINUE), bytes);
        }
    }

    /** The request's plan with one step of PID 1's changed. */
    private static LaunchPlan withAnotherName(LaunchRequest request) {
        List<PlanOp> ops = new ArrayList<>(request.plan().ops());
        ops.replaceAll(op -> op.opcode() == Opcode.SET_HOSTNAME
                ? new PlanOp(op.opcode(), List.of(), List.of(Octets.ofText("other")))
                : op);
        return new LaunchPlan(ops, request.plan().handles(), request.plan().totalSlots());
    }

    @Test
    void aRunTakesPlaceInASandboxThatWasPutUpForAnother() {
        TestSandbox sandbox = probe("say", "here", "cat", "exit", "3").stdin("input");
        RunReport report = sandbox.held((held, request) -> {
            assertThat(held.fits(request)).isTrue();
            return sandbox.run(new SandboxRun(request, held));
        });
        assertThat(report.ending()).isEqualTo(new Ending.Exited(3));
        assertThat(sandbox.out()).isEqualTo("here\ninput");
    }

    @Test
    void whatIsSentAsAboveIsTakenWhenItIsRight() {
        assertThatThrownBy(() -> answerTo((channel, request) -> sendPlan(channel, request.plan())))
                .hasMessageContaining("the program runs");
    }

    @Test
    void nothingOfTheRunThatItWasPutUpForIsSeenInside() {
        TestSandbox sandbox = probe("show", "/proc/self/environ", "show", "/proc/self/cmdline", "list", "/proc");
        sandbox.held((held, request) -> sandbox.run(new SandboxRun(request, held)));
        assertThat(sandbox.out()).contains("PATH=/bin", "environ").doesNotContain("example", "SECRET", "secret");
    }

    @Test
    void onlyOneRunEverTakesPlaceInIt() {
        TestSandbox sandbox = probe("say", "once");
        sandbox.held((held, request) -> {
            sandbox.run(new SandboxRun(request, held));
            assertThatThrownBy(() -> new SandboxRun(request, held).run())
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code()).isEqualTo(LaunchFault.HELD_GONE));
            return held;
        });
        assertThat(sandbox.out()).isEqualTo("once\n");
    }

    /** PID 1 has closed its end before it reads the plan: a second message has nowhere to go. */
    @Test
    void pidOneListensToOneMessageOnly() {
        TestSandbox sandbox = probe("say", "ready", "sleep");
        sandbox.held((unused, request) -> {
            unused.close();
            try (Premises premises =
                            Premises.putUp(request, request.plan().template().orElseThrow(), false);
                    Fd channel = premises.awaitHeld()) {
                sendPlan(channel, request.plan());
                premises.sandbox().continueWith(request.plan());
                assertThat(premises.sandbox().awaitStart(premises.network()::connect))
                        .isEmpty();
                assertThatThrownBy(() -> sendPlan(channel, request.plan()))
                        .isInstanceOfSatisfying(
                                ErrnoException.class,
                                e -> assertThat(e.is(Errno.EPIPE)).isTrue());
                return request;
            } catch (ErrnoException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aPlanWithOtherFirstStepsIsRefusedByJava() {
        TestSandbox sandbox = probe("say", "ran");
        TestSandbox other = probe("say", "ran").workingDirectory("/elsewhere");
        sandbox.held((held, request) -> {
            LaunchRequest foreign = other.held((ignored, theirs) -> theirs);
            assertThat(held.fits(foreign)).isFalse();
            assertThatThrownBy(() -> new SandboxRun(foreign, held).run()).isInstanceOf(IllegalArgumentException.class);
            return held;
        });
        assertThat(other.out()).isEmpty();
    }

    @Test
    void aPlanWithOtherFirstStepsIsRefusedByPidOneAsWell() {
        assertRefused(Errno.EPERM, (channel, request) -> sendPlan(channel, withAnotherName(request)));
    }

    @Test
    void aSecondTemplateIsNoPlanToGoOnWith() {
        assertRefused(
                Errno.EPERM,
                (channel, request) ->
                        sendPlan(channel, request.plan().template().orElseThrow()));
    }

    @Test
    void aPlanThatCouldStillBeChangedIsRefused() {
        assertRefused(Errno.EPERM, (channel, request) -> {
            try (Fd open = Descriptors.memfd("plan")) {
                Descriptors.write(open, LaunchPlanCodec.encode(request.plan()));
                Descriptors.sendWith(channel, message(CONTINUE), open);
            }
        });
    }

    @Test
    void aPlanThatIsNoneIsRefused() {
        assertRefused(Errno.EPROTO, (channel, request) -> {
            byte[] cut = LaunchPlanCodec.encode(request.plan());
            try (Fd bytes = Descriptors.sealedMemfd("plan", Arrays.copyOf(cut, cut.length - 1))) {
                Descriptors.sendWith(channel, message(CONTINUE), bytes);
            }
        });
    }

    @Test
    void aMessageWithoutAPlanOrOfAnotherKindIsRefused() {
        ImmureException without = answerTo((channel, request) -> Descriptors.sendNoSignal(channel, message(CONTINUE)));
        assertThat(without.fault().why()).contains("EPROTO");
        for (byte[] wrong : List.of(message(2), new byte[1], new byte[9])) {
            ImmureException refused = answerTo((channel, request) -> {
                try (Fd bytes = Descriptors.sealedMemfd("plan", LaunchPlanCodec.encode(request.plan()))) {
                    Descriptors.sendWith(channel, wrong, bytes);
                }
            });
            assertThat(refused.fault().why()).contains("EPROTO");
        }
    }

    @Test
    void onesThatNobodyWantsLeaveNothing() {
        long started = System.nanoTime();
        TestSandbox sandbox = probe("say", "ran");
        sandbox.held((held, request) -> {
            assertThat(Traces.ofThisProcess().find()).isNotEmpty();
            held.close();
            assertThat(Traces.ofThisProcess().find()).isEmpty();
            return held;
        });
        assertThat(System.nanoTime() - started).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void oneWhoseLauncherIsGoneEndsAndLeavesNothing() {
        probe("say", "ran").held((unused, request) -> {
            unused.close();
            Premises premises =
                    Premises.putUp(request, request.plan().template().orElseThrow(), false);
            Fd channel = premises.awaitHeld();
            // As when Java is killed: both ends go, and nobody asks for the teardown.
            premises.sandbox().close();
            channel.close();
            Traces.ofThisProcess().assertNoneSoon();
            premises.close();
            return request;
        });
    }

    @Test
    void oneThatWasKilledWhileItWaitedIsNamedSo() {
        TestSandbox sandbox = probe("say", "ran");
        sandbox.held((held, request) -> {
            ProcessHandle.current()
                    .children()
                    .filter(child -> child.info().command().orElse("").contains("immure-init"))
                    .flatMap(ProcessHandle::children)
                    .forEach(init -> {
                        init.destroyForcibly();
                        init.onExit().join();
                    });
            assertThatThrownBy(() -> new SandboxRun(request, held).run())
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code()).isEqualTo(LaunchFault.HELD_GONE));
            return held;
        });
        assertThat(sandbox.out()).isEmpty();
    }

    @Test
    void theTimeOfWaitingIsNotTheRuns() {
        TestSandbox sandbox = probe("exit", "0");
        RunReport report = sandbox.held((held, request) -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
            return sandbox.run(new SandboxRun(request, held));
        });
        assertThat(report.wallNanos()).isBetween(1L, TimeUnit.MILLISECONDS.toNanos(300));
    }

    @Test
    void theCpuTimeOfPuttingItUpIsNotTheRuns() {
        probe("exit", "0").held((unused, request) -> {
            unused.close();
            try (Premises premises =
                            Premises.putUp(request, request.plan().template().orElseThrow(), false);
                    Fd channel = premises.awaitHeld()) {
                long before = premises.cpuTimeNanos();
                assertThat(before).isPositive();
                premises.beginMetering();
                assertThat(premises.cpuTimeNanos()).isLessThan(before / 2);
                Reading reading = premises.readings().get(Quantity.CPU_NANOS);
                assertThat(Objects.requireNonNull(reading).value()).isLessThan(before / 2);
                return channel;
            }
        });
    }

    @Test
    void theProgramHasItsThreeStreamsAndNothingElseOpen() {
        TestSandbox sandbox = probe("fds");
        sandbox.held((held, request) -> sandbox.run(new SandboxRun(request, held)));
        assertThat(sandbox.out().lines()).containsExactly("fd 0", "fd 1", "fd 2");
    }

    /** Neither the channel, nor a plan, nor anything that an ordinary one would not have as well. */
    @Test
    void pidOneKeepsWhatThatOfAnOrdinaryRunKeeps() throws InterruptedException {
        List<String> ordinary = openInPidOne(false);
        assertThat(openInPidOne(true)).isEqualTo(ordinary).noneMatch(name -> name.contains("immure-plan"));
    }

    private static List<String> openInPidOne(boolean held) throws InterruptedException {
        Announced announced = new Announced();
        TestSandbox sandbox = probe("say", "ready", "sleep").stdoutTo(announced);
        Thread run = Thread.ofPlatform().start(() -> {
            if (held) {
                sandbox.held((put, request) -> sandbox.run(new SandboxRun(request, put)));
            } else {
                sandbox.run();
            }
        });
        announced.await();
        ProcessHandle init = ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").contains("immure-init"))
                .flatMap(ProcessHandle::children)
                .findFirst()
                .orElseThrow();
        Path directory = Path.of("/proc/" + init.pid() + "/fd");
        List<String> open = links(directory);
        // It listens for signals once it has closed what it needs no longer, shortly after the program's start.
        while (!open.contains("anon_inode:[signalfd]")) {
            Thread.onSpinWait();
            open = links(directory);
        }
        sandbox.interrupt();
        run.join();
        return open;
    }

    /** Without the numbers of sockets and pipes. What is closed in the meantime is not open any more. */
    private static List<String> links(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(HeldSandboxIT::target)
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString().replaceAll("[0-9]+", "N"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
