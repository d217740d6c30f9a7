package dev.immure.cli.pipeline;

import dev.immure.core.audit.AuditLog;
import dev.immure.core.host.IdLease;
import dev.immure.core.host.IdRanges;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.resource.CgroupLayout;
import dev.immure.core.resource.CgroupLeftovers;
import dev.immure.policy.DecisionMemory;
import dev.immure.signing.VerificationResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/** Of one command: each thing is opened when it is first asked for. Used by one thread. */
final class OwnWorkplace implements Workplace {
    private final RunSetting setting;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private Optional<ContentStore> store = Optional.empty();
    private Optional<AuditLog> audit = Optional.empty();
    private Optional<IdRanges> ranges = Optional.empty();
    private Optional<HostState> host = Optional.empty();

    OwnWorkplace(RunSetting setting) {
        this.setting = setting;
    }

    @Override
    public ContentStore store() {
        if (store.isEmpty()) {
            ContentStore made = ContentStore.open(setting.images(), Limits.DEFAULT, setting.verifyTree());
            opened.push(made::close);
            store = Optional.of(made);
        }
        return store.get();
    }

    @Override
    public AuditLog audit() {
        if (audit.isEmpty()) {
            // The store makes the state folder, in which the log lies.
            store();
            AuditLog made = AuditLog.open(setting.audit(), setting.recording());
            opened.push(made::close);
            audit = Optional.of(made);
        }
        return audit.get();
    }

    @Override
    public IdLease lease() {
        if (ranges.isEmpty()) {
            IdRanges made = IdRanges.open(setting.root());
            opened.push(made::close);
            ranges = Optional.of(made);
        }
        return ranges.get().acquire();
    }

    @Override
    public HostState host(RunSetting asked) {
        if (host.isEmpty()) {
            host = Optional.of(HostState.probe(asked));
        }
        return host.get();
    }

    @Override
    public DecisionMemory decisions(RunSetting asked) {
        return asked.decisions();
    }

    @Override
    public ImageUse image(ImageReference image, RunSetting asked, Function<ImageSource, VerificationResult> verifier) {
        OpenImage open = ImageOpening.open(store(), image, asked, verifier);
        return new ImageUse(open, open::close, Optional.empty());
    }

    @Override
    public Optional<Site> standing(Outline.Shape shape) {
        return Optional.empty();
    }

    @Override
    public void standingWasUnusable() {
        throw new IllegalStateException("nothing stands ready");
    }

    @Override
    public void prepareMore(Outline.Shape shape, Supplier<Supplier<Site>> order) {
        // There is no next run.
    }

    /** At once, so that the command tells of what could not be removed. */
    @Override
    public Optional<Executor> beside() {
        return Optional.empty();
    }

    @Override
    public Optional<Executor> behind() {
        return Optional.empty();
    }

    @Override
    public void tidy(CgroupLayout cgroups) {
        CgroupLeftovers.remove(cgroups);
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
