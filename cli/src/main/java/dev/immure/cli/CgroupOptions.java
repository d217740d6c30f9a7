package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.resource.CgroupParent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the cgroups of sandboxes are made, for every command that makes or looks for them. */
final class CgroupOptions {
    @Option(
            names = "--cgroup-parent",
            paramLabel = "PATH",
            description =
                    "Cgroup for sandboxes, from the top of each hierarchy, such as /immure; default: Immure's own.")
    @Nullable
    String parent;

    private final Caller caller;

    CgroupOptions() {
        this(new ProcessCaller());
    }

    CgroupOptions(Caller caller) {
        this.caller = caller;
    }

    void plain(PlainLine line) {
        line.once(value -> parent = value, "--cgroup-parent");
    }

    /**
     * The option, or what the configuration says.
     *
     * @throws ImmureException with {@link CliFault#OPTION}
     */
    Optional<CgroupParent> parent(Configuration configuration) {
        if (parent != null) {
            caller.requireOwner("--cgroup-parent");
        }
        try {
            return Optional.ofNullable(parent).map(CgroupParent::new).or(configuration::cgroupParent);
        } catch (IllegalArgumentException e) {
            throw new ImmureException(new Fault(
                    CliFault.OPTION,
                    "cannot use --cgroup-parent",
                    String.valueOf(parent),
                    String.valueOf(e.getMessage()),
                    "Give a cgroup that you may write to in every hierarchy"));
        }
    }
}
