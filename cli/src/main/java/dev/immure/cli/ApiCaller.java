package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.caller.Variables;
import dev.immure.cli.fault.ServeFault;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.Escape;
import dev.immure.core.ImmureException;
import dev.immure.core.host.CallerIds;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Who has sent a request to the API. He stands nowhere: his paths are absolute, and of his environment nothing is known.
 * The service has rights of its own, so it takes no path at all from one who may not use them.
 */
final class ApiCaller implements Caller {
    private final ServiceCaller sender;

    ApiCaller(ServiceCaller sender) {
        this.sender = sender;
    }

    @Override
    public Path path(String text) {
        requireOwner(text);
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
            throw unusable(text, "it is not absolute, and the service works in a folder of its own");
        } catch (InvalidPathException e) {
            // JSON has texts that no file can be called by, with a NUL for one.
            throw unusable(text, e.getReason());
        }
    }

    private static ImmureException unusable(String path, String why) {
        return ServeFault.REQUEST.at(
                "cannot use path", Escape.control(path), why, "Name the file from the root of the host");
    }

    @Override
    public void requireOwner(String what) {
        if (sender.standing() != ServiceCaller.Standing.SAME_RIGHTS) {
            throw ServeFault.DEPUTY.at(
                    "cannot take from " + sender.name(),
                    what,
                    "the service would use rights that he does not have",
                    "Name an image of the store, and put what the program needs into the request");
        }
    }

    @Override
    public Variables variables() {
        return Variables.of(Map.of());
    }

    /** The service's: what the caller's would say is nothing that it goes by. */
    @Override
    public Variables places() {
        return new ProcessCaller().places();
    }

    @Override
    public CallerIds ids() {
        throw new IllegalStateException("the sender's facts say who he is");
    }

    @Override
    public dev.immure.policy.Caller facts() {
        return sender.facts();
    }

    @Override
    public RunPipeline pipeline(RunSetting setting) {
        return new RunPipeline(setting);
    }

    @Override
    public RunResult run(RunSetting setting, RunWish wish, Console console) {
        throw new IllegalStateException("the queue carries out what is sent to the API");
    }
}
