package dev.immure.cli.serve.wire;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.caller.Variables;
import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.RunEnd;
import dev.immure.cli.serve.RunOrder;
import dev.immure.cli.serve.RunQueue;
import dev.immure.cli.serve.ServedRun;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The user of a client. The service would open what he names with its own rights: so only he names anything whom these
 * rights belong to (the confused deputy, CWE-441).
 *
 * @param directory where his process stands
 */
record ClientCaller(CallerIds ids, ServiceCaller sender, Path directory, Conversation conversation, RunQueue queue)
        implements Caller {
    @Override
    public Path path(String text) {
        requireOwner(text);
        return directory.resolve(text);
    }

    @Override
    public void requireOwner(String what) {
        if (!isOwner()) {
            throw ServeFault.DEPUTY.at(
                    "cannot take from " + sender.name(),
                    what,
                    "the service would use rights that he does not have",
                    "Name an image of the store and no file of the host, or set IMMURE_SOCKET_DIR to an empty folder"
                            + " to do without the service");
        }
    }

    private boolean isOwner() {
        return sender.standing() == ServiceCaller.Standing.SAME_RIGHTS;
    }

    @Override
    public Variables variables() {
        return conversation;
    }

    /** Nobody else's environment says where the service's own files lie. */
    @Override
    public Variables places() {
        return isOwner() ? conversation : name -> Optional.ofNullable(System.getenv(name));
    }

    @Override
    public dev.immure.policy.Caller facts() {
        return sender.facts();
    }

    @Override
    public RunPipeline pipeline(RunSetting setting) {
        return queue.pipeline(setting);
    }

    /** When its turn comes, by a thread of the queue. */
    @Override
    public RunResult run(RunSetting setting, RunWish wish, Console console) {
        ServedRun run = queue.submit(new RunOrder(
                sender,
                wish.image().toString(),
                listener -> new RunEnd.Ended(pipeline(setting).run(wish, console, listener))));
        conversation.begin(run::interrupt);
        try {
            return switch (run.end().join()) {
                case RunEnd.Ended ended -> ended.result();
                case RunEnd.Failed failed -> throw new ImmureException(failed.fault());
                case RunEnd.Answered ignored -> throw new IllegalStateException("this run has a result");
            };
        } finally {
            conversation.finish();
        }
    }
}
