package dev.immure.core.plan;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses, in words, what immure-init or the kernel could only refuse by a number. */
final class SpecBounds {
    /** Of arguments, and of variables: MAX_ARGUMENTS of payload.c. */
    static final int MAX_STRINGS = 4096;

    /** MAX_ARG_STRLEN of the kernel, 32 pages, less the final NUL (execve(2), "Limits on size of arguments"). */
    static final int MAX_STRING_BYTES = (32 << 12) - 1;

    /** MAX_WRITABLE of rootfs.c, less staging and /dev. */
    static final int MAX_TMPFS = 30;

    /** What the kernel takes in one string option of overlay, less its NUL (fsconfig(2)). */
    static final int MAX_LOWERDIR = 255;

    /** PATH_MAX with its NUL. */
    private static final int PATH_MAX = 4096;

    /** sethostname(2) takes 64 bytes; the letters are those of hostname(7), which other programs expect. */
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?");

    private SpecBounds() {}

    static void require(ContainerSpec spec) {
        requireCommand(spec);
        requireLayers(spec);
        requireStrings("arguments", spec.argv());
        requireStrings("environment variables", spec.environment());
        for (String variable : spec.environment()) {
            if (variable.indexOf('=') < 1) {
                throw value("environment variable", variable, "it is not NAME=value", "Give it a name and a value");
            }
        }
        long tmpfs =
                spec.mounts().stream().filter(Mount.Tmpfs.class::isInstance).count();
        if (tmpfs > MAX_TMPFS) {
            throw tooLarge("mounts", tmpfs + " tmpfs mounts", "at most " + MAX_TMPFS + " can be metered");
        }
        requireNames(spec);
    }

    /** @param bytes of the encoded plan */
    static void requireSize(ContainerSpec spec, long bytes) {
        if (bytes > LaunchPlanCodec.MAX_BYTES) {
            throw tooLarge(
                    "launch of " + spec.image(),
                    "a plan of " + bytes + " bytes",
                    "at most " + LaunchPlanCodec.MAX_BYTES + " bytes can be passed on");
        }
    }

    private static void requireNames(ContainerSpec spec) {
        String directory = spec.workingDirectory();
        if (!directory.startsWith("/") || bytes(directory) >= PATH_MAX) {
            throw value("working directory", directory, "it is not an absolute path below 4096 bytes", "Give one (-w)");
        }
        if (!HOSTNAME.matcher(spec.hostname()).matches()) {
            throw value(
                    "hostname",
                    spec.hostname(),
                    "it is not 1 to 64 letters, digits, dots and hyphens",
                    "Give another (--hostname)");
        }
    }

    private static void requireCommand(ContainerSpec spec) {
        if (spec.argv().isEmpty() || spec.argv().getFirst().isEmpty()) {
            throw new ImmureException(new Fault(
                    PlanFault.NO_COMMAND,
                    "cannot run",
                    spec.image().toString(),
                    "neither the image nor the command line names a program",
                    "Append the command: immure run IMAGE -- CMD"));
        }
    }

    private static void requireLayers(ContainerSpec spec) {
        if (spec.layers().isEmpty()) {
            throw value("layers of", spec.image().toString(), "it has none", "Build the image with at least one file");
        }
        if (LaunchPlanCompiler.lowerDirectories(spec).length() > MAX_LOWERDIR) {
            throw new ImmureException(new Fault(
                    PlanFault.TOO_MANY_LAYERS,
                    "cannot stack the layers of",
                    spec.image().toString(),
                    "it has " + spec.layers().size() + " layers, and one mount takes 106",
                    "Rebuild the image with fewer layers"));
        }
    }

    private static void requireStrings(String what, List<String> strings) {
        if (strings.size() > MAX_STRINGS) {
            throw tooLarge(what, strings.size() + " of them", "at most " + MAX_STRINGS + " are passed on");
        }
        for (String string : strings) {
            if (bytes(string) > MAX_STRING_BYTES) {
                throw tooLarge(what, "one of " + bytes(string) + " bytes", "the kernel takes " + MAX_STRING_BYTES);
            }
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static ImmureException value(String what, String on, String why, String remedy) {
        return new ImmureException(new Fault(PlanFault.VALUE, "cannot use the " + what, on, why, remedy));
    }

    private static ImmureException tooLarge(String what, String on, String why) {
        return new ImmureException(
                new Fault(PlanFault.TOO_LARGE, "cannot pass on the " + what, on, why, "Use fewer or shorter ones"));
    }
}
