package dev.immure.cli.pipeline;

import dev.immure.core.audit.AuditLog;
import dev.immure.core.host.IdLease;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.policy.DecisionMemory;
import dev.immure.signing.VerificationResult;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What runs need beside their setting: a command opens it for its one run, the service once for all. Whichever it is, a run
 * comes out the same.
 */
public sealed interface Workplace extends AutoCloseable permits OwnWorkplace, SharedWorkplace {
    ContentStore store();

    AuditLog audit();

    /** Ids of its own for a sandbox; the caller closes it. */
    IdLease lease();

    HostState host(RunSetting setting);

    /** Where answers of policies are found again. */
    DecisionMemory decisions(RunSetting setting);

    /**
     * An image that is verified; the caller closes it.
     *
     * @param verifier verifies a source, and throws for one that is refused
     */
    ImageUse image(ImageReference image, RunSetting setting, Function<ImageSource, VerificationResult> verifier);

    /** A sandbox that stands for such runs, if there is one; the caller closes it. */
    Optional<Site> standing(Outline.Shape shape);

    /** What {@link #standing} gave was not what it should have been, and the run goes elsewhere. */
    void standingWasUnusable();

    /**
     * After a run of this shape: others may come.
     *
     * @param order called now, for each sandbox that is to be put up; what it returns puts it up, later
     */
    void prepareMore(Outline.Shape shape, Supplier<Supplier<Site>> order);

    /** Where what a run leaves is removed when its caller need not wait for that; empty: he waits. */
    Optional<Executor> behind();

    /** For what a run need not do one after the other; empty: it does. */
    Optional<Executor> beside();

    /** Removes what a crash has left of other runs. */
    void tidy(CgroupLayout cgroups);

    @Override
    void close();
}
