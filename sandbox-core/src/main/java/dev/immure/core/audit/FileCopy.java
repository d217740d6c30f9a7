package dev.immure.core.audit;

import dev.immure.core.image.Digest;
import java.util.Objects;
import java.util.Optional;

/**
 * One file or tree that was to be copied into the sandbox or out of it, for the receipt.
 *
 * @param from path on the host for {@link Way#IN}, in the container for {@link Way#OUT}
 * @param to the other one
 */
public record FileCopy(Way way, String from, String to, Result result) {
    public FileCopy {
        Objects.requireNonNull(way, "way is null");
        Objects.requireNonNull(from, "from is null");
        Objects.requireNonNull(to, "to is null");
        Objects.requireNonNull(result, "result is null");
    }

    /** Whether the program owes it: a file that is asked for, and that it has not left, or not as a file to be copied. */
    public boolean isOwed() {
        return switch (result) {
            case Result.Missing missing -> !missing.allowed();
            case Result.Refused ignored -> true;
            case Result.TooLarge ignored -> true;
            case Result.Copied ignored -> false;
            case Result.Failed ignored -> false;
        };
    }

    /** Into the container or out of it. */
    public enum Way {
        IN,
        OUT
    }

    /** What came of it. */
    public sealed interface Result {
        /**
         * All of it is there.
         *
         * @param files regular files; one, unless a tree was copied
         * @param bytes of their content, as read
         * @param digest of the content, for a single file
         */
        record Copied(long files, long bytes, Optional<Digest> digest) implements Result {
            public Copied {
                Objects.requireNonNull(digest, "digest is null");
            }
        }

        /** The program has not made it. */
        record Missing(boolean allowed) implements Result {}

        /** What lies there is no file that the program itself could read, or none at all. */
        record Refused(String why) implements Result {
            public Refused {
                Objects.requireNonNull(why, "why is null");
            }
        }

        /** The program has made it larger than may be copied. */
        record TooLarge(long mostBytes) implements Result {}

        /** It is there, and the host did not take it; no fault of the program's. */
        record Failed(String why) implements Result {
            public Failed {
                Objects.requireNonNull(why, "why is null");
            }
        }
    }
}
