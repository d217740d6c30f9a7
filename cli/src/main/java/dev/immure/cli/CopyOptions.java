package dev.immure.cli;

import dev.immure.cli.caller.Caller;
import dev.immure.core.plan.Copies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The values of {@code --copy-in} and {@code --copy-out}. */
final class CopyOptions {
    private CopyOptions() {}

    /**
     * {@code SRC:DST}. The source is resolved here, once; from then on no link is followed.
     *
     * @throws IllegalArgumentException with the reason
     */
    static Copies.In in(String text, Caller caller) {
        int colon = text.lastIndexOf(":/");
        if (colon < 1) {
            throw new IllegalArgumentException("not SRC:DST with an absolute DST");
        }
        try {
            Path source = caller.path(text.substring(0, colon)).toRealPath();
            if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
                throw new IllegalArgumentException("the source is neither a directory nor a regular file");
            }
            return new Copies.In(source.toString(), text.substring(colon + 1));
        } catch (IOException e) {
            throw new IllegalArgumentException("the source cannot be used: " + PathTrouble.why(e), e);
        }
    }

    /**
     * {@code PATH[?]:DEST}. The directory of the destination is resolved here, once.
     *
     * @throws IllegalArgumentException with the reason
     */
    static Copies.Out out(String text, Caller caller) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("not PATH[?]:DEST");
        }
        String path = text.substring(0, colon);
        boolean optional = path.endsWith("?");
        Path destination = caller.path(text.substring(colon + 1)).normalize();
        Path directory = destination.getParent();
        if (directory == null) {
            throw new IllegalArgumentException("the destination is a directory");
        }
        try {
            return new Copies.Out(
                    optional ? path.substring(0, path.length() - 1) : path,
                    optional ? Copies.Presence.OPTIONAL : Copies.Presence.REQUIRED,
                    directory.toRealPath().resolve(destination.getFileName()).toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("the destination's directory cannot be used: " + PathTrouble.why(e), e);
        }
    }
}
