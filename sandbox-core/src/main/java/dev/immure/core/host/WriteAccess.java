package dev.immure.core.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether somebody else could change what a path leads to: the file itself, a directory on the way to it, or a link.
 *
 * <p>The rule is that of sshd(8), StrictModes, with links followed one by one: each place belongs to root or to the caller,
 * and neither its group nor others may write to it. A sticky directory may be written to by all (unlink(2), EPERM), as
 * {@code /tmp} is, for what lies in it is looked at as well. A group counts whoever is in it: where a file has an ACL, the bits
 * of the group are those of everybody whom the ACL names (acl(5)).
 */
public final class WriteAccess {
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int WRITABLE_BY_OTHERS = 0002;
    private static final int STICKY = 01000;
    /** As path_resolution(7), MAXSYMLINKS. */
    private static final int MAX_LINKS = 40;

    private static final Path ROOT = Path.of("/");

    /**
     * A place that somebody else could change.
     *
     * @param why a clause about the path that was asked about: {@code everybody may change it}
     * @param remedy what its owner can do
     */
    public record Gap(Path place, String why, String remedy) {}

    /** Of stat(2). {@code target} of a link as readlink(2) gives it. */
    record Inode(int uid, int mode, boolean isDirectory, Optional<Path> target) {}

    /** Where inodes are looked up, no link followed. */
    interface Inodes {
        Inode at(Path path) throws IOException;
    }

    private final Set<Integer> trusted;
    private final Inodes inodes;

    /** @param trusted whose files are relied upon */
    WriteAccess(Set<Integer> trusted, Inodes inodes) {
        this.trusted = Set.copyOf(trusted);
        this.inodes = inodes;
    }

    /** For this process. */
    public static WriteAccess current() {
        CallerIds caller = CallerIds.current();
        Set<Integer> trusted = new HashSet<>(List.of(0, caller.uid()));
        if (caller.isRoot()) {
            // sudo(8): the user who asked for root, and has it.
            Optional.ofNullable(System.getenv("SUDO_UID"))
                    .filter(text -> text.matches("[0-9]{1,9}"))
                    .ifPresent(text -> trusted.add(Integer.valueOf(text)));
        }
        UnmappedOwner.current().ifPresent(trusted::add);
        return new WriteAccess(trusted, WriteAccess::lookUp);
    }

    /**
     * The first gap on the way from the root directory to a file, or to a directory whose entries count.
     *
     * @throws IOException when it is not there, or cannot be looked at
     */
    public Optional<Gap> gap(Path file) throws IOException {
        Deque<Path> rest = new ArrayDeque<>();
        file.toAbsolutePath().forEach(rest::add);
        Path reached = ROOT;
        Optional<Gap> gap = gap(file, ROOT, inodes.at(ROOT), rest.isEmpty());
        int links = 0;
        while (gap.isEmpty() && !rest.isEmpty()) {
            Path place = step(reached, rest.removeFirst());
            Inode inode = inodes.at(place);
            Reliance.note(place, rest.isEmpty() || inode.target().isPresent());
            gap = gap(file, place, inode, rest.isEmpty());
            if (inode.target().isPresent()) {
                if (++links > MAX_LINKS) {
                    throw new FileSystemException(file.toString(), null, "Too many levels of symbolic links");
                }
                Path target = inode.target().get();
                reached = target.isAbsolute() ? ROOT : reached;
                for (int i = target.getNameCount() - 1; i >= 0; i--) {
                    rest.addFirst(target.getName(i));
                }
            } else {
                reached = place;
            }
        }
        return gap;
    }

    /** What was reached is no link, so that its parent is its parent by name. */
    private static Path step(Path reached, Path name) {
        return switch (name.toString()) {
            case "", "." -> reached;
            case ".." -> Optional.ofNullable(reached.getParent()).orElse(ROOT);
            default -> reached.resolve(name);
        };
    }

    private Optional<Gap> gap(Path file, Path place, Inode inode, boolean isLast) {
        if (!trusted.contains(inode.uid())) {
            return Optional.of(new Gap(
                    place,
                    about(file, place, "belongs to user " + inode.uid() + ", who is neither this user nor root"),
                    "Use a copy in a place that belongs to this user or to root, or chown it"));
        }
        if (inode.target().isPresent() || (isShared(inode) && !isLast)) {
            return Optional.empty();
        }
        if ((inode.mode() & WRITABLE_BY_OTHERS) != 0) {
            return Optional.of(
                    new Gap(place, mayChange("everybody", file, place), "Take the right away: chmod o-w " + place));
        }
        if ((inode.mode() & WRITABLE_BY_GROUP) != 0) {
            return Optional.of(
                    new Gap(place, mayChange("its group", file, place), "Take the right away: chmod g-w " + place));
        }
        return Optional.empty();
    }

    /** Everybody may make entries, and nobody may replace those of others. */
    private static boolean isShared(Inode inode) {
        return inode.isDirectory() && (inode.mode() & STICKY) != 0;
    }

    private static String about(Path file, Path place, String what) {
        return place.equals(file.toAbsolutePath()) ? "it " + what : place + ", on the way to it, " + what;
    }

    private static String mayChange(String who, Path file, Path place) {
        return who + " may change " + (place.equals(file.toAbsolutePath()) ? "it" : place + ", on the way to it");
    }

    private static Inode lookUp(Path path) throws IOException {
        Map<String, Object> read =
                Files.readAttributes(path, "unix:uid,mode,isDirectory,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
        if (read.get("uid") instanceof Integer uid
                && read.get("mode") instanceof Integer mode
                && read.get("isDirectory") instanceof Boolean isDirectory
                && read.get("isSymbolicLink") instanceof Boolean isLink) {
            Optional<Path> target = isLink ? Optional.of(Files.readSymbolicLink(path)) : Optional.empty();
            return new Inode(uid, mode, isDirectory, target);
        }
        throw new FileSystemException(path.toString(), null, "its owner cannot be read");
    }
}
