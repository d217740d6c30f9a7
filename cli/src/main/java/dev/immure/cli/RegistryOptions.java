package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.core.image.registry.Patience;
import dev.immure.core.image.registry.RegistryAccess;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a registry is spoken to, where the image may be in one. */
public final class RegistryOptions {
    /** What an IMAGE is, for the help of commands that take any. */
    static final String IMAGE = "NAME[:TAG|@sha256:…], docker://HOST/REPO[:TAG|@sha256:…], oci:DIR[:TAG], "
            + "oci-archive:FILE[:TAG], docker-archive:FILE[:TAG] or dir:DIR.";

    @Option(
            names = "--authfile",
            paramLabel = "FILE",
            description = "Credentials for registries, as podman and docker keep them, and no other file of them.")
    @Nullable
    Path authfile;

    private final Caller caller;

    RegistryOptions() {
        this(new ProcessCaller());
    }

    RegistryOptions(Caller caller) {
        this.caller = caller;
    }

    void plain(PlainLine line) {
        line.path(value -> authfile = value, "--authfile");
    }

    /** By this option and the configuration; the files of credentials are read when a registry demands some. */
    RegistryAccess access(Configuration configuration) {
        return new RegistryAccess(
                configuration.registries(),
                CredentialFiles.of(Optional.ofNullable(authfile), Places.of(caller)),
                Patience.DEFAULT);
    }
}
