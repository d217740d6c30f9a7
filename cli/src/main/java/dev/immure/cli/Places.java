package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.cli.caller.Variables;
import dev.immure.core.host.CallerIds;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where Immure's files lie by default: those of the machine, then those of the user (XDG Base Directory Specification).
 *
 * @param system {@code /etc/immure}
 * @param home the user's, for the defaults of XDG's variables
 * @param caller root has its state in /var/lib, everyone else in his own home
 * @param variables the environment
 */
record Places(Path system, Path home, CallerIds caller, Variables variables) {
    Places {
        Objects.requireNonNull(system, "system is null");
        Objects.requireNonNull(home, "home is null");
        Objects.requireNonNull(caller, "caller is null");
        Objects.requireNonNull(variables, "variables is null");
    }

    /** Of this process. */
    static Places current() {
        return of(new ProcessCaller());
    }

    /** Root's or the user's whose process this is, and nobody else's: {@code caller} says only what his environment says. */
    static Places of(Caller caller) {
        return new Places(
                Path.of("/etc/immure"),
                Path.of(System.getProperty("user.home", "/")),
                CallerIds.current(),
                caller.places());
    }

    /** The state folder. */
    Path root() {
        return caller.isRoot()
                ? Path.of("/var/lib/immure")
                : base("XDG_DATA_HOME", ".local/share").resolve("immure");
    }

    /** Of the service. */
    Path sockets() {
        return caller.isRoot()
                ? Path.of("/run/immure")
                : variable("XDG_RUNTIME_DIR")
                        .flatMap(Places::absolute)
                        .map(directory -> directory.resolve("immure"))
                        // Where there is no such folder, the state folder is this user's alone as well.
                        .orElseGet(() -> root().resolve("run"));
    }

    /** Where a configuration file of this name may lie; the first that is there counts. */
    List<Path> candidates(String file) {
        return List.of(
                system.resolve(file),
                base("XDG_CONFIG_HOME", ".config").resolve("immure").resolve(file));
    }

    /** Where podman and docker keep credentials for registries (containers-auth.json(5)), in the order that they look. */
    List<Path> credentials() {
        Path run = variable("XDG_RUNTIME_DIR")
                .flatMap(Places::absolute)
                .map(directory -> directory.resolve("containers"))
                .orElse(Path.of("/run/containers", String.valueOf(caller.uid())));
        return List.of(
                run.resolve("auth.json"),
                base("XDG_CONFIG_HOME", ".config").resolve("containers/auth.json"),
                home.resolve(".docker/config.json"));
    }

    Optional<String> variable(String name) {
        return variables.value(name).filter(value -> !value.isEmpty());
    }

    /** The specification: a relative path in one of its variables is invalid, and to be ignored. */
    private Path base(String variable, String fallback) {
        return variable(variable).flatMap(Places::absolute).orElseGet(() -> home.resolve(fallback));
    }

    private static Optional<Path> absolute(String text) {
        try {
            return Optional.of(Path.of(text)).filter(Path::isAbsolute);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
