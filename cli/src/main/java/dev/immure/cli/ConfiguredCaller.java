package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.caller.Variables;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.core.host.CallerIds;
import java.nio.file.Path;

/**
 * A caller of the service, for whom the service's configuration holds: it is read once, and no environment of a caller's
 * leads to another one.
 */
record ConfiguredCaller(Caller caller, Configuration configuration) implements Caller {
    @Override
    public Path path(String text) {
        return caller.path(text);
    }

    @Override
    public void requireOwner(String what) {
        caller.requireOwner(what);
    }

    @Override
    public Variables variables() {
        return caller.variables();
    }

    @Override
    public Variables places() {
        return caller.places();
    }

    @Override
    public CallerIds ids() {
        return caller.ids();
    }

    @Override
    public dev.immure.policy.Caller facts() {
        return caller.facts();
    }

    @Override
    public RunPipeline pipeline(RunSetting setting) {
        return caller.pipeline(setting);
    }

    @Override
    public RunResult run(RunSetting setting, RunWish wish, Console console) {
        return caller.run(setting, wish, console);
    }
}
