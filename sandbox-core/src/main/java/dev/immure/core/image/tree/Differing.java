package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.FileStat;
import java.time.Instant;
import java.util.Locale;

/** Two values that should be one, in words. */
final class Differing {
    /** Of a file that was sealed when it was unpacked. */
    static final String UNSEALED = "it is not guarded by fs-verity any more";

    private Differing() {}

    static String mode(int recorded, int there) {
        return String.format(Locale.ROOT, "its mode is %04o, not %04o", there & 0xfff, recorded & 0xfff);
    }

    static String owner(long uid, long gid, FileStat there) {
        return "it belongs to " + there.uid() + ":" + there.gid() + ", not " + uid + ":" + gid;
    }

    static String size(long recorded, long there) {
        return "it has " + there + " bytes, not " + recorded;
    }

    static String time(long recorded, long there) {
        return "it was modified at " + instant(there) + ", not " + instant(recorded);
    }

    /** A damaged record, and some file systems, hold times beyond what {@link Instant} does. */
    static String instant(long seconds) {
        boolean shown = seconds >= Instant.MIN.getEpochSecond() && seconds <= Instant.MAX.getEpochSecond();
        return shown ? Instant.ofEpochSecond(seconds).toString() : "second " + seconds;
    }
}
