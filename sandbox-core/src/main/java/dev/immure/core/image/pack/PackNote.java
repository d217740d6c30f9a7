package dev.immure.core.image.pack;

import java.util.Objects;

/**
 * Something of a root file system that is not in the image made from it.
 *
 * @param path below the root; foreign text, to be escaped before it is shown
 * @param what was left out
 */
public record PackNote(String path, String what) {
    public PackNote {
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(what, "what is null");
    }
}
