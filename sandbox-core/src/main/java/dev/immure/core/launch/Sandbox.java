package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Processes;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import dev.immure.core.plan.PlanOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A launched plan. One thread at a time calls {@link #awaitStart} and then
 * {@link #awaitEnd}; any thread may {@link #kill}. Closing
 * it ends everything inside: the monitor takes the end of the socket as the order to kill.
 */
final class Sandbox implements AutoCloseable {
    private final IdMapWriter maps;
    private final int monitor;
    private final ControlChannel channel;
    private final AtomicBoolean reaped = new AtomicBoolean();
    private final List<OpenedFile> files = new ArrayList<>();
    private Optional<Terminal> terminal = Optional.empty();
    private LaunchPlan plan;
    private boolean ended;

    Sandbox(LaunchPlan plan, IdMapWriter maps, int monitor, ControlChannel channel) {
        this.plan = plan;
        this.maps = maps;
        this.monitor = monitor;
        this.channel = channel;
    }

    /**
     * Sees the launch through until the program runs.
     *
     * @param network takes a netlink socket of the namespace, and says whether that was all it needs
     * @return empty: it runs; otherwise how the sandbox ended before PID 1 could say that it does
     * @throws ImmureException naming the step that failed
     */
    Optional<SandboxEnd> awaitStart(Predicate<Fd> network) {
        return switch (followSetUp(network)) {
            case LaunchRecord.Started ignored -> Optional.empty();
            case LaunchRecord.Exited exited -> Optional.of(awaitEnd(Optional.of(exited)));
            case LaunchRecord.Ended killed -> {
                ended = true;
                yield Optional.of(SandboxEnd.of(killed.initStatus()));
            }
            case LaunchRecord other -> throw unexpected(other);
        };
    }

    /**
     * Sees the launch of a template through until PID 1 waits.
     *
     * @param network as of {@link #awaitStart}
     * @return the socket for the one message that it waits for; the caller's from now on
     * @throws ImmureException naming the step that failed
     */
    Fd awaitHeld(Predicate<Fd> network) {
        return switch (followSetUp(network)) {
            case LaunchRecord.Held ignored -> channel.takeDescriptor().orElseThrow(this::noReport);
            case LaunchRecord other -> throw unexpected(other);
        };
    }

    /** From here on its steps are those of another plan, which goes on where this one waits. */
    void continueWith(LaunchPlan next) {
        plan = next;
    }

    /** Answers what has to be answered on the way, up to the first record that is about something else. */
    private LaunchRecord followSetUp(Predicate<Fd> network) {
        int waiting = 0;
        boolean open = false;
        PlanOp namespace = plan.ops().getFirst();
        while (true) {
            LaunchRecord record = next().orElseThrow(this::noReport);
            switch (record) {
                case LaunchRecord.Alive alive -> requireVersion(alive);
                case LaunchRecord.WantIdMaps want -> {
                    waiting = want.pid();
                    namespace = plan.ops().get(want.step());
                }
                case LaunchRecord.NamespaceOpen ignored -> open = true;
                case LaunchRecord.NetworkOffered ignored -> {
                    if (network.test(channel.takeDescriptor().orElseThrow(this::noReport))) {
                        tell(channel::connected);
                    }
                }
                case LaunchRecord.TerminalMade ignored -> terminal = Optional.of(takeTerminal());
                case LaunchRecord other -> {
                    return other;
                }
            }
            if (waiting != 0 && open) {
                maps.write(waiting, namespace.texts());
                tell(channel::mapped);
                waiting = 0;
                open = false;
            }
        }
    }

    /** The program's, once it runs; closed with the sandbox. */
    Optional<Terminal> terminal() {
        return terminal;
    }

    private Terminal takeTerminal() {
        Fd master = channel.takeDescriptor().orElseThrow(this::noReport);
        try {
            return new Terminal(master);
        } catch (ErrnoException e) {
            master.close();
            throw noReport();
        }
    }

    /**
     * Waits until nobody of the sandbox is left but PID 1, which has nothing more to do then but to end, or until that is
     * gone too; the cgroup is still there, for the last reading of the meters.
     */
    SandboxEnd awaitEnd() {
        return awaitEnd(Optional.empty());
    }

    private SandboxEnd awaitEnd(Optional<LaunchRecord.Exited> reported) {
        Optional<LaunchRecord.Exited> exited = reported;
        Optional<LaunchRecord.Usage> usage = Optional.empty();
        Optional<LaunchRecord.Denied> denied = Optional.empty();
        List<LaunchRecord.Used> used = new ArrayList<>();
        List<RunReport.MountUse> disks = new ArrayList<>();
        long wanted =
                plan.ops().stream().filter(op -> op.opcode() == Opcode.COPY_OUT).count();
        int initStatus = 0;
        while (!ended && (exited.isEmpty() || files.size() < wanted)) {
            switch (next().orElseThrow(this::noReport)) {
                case LaunchRecord.Usage u -> usage = Optional.of(u);
                case LaunchRecord.Exited e -> exited = Optional.of(e);
                case LaunchRecord.Denied d -> denied = Optional.of(d);
                case LaunchRecord.Used u -> used.add(u);
                case LaunchRecord.Disk d -> disks.add(mountUse(d));
                case LaunchRecord.Ended killed -> {
                    ended = true;
                    initStatus = killed.initStatus();
                }
                case LaunchRecord.FileOpened opened ->
                    files.add(new OpenedFile(opened.step(), opened.errno(), channel.takeDescriptor()));
                case LaunchRecord other -> throw unexpected(other);
            }
        }
        return new SandboxEnd(exited, usage, initStatus, denied, used, disks, files);
    }

    /** A failed step has a sentence of its own; what comes at a time at which it means nothing has none. */
    private ImmureException unexpected(LaunchRecord record) {
        return record instanceof LaunchRecord.Failed failed ? stepFault(failed) : noReport();
    }

    /** Staging holds what is written to the root; any other one names its place. */
    private RunReport.MountUse mountUse(LaunchRecord.Disk disk) {
        PlanOp op = plan.ops().get(disk.step());
        String place = op.opcode() == Opcode.MOUNT_TMPFS ? op.texts().getFirst().asText() : RunReport.MountUse.ROOT;
        return new RunReport.MountUse(place, disk.bytes(), disk.inodes(), disk.full());
    }

    /**
     * Waits for the end of PID 1, and removes what the sandbox had on the host.
     *
     * @throws ImmureException {@link LaunchFault#LEFTOVER}
     */
    void tearDown() {
        while (!ended) {
            LaunchRecord record = next().orElseThrow(this::noReport);
            if (!(record instanceof LaunchRecord.Ended)) {
                throw unexpected(record);
            }
            ended = true;
        }
        tell(channel::tearDown);
        Optional<LaunchRecord> last = next();
        if (last.isEmpty() || !(last.get() instanceof LaunchRecord.Finished finished)) {
            throw noReport();
        }
        if (finished.leftovers() != 0) {
            throw new ImmureException(new Fault(
                    LaunchFault.LEFTOVER,
                    "cannot remove",
                    finished.leftovers() + " cgroup directories of the sandbox",
                    "they are still busy after two seconds",
                    "Remove the empty directories named immure-… with rmdir"));
        }
    }

    /** Ends every process inside, at once. A sandbox that has ended already is no error. */
    void kill() {
        tell(channel::kill);
    }

    @Override
    public void close() {
        channel.close();
        files.forEach(file -> file.descriptor().ifPresent(Fd::close));
        terminal.ifPresent(Terminal::close);
        if (reaped.compareAndSet(false, true)) {
            try {
                Processes.waitFor(monitor);
            } catch (ErrnoException e) {
                throw new IllegalStateException("the monitor is not our child any more", e);
            }
        }
    }

    private Optional<LaunchRecord> next() {
        try {
            return channel.receive();
        } catch (ErrnoException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.NO_REPORT,
                            "cannot follow the launch",
                            "immure-init",
                            e.getMessage(),
                            "Report this as a defect, with the plan (`immure plan`)"),
                    e);
        }
    }

    private interface Message {
        void send() throws ErrnoException;
    }

    private void tell(Message message) {
        try {
            message.send();
        } catch (ErrnoException e) {
            // EPIPE: the sandbox has ended in the meantime; its records tell how.
            if (!e.is(Errno.EPIPE)) {
                throw new ImmureException(
                        new Fault(
                                LaunchFault.NO_REPORT,
                                "cannot reach",
                                "immure-init",
                                e.getMessage(),
                                "Report this as a defect"),
                        e);
            }
        }
    }

    private void requireVersion(LaunchRecord.Alive alive) {
        if (alive.planVersion() != LaunchPlan.VERSION) {
            throw new ImmureException(new Fault(
                    LaunchFault.PLAN_REFUSED,
                    "cannot use",
                    "immure-init",
                    "it reads plans of version " + alive.planVersion() + ", not " + LaunchPlan.VERSION,
                    "Build Immure again"));
        }
    }

    /** For a sandbox that ended, and nothing explains it. */
    ImmureException noReport() {
        return new ImmureException(new Fault(
                LaunchFault.NO_REPORT,
                "cannot launch",
                "the sandbox",
                "immure-init ended without saying why",
                "Look for an out-of-memory message in the kernel log; if there is none, report this as a defect"));
    }

    private ImmureException stepFault(LaunchRecord.Failed failed) {
        boolean known = failed.step() >= 0 && failed.step() < plan.ops().size();
        if (!known) {
            return new ImmureException(new Fault(
                    LaunchFault.PLAN_REFUSED,
                    "cannot start",
                    "immure-init",
                    Errno.nameOf(failed.errno()) + " before the first step",
                    "Report this as a defect, with the plan (`immure plan`)"));
        }
        return new ImmureException(StepFaults.describe(failed.step(), plan.ops().get(failed.step()), failed.errno()));
    }

    /** Whether the op is one whose failure is about the program, not about a wall. */
    static boolean concernsTheProgram(PlanOp op) {
        return op.opcode() == Opcode.RESOLVE_EXECUTABLE || op.opcode() == Opcode.EXECUTE;
    }
}
