package dev.immure.core.launch;

import dev.immure.core.CloseStack;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.Ending;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.Receipt;
import dev.immure.core.disk.DiskReading;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.WindowSize;
import dev.immure.core.resource.Meters;
import dev.immure.core.resource.Quantity;
import dev.immure.core.resource.Reading;
import dev.immure.core.resource.SandboxCgroup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One run from a compiled plan to its report. {@link #run} is called once; {@link #interrupt} by any thread at any time.
 */
public final class SandboxRun {
    /** What is left in a pipe is taken at once by whoever reads at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final LaunchRequest request;
    private final Supplier<Premises> place;
    private final AtomicReference<EndCause> cause = new AtomicReference<>(EndCause.BY_ITSELF);
    private final AtomicReference<Optional<Runnable>> kill = new AtomicReference<>(Optional.empty());
    private volatile Runnable stalled = () -> {};
    private volatile boolean interrupted;

    /** In a sandbox of its own that is put up first. */
    public SandboxRun(LaunchRequest request) {
        this(
                request,
                () -> Premises.putUp(
                        request,
                        request.plan(),
                        request.stdin().isPresent() && request.window().isEmpty()));
    }

    /**
     * In one that stands, and fits.
     *
     * @param held closed by the caller, after the run as well
     */
    public SandboxRun(LaunchRequest request, HeldSandbox held) {
        this(request, () -> held.release(request));
    }

    private SandboxRun(LaunchRequest request, Supplier<Premises> place) {
        this.request = request;
        this.place = place;
    }

    /**
     * Launches, supervises and cleans up.
     *
     * @throws dev.immure.core.ImmureException when the sandbox could not be put up, or not be removed
     */
    public RunReport run() {
        try (EndedRun ended = runToEnd()) {
            return ended.report();
        }
    }

    /**
     * Launches and supervises. What is then left to clean up no longer belongs to the run: it is the caller's to close,
     * at once or by another thread.
     *
     * @throws dev.immure.core.ImmureException when the sandbox could not be put up; then nothing is left
     */
    public EndedRun runToEnd() {
        // One that stands would start the program before an order to end it could arrive.
        if (cause.get() == EndCause.INTERRUPTED) {
            throw new ImmureException(interruption());
        }
        try (DenialWatch denials = DenialWatch.open(request.plan());
                CloseStack undo = new CloseStack()) {
            Premises premises = undo.add(place.get(), Premises::close);
            EndedRun ended = new EndedRun(supervise(premises, denials), premises);
            undo.handOver();
            return ended;
        } catch (ImmureException e) {
            throw cause.get() == EndCause.INTERRUPTED ? interrupted(e) : e;
        }
    }

    /** What a kill during the set-up breaks is not worth telling. */
    private ImmureException interrupted(ImmureException consequence) {
        return new ImmureException(interruption(), consequence);
    }

    private Fault interruption() {
        return new Fault(
                LaunchFault.INTERRUPTED,
                "cannot launch",
                "sandbox " + request.sandboxId(),
                "it was interrupted during the launch",
                "Run it again");
    }

    /**
     * Has somebody told that the program and all that ran beside it have ended, and only its caller does not take what it has
     * written; perhaps several times. To be called before {@link #run}.
     */
    public void onStall(Runnable told) {
        stalled = told;
    }

    /**
     * Ends the sandbox now. Before its start it will not be started; after its end nobody waits any more for a caller who
     * does not take the output.
     */
    public void interrupt() {
        interrupted = true;
        end(EndCause.INTERRUPTED);
    }

    private RunReport supervise(Premises premises, DenialWatch denials) {
        Sandbox sandbox = premises.sandbox();
        Pipes pipes = premises.pipes();
        AtomicLong budget = new AtomicLong(request.limits().outputBytes());
        kill.set(Optional.of(premises::kill));
        premises.copies().start();
        if (cause.get() != EndCause.BY_ITSELF) {
            sandbox.kill();
        }
        OutputPump out = new OutputPump(pipes.output(), request.stdout(), budget, () -> end(EndCause.OUTPUT));
        OutputPump err = new OutputPump(pipes.error(), request.stderr(), budget, () -> end(EndCause.OUTPUT));
        List<SideTask> pumps = List.of(SideTask.start("stdout", out), SideTask.start("stderr", err));
        pipes.input().ifPresent(this::feed);

        Optional<SandboxEnd> early = awaitStart(premises);
        long started = System.nanoTime();
        try (Screen screen = Screen.start(sandbox.terminal(), caller(), budget, () -> end(EndCause.OUTPUT))) {
            SandboxEnd end = early.isPresent()
                    ? requireReason(early.get(), sandbox, premises.cgroup().meters())
                    : watch(premises);
            long wallNanos = System.nanoTime() - started;
            Map<Quantity, Reading> readings = premises.readings();
            Optional<RunReport.Network> traffic = premises.network().report();
            Optional<RunReport.DiskUse> disk = diskUse(end);
            List<FileCopy> files = new ArrayList<>(premises.copies().copied());
            files.addAll(CopyOut.deliver(request.transfers(), request.plan(), end.files()));
            kill.set(Optional.empty());
            Stream.concat(pumps.stream(), screen.pumping().stream()).forEach(this::awaitOutput);
            long said = out.moved() + screen.moved();
            return report(end, wallNanos, disk, said, err.moved(), readings, traffic, denials.first(), files);
        }
    }

    /** What the program has written is the caller's to take, in his own time, unless nobody else is to wait for that. */
    private void awaitOutput(SideTask pump) {
        while (!pump.awaitEnd(PATIENCE) && !interrupted) {
            stalled.run();
        }
    }

    /** A sandbox that was put up before has the pipe in any case; without input its end comes at once. */
    private void feed(OutputStream pipe) {
        if (request.stdin().isPresent()) {
            startInput(request.stdin().get(), pipe);
        } else {
            Pipes.close(pipe);
        }
    }

    private Screen.Caller caller() {
        return new Screen.Caller(
                request.stdin(), request.stdout(), request.window().orElse(() -> new WindowSize(0, 0)));
    }

    /** What keeps a source from being read ends the launch at PID 1, which cannot know why. */
    private static Optional<SandboxEnd> awaitStart(Premises premises) {
        try {
            return premises.sandbox().awaitStart(premises.network()::connect);
        } catch (ImmureException e) {
            throw premises.copies()
                    .fault()
                    .map(fault -> new ImmureException(fault, e))
                    .orElse(e);
        }
    }

    private SandboxEnd watch(Premises premises) {
        SandboxCgroup cgroup = premises.cgroup();
        LimitWatch time =
                new LimitWatch(request.limits(), premises::cpuTimeNanos, cgroup.clock(), System.nanoTime(), this::end);
        AlarmWatch refusals = new AlarmWatch(cgroup.alarm(), cgroup.meters(), this::end);
        TrafficWatch traffic =
                new TrafficWatch(() -> premises.network().traffic().orElseThrow(), this::end);
        List<SideTask> watchers =
                new ArrayList<>(List.of(SideTask.start("limits", time), SideTask.start("alarm", refusals)));
        if (hasTrafficLimit()) {
            watchers.add(SideTask.start("traffic", traffic));
        }
        try {
            return premises.sandbox().awaitEnd();
        } finally {
            time.stop();
            refusals.stop();
            traffic.stop();
            watchers.forEach(SideTask::join);
        }
    }

    private boolean hasTrafficLimit() {
        return request.network() instanceof NetworkSpec.Private network
                && network.trafficBytes().isPresent();
    }

    /**
     * A program may use up its output or its memory, and with it the life of PID 1, before that has told of its start: the
     * program's doing, not a failure of ours.
     */
    private SandboxEnd requireReason(SandboxEnd early, Sandbox sandbox, Meters meters) {
        if (cause.get() == EndCause.OUTPUT || meters.oomKills() > 0) {
            return early;
        }
        throw sandbox.noReport();
    }

    /** PID 1 reads the tmpfs mounts, which only it can see; a disk of the host is read out here. */
    private Optional<RunReport.DiskUse> diskUse(SandboxEnd end) {
        Optional<RunReport.DiskUse> inside = end.exited()
                .map(e -> new RunReport.DiskUse(e.diskBytes(), e.diskInodes(), e.fullMounts(), end.disks()));
        Optional<DiskReading> outside = request.disk().read();
        return outside.isEmpty()
                ? inside
                : Optional.of(inside.orElse(new RunReport.DiskUse(0, 0, 0)).and(outside.get()));
    }

    private RunReport report(
            SandboxEnd end,
            long wallNanos,
            Optional<RunReport.DiskUse> disk,
            long stdout,
            long stderr,
            Map<Quantity, Reading> readings,
            Optional<RunReport.Network> network,
            Optional<Receipt.Denial> denied,
            List<FileCopy> files) {
        int status = end.exited().map(LaunchRecord.Exited::waitStatus).orElse(end.initStatus());
        return new RunReport(
                endingOf(status),
                cause.get(),
                // PID 1 knows it best, but cannot tell when it was killed with the rest.
                end.exited().map(LaunchRecord.Exited::wallNanos).orElse(wallNanos),
                disk,
                end.usage()
                        .map(u -> new RunReport.Usage(u.maxRssKib() * 1024, u.voluntarySwitches(), u.forcedSwitches())),
                stdout,
                stderr,
                readings,
                network,
                end.denied().map(LaunchRecord.Denied::denial).or(() -> denied),
                end.calls(),
                files);
    }

    /** A wait status: the low seven bits are the signal, the next byte the exit status (wait(2)). */
    private static Ending endingOf(int waitStatus) {
        int signal = waitStatus & 0x7f;
        return signal == 0 ? new Ending.Exited((waitStatus >> 8) & 0xff) : new Ending.Signaled(signal);
    }

    /** The first cause counts; what the kill itself brings about does not. */
    private void end(EndCause why) {
        if (cause.compareAndSet(EndCause.BY_ITSELF, why)) {
            kill.get().ifPresent(Runnable::run);
        }
    }

    /** Not joined: the caller's stream may never end, and nobody waits for it once the program is gone. */
    static void startInput(InputStream from, OutputStream to) {
        SideTask.start("stdin", () -> {
            try (to) {
                from.transferTo(to);
            } catch (IOException e) {
                System.getLogger(SandboxRun.class.getName()).log(System.Logger.Level.DEBUG, "stdin", e);
            }
        });
    }
}
