package dev.immure.cli;

import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.AuthFile;
import dev.immure.core.image.registry.CredentialSource;
import dev.immure.core.image.registry.Credentials;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The files in which podman and docker keep credentials (containers-auth.json(5)); read when asked, and not before. */
final class CredentialFiles implements CredentialSource {
    private final List<Path> files;

    private CredentialFiles(List<Path> files) {
        this.files = files;
    }

    /** @param named the only one, and it has to be there; else those of the user that are there */
    static CredentialSource of(Optional<Path> named, Places places) {
        return new CredentialFiles(named.map(List::of)
                .orElseGet(() -> places.credentials().stream()
                        .filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                        .toList()));
    }

    /** The first file that has a password; without one, the first that names a helper. */
    @Override
    public Credentials of(RegistryHost host, String path) {
        Credentials helper = new Credentials.None();
        for (Path file : files) {
            AuthFile read = AuthFile.parse(SmallFile.RELIED_UPON.read(file, AuthFile.MAX_BYTES), file.toString());
            Credentials found = read.of(host, path).orElseGet(Credentials.None::new);
            switch (found) {
                case Credentials.Password password -> {
                    return password;
                }
                case Credentials.Elsewhere named -> helper = helper instanceof Credentials.None ? named : helper;
                case Credentials.None ignored -> {}
            }
        }
        return helper;
    }
}
