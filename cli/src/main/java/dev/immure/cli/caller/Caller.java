package dev.immure.cli.caller;

import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.pipeline.RunPipeline;
import dev.immure.cli.pipeline.RunResult;
import dev.immure.cli.pipeline.RunSetting;
import dev.immure.cli.pipeline.RunWish;
import dev.immure.cli.render.Console;
import dev.immure.core.host.CallerIds;
import dev.immure.core.image.ImageReference;
import java.nio.file.Path;

/**
 * Whom a command works for. What a command line says is meant where its caller stands: a process has one current
 * directory and one environment (path_resolution(7), environ(7)), and a service works for many callers.
 */
public interface Caller {
    /**
     * A path of the host that the caller names: relative ones begin at his current directory.
     *
     * @return absolute
     * @throws java.nio.file.InvalidPathException when it is none
     * @throws dev.immure.core.ImmureException when this caller may name none
     */
    Path path(String text);

    /**
     * An image that the caller names; one of a registry would be fetched with Immure's credentials, into its store.
     *
     * @throws dev.immure.core.ImmureException as {@link ImageReference#parse}, and when this caller may not name it
     */
    default ImageReference image(String text) {
        ImageReference reference = ImageReference.parse(text, this::path);
        if (reference instanceof ImageReference.Remote) {
            requireOwner("image " + text);
        }
        return reference;
    }

    /**
     * Refuses a caller who may choose from what the operator has put in place, and no more.
     *
     * @param what is asked for, such as {@code --cgroup-parent}
     * @throws dev.immure.core.ImmureException when this caller may not
     */
    void requireOwner(String what);

    /** For the sandboxed program. */
    Variables variables();

    /** Where the caller's own files are looked for; of the process when its files are nothing to this caller. */
    Variables places();

    /** His ids on this host. */
    CallerIds ids();

    /** What the policy is told. */
    default dev.immure.policy.Caller facts() {
        return Callers.of(ids(), "process");
    }

    /** What a command goes through. */
    RunPipeline pipeline(RunSetting setting);

    /**
     * Carries out a run, and ends it when the caller's process is told to end.
     *
     * @throws dev.immure.core.ImmureException as {@link RunPipeline#run}, and when there is no room for one more
     */
    RunResult run(RunSetting setting, RunWish wish, Console console);
}
