package dev.immure.policy.cache;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Which build of Immure this is, closer than its version tells: what one build came to, another of the same version may have
 * been mended not to. Of a jar its size and time, as the JVM itself tells whether an archive of classes is of the same jar.
 */
final class Build {
    private Build() {}

    /** Of the jar that a class is from; empty for classes that lie in a directory, as while Immure is written. */
    static String of(Class<?> type) {
        try {
            Optional<CodeSource> source =
                    Optional.ofNullable(type.getProtectionDomain().getCodeSource());
            if (source.isEmpty()) {
                return "";
            }
            Path place = Path.of(source.get().getLocation().toURI());
            return Files.isRegularFile(place)
                    ? Files.size(place) + " " + Files.getLastModifiedTime(place).toMillis()
                    : "";
        } catch (IOException | URISyntaxException e) {
            return "";
        }
    }
}
