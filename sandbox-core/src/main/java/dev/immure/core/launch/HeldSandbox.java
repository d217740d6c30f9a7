package dev.immure.core.launch;

import dev.immure.core.CloseStack;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.disk.SandboxDisk;
import dev.immure.core.host.IdLease;
import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.Polling;
import dev.immure.core.network.NetworkSpec;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.LaunchPlanCodec;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.ResourceLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A sandbox that stands before it is known what will run in it: the part of a plan that comes before its program has been
 * executed, and PID 1 waits. One run may take it, once, and then it is gone like any other; nobody runs where somebody
 * else has run. Its id range and its disk stay the caller's, and in use until it is closed.
 */
public final class HeldSandbox implements AutoCloseable {
    private static final int CONTINUE = 6;

    /** What the part that was executed depends on, besides the plan. Nothing else of the request is kept. */
    private record Ground(
            String sandboxId,
            Map<Digest, Path> layerTrees,
            IdLease idRange,
            CgroupLayout cgroups,
            ResourceLimits resources,
            NetworkSpec network,
            SandboxDisk disk) {
        static Ground of(LaunchRequest request) {
            return new Ground(
                    request.sandboxId(),
                    request.layerTrees(),
                    request.idRange(),
                    request.cgroups(),
                    request.resources(),
                    request.network(),
                    request.disk());
        }
    }

    private record Standing(Premises premises, Fd channel) {}

    private final LaunchPlan template;
    private final Ground ground;
    private final AtomicReference<Optional<Standing>> standing;

    private HeldSandbox(LaunchPlan template, Ground ground, Standing standing) {
        this.template = template;
        this.ground = ground;
        this.standing = new AtomicReference<>(Optional.of(standing));
    }

    /**
     * Puts a sandbox up for runs like this one; its command, environment, streams and limits of time and output are not
     * looked at.
     *
     * @param example with a plan that has a template
     * @throws ImmureException as a launch does
     */
    public static HeldSandbox prepare(LaunchRequest example) {
        LaunchPlan template = example.plan()
                .template()
                .orElseThrow(() -> new IllegalArgumentException("the plan cannot be begun before its run"));
        try (CloseStack undo = new CloseStack()) {
            Premises premises = undo.add(Premises.putUp(example, template, true), Premises::close);
            undo.add(premises.pipes(), Pipes::abandon);
            Standing standing = new Standing(premises, premises.awaitHeld());
            undo.handOver();
            return new HeldSandbox(template, Ground.of(example), standing);
        }
    }

    /** Whether this run can take place here: it would have begun with the same steps, on the same ground. */
    public boolean fits(LaunchRequest request) {
        return ground.equals(Ground.of(request)) && request.plan().continues(template);
    }

    /** Whether PID 1 still waits, as far as can be told without asking it. */
    public boolean isWaiting() {
        try {
            Optional<Standing> now = standing.get();
            return now.isPresent()
                    && new Polling().readable(now.get().channel()).await(Duration.ZERO) == 0;
        } catch (ErrnoException e) {
            return false;
        }
    }

    /**
     * Has PID 1 go on with the run's own plan.
     *
     * @return everything that stands here; the caller's from now on
     * @throws ImmureException {@link LaunchFault#HELD_GONE} when nobody waits here any more; then the plan was not taken by
     *     anybody, so nothing of the run has begun, and nothing is left of the sandbox
     */
    Premises release(LaunchRequest request) {
        if (!fits(request)) {
            throw new IllegalArgumentException("the run does not fit the sandbox that was put up");
        }
        return release(request.plan());
    }

    /** Without the question whether it fits, which PID 1 asks again. */
    Premises release(LaunchPlan plan) {
        Standing taken = standing.getAndSet(Optional.empty()).orElseThrow(() -> gone("it has been used or closed"));
        Premises premises = taken.premises();
        try (CloseStack undo = new CloseStack()) {
            undo.add(premises, Premises::close);
            undo.add(premises.pipes(), Pipes::abandon);
            premises.beginMetering();
            send(taken.channel(), plan);
            premises.sandbox().continueWith(plan);
            undo.handOver();
            return premises;
        } catch (ErrnoException e) {
            throw gone(e.getMessage());
        }
    }

    /** One message; with the end of the channel no second one can be sent, by whomever. */
    private static void send(Fd channel, LaunchPlan plan) throws ErrnoException {
        ByteBuffer message = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        try (channel;
                Fd bytes = Descriptors.sealedMemfd("immure-plan", LaunchPlanCodec.encode(plan))) {
            Descriptors.sendWith(channel, message.putInt(CONTINUE).putInt(0).array(), bytes);
        }
    }

    private static ImmureException gone(String why) {
        return new ImmureException(new Fault(
                LaunchFault.HELD_GONE, "cannot use", "a sandbox that was put up before", why, "Run it again"));
    }

    /** Ends it, unused. After it has been taken for a run, and a second time, nothing happens. */
    @Override
    public void close() {
        standing.getAndSet(Optional.empty()).ifPresent(unused -> {
            // The end of the channel is what PID 1 waits for. The order to the monitor is for one that does not answer.
            unused.channel().close();
            unused.premises().sandbox().kill();
            unused.premises().pipes().abandon();
            unused.premises().leave();
        });
    }
}
