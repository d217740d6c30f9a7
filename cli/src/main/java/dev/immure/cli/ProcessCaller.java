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
import java.util.Optional;

/** Whoever started this process; it has his rights, so it may whatever he may. */
final class ProcessCaller implements Caller {
    @Override
    public Path path(String text) {
        return Path.of(text).toAbsolutePath();
    }

    @Override
    public void requireOwner(String what) {
        // The kernel asks.
    }

    @Override
    public Variables variables() {
        return name -> Optional.ofNullable(System.getenv(name));
    }

    @Override
    public Variables places() {
        return variables();
    }

    @Override
    public CallerIds ids() {
        return CallerIds.current();
    }

    @Override
    public RunPipeline pipeline(RunSetting setting) {
        return new RunPipeline(setting);
    }

    @Override
    public RunResult run(RunSetting setting, RunWish wish, Console console) {
        return pipeline(setting).run(wish, console, new EndOnSignal());
    }
}
