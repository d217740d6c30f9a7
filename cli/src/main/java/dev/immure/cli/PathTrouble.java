package dev.immure.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Says for people why a path of the caller's is of no use; an exception's own text is its class and the path. */
final class PathTrouble {
    private PathTrouble() {}

    /** A clause about the path, such as {@code it does not exist}. */
    static String why(IOException trouble) {
        return switch (trouble) {
            case NoSuchFileException ignored -> "it does not exist";
            case FileAlreadyExistsException ignored -> "it is there already";
            case AccessDeniedException ignored -> "this user has no access to it";
            // The text of errno, such as "Not a directory" or "Too many levels of symbolic links".
            case FileSystemException e -> Objects.requireNonNullElse(e.getReason(), "it cannot be read");
            default -> Objects.requireNonNullElse(trouble.getMessage(), "it cannot be read");
        };
    }
}
