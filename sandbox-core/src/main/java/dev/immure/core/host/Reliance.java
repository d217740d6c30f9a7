package dev.immure.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The files that something was made of, as they were then. Whatever decides about runs is read through {@link WriteAccess},
 * which looks at each place on the way: so it knows them all.
 */
public final class Reliance {
    private static final ScopedValue<Reliance> WITNESS = ScopedValue.newInstance();

    /**
     * A file that was changed so shortly before it was read may be changed again with no other time to show for it: the
     * kernel's clock for inodes ticks at 100 Hz at the slowest.
     */
    private static final long TICK_MILLIS = 20;

    private final Map<Path, Optional<Stamp>> seen = new HashMap<>();
    private final Instant begun = Instant.now();

    private Reliance() {}

    /**
     * What was made, and of what.
     *
     * @param <T> of what was made
     */
    public record Made<T>(T value, Reliance of) {}

    /**
     * Of an inode. Of a directory on the way only who it is: files come and go beside the one that counts.
     *
     * @param changed st_ctime, which no system call sets (inode(7))
     */
    private record Stamp(Map<String, Object> inode, Optional<FileTime> changed) {}

    /** Makes something on this thread, and notes the files that are looked at for it. */
    public static <T> Made<T> witness(Supplier<T> make) {
        Reliance reliance = new Reliance();
        T value = ScopedValue.where(WITNESS, reliance).call(make::get);
        return new Made<>(value, reliance);
    }

    /** A file that counts, or would if it were there. Nothing happens where nobody makes anything of it. */
    public static void on(Path file) {
        note(file, true);
    }

    static boolean isWitnessed() {
        return WITNESS.isBound();
    }

    static void note(Path place, boolean isLast) {
        if (WITNESS.isBound()) {
            WITNESS.get().seen.merge(place.toAbsolutePath(), stamp(place, isLast), Reliance::stricter);
        }
    }

    /** The same place may be the way to one file and itself another. */
    private static Optional<Stamp> stricter(Optional<Stamp> one, Optional<Stamp> other) {
        return one.flatMap(Stamp::changed).isPresent() ? one : other;
    }

    /** Whether all of them are still what they were. */
    public boolean holds() {
        for (Map.Entry<Path, Optional<Stamp>> entry : seen.entrySet()) {
            boolean isLast = entry.getValue().flatMap(Stamp::changed).isPresent();
            if (!entry.getValue().equals(stamp(entry.getKey(), isLast))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a later change of any of them would show. */
    boolean isSettled() {
        Instant latest = begun.minusMillis(TICK_MILLIS);
        return seen.values().stream()
                .flatMap(Optional::stream)
                .flatMap(stamp -> stamp.changed().stream())
                .allMatch(changed -> changed.toInstant().isBefore(latest));
    }

    /** Empty for what is not there, or cannot be looked at. */
    private static Optional<Stamp> stamp(Path place, boolean isLast) {
        try {
            Map<String, Object> inode = new HashMap<>(
                    Files.readAttributes(place, "unix:ino,dev,mode,uid,ctime", LinkOption.NOFOLLOW_LINKS));
            return Optional.of(new Stamp(
                    inode,
                    inode.remove("ctime") instanceof FileTime time && isLast ? Optional.of(time) : Optional.empty()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            System.getLogger(Reliance.class.getName()).log(System.Logger.Level.DEBUG, place.toString(), e);
            return Optional.empty();
        }
    }
}
