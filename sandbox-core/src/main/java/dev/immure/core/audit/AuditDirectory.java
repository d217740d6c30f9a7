package dev.immure.core.audit;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.Flock;
import dev.immure.core.internal.kernel.OwnedFiles;
import dev.immure.core.internal.kernel.TreeRemover;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The directory of an audit log, held open: everything in it is reached through this descriptor, by plain names. */
final class AuditDirectory implements AutoCloseable {
    static final String LOG = "audit.log";
    static final String HEAD = "audit.head";

    private static final String NEW_HEAD = "audit.head.new";
    private static final String NEW_FILE = "new";
    private static final int FOLDER = Descriptors.O_RDONLY | Descriptors.O_DIRECTORY;
    private static final int DIRECTORY_MODE = 0700;
    private static final int FILE_MODE = 0600;
    private static final long LOCK_SECONDS = 30;
    private static final long LOCK_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Path path;
    private final Fd directory;
    /** Folders whose names are known to be on disk. */
    private final Set<String> made = new HashSet<>();

    private AuditDirectory(Path path, Fd directory) {
        this.path = path;
        this.directory = directory;
    }

    /** Opens a directory for appending, makes it where it is missing, and refuses one that others can reach into. */
    static AuditDirectory openOwned(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            AuditDirectory opened = new AuditDirectory(absolute, openOrMake(absolute));
            closeOnFault(opened.directory, () -> opened.requireOwned(opened.directory, ""));
            return opened;
        } catch (ErrnoException e) {
            throw Refusal.ofDirectory(absolute, e);
        }
    }

    /** Opens a directory for reading, whoever owns it: a copy on another machine can be verified, too. */
    static AuditDirectory openForReading(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return new AuditDirectory(absolute, OwnedFiles.openDirectory(absolute.toString()));
        } catch (ErrnoException e) {
            throw Refusal.ofDirectory(absolute, e);
        }
    }

    /** Does something while all other writers are held off. */
    <T> T locked(Supplier<T> action) {
        Fd lock = lockDirectory(Flock::tryExclusive);
        try {
            return action.get();
        } finally {
            lock.close();
        }
    }

    /** Does something while writers, not other readers, are held off. */
    <T> T lockedForReading(Supplier<T> action) {
        Fd lock = lockDirectory(Flock::tryShared);
        try {
            return action.get();
        } finally {
            lock.close();
        }
    }

    private Fd lockDirectory(Attempt attempt) {
        Fd again = openFile(".", FOLDER);
        closeOnFault(again, () -> lock(again, attempt));
        return again;
    }

    /** A segment for appending; made where it is missing when {@code create} is {@link Descriptors#O_CREAT}. */
    Fd openForAppend(Segment segment, int create) {
        String name = segment.name();
        Fd log = openFile(name, Descriptors.O_RDWR | OwnedFiles.O_APPEND | create);
        closeOnFault(log, () -> {
            requireOwnedFile(log, name);
            // Versions before the first rotation knew no lock but this.
            lock(log, Flock::tryExclusive);
            requireStillThere(log, name);
        });
        return log;
    }

    /** A segment for reading; empty when there is none. */
    Optional<Fd> openForReading(Segment segment) {
        return openIfThere(segment.name());
    }

    boolean has(Segment segment) {
        Optional<Fd> opened = openForReading(segment);
        opened.ifPresent(Fd::close);
        return opened.isPresent();
    }

    /** All segments, in their order. */
    List<Segment> segments() {
        return names().stream()
                .map(Segment::ofName)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /** Names of files in a folder in here; none when there is no such folder. */
    List<String> names(String folder) {
        Optional<Fd> opened = openFolder(folder);
        if (opened.isEmpty()) {
            return List.of();
        }
        try (Fd inside = opened.get()) {
            return new FileTree().names(inside);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    private List<String> names() {
        try {
            return new FileTree().names(directory);
        } catch (ErrnoException e) {
            throw Refusal.of(path, e);
        }
    }

    /** Removes a file or folder in here with all that is in it; false when the host would not. */
    boolean remove(String name) {
        return remove(directory, name, name);
    }

    private boolean remove(Fd from, String shown, String name) {
        try {
            new TreeRemover().remove(from, name);
            return true;
        } catch (ErrnoException e) {
            System.getLogger(AuditDirectory.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + path.resolve(shown) + ": " + Refusal.why(e));
            return false;
        }
    }

    /** The raw head file, cut beyond its largest size; empty when there is none. */
    Optional<byte[]> readHead() {
        return readFile(HEAD, AuditHead.MAX_BYTES + 1);
    }

    /** A file in here, cut beyond {@code most} bytes; empty when there is none. */
    Optional<byte[]> readFile(String name, int most) {
        return readIn(directory, path, name, most);
    }

    private static Optional<byte[]> readIn(Fd directory, Path path, String name, int most) {
        Optional<Fd> opened = openIfThere(directory, path, name);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Fd file = opened.get()) {
            long size = OwnedFiles.status(file).size();
            ByteBuffer content = ByteBuffer.allocate(Math.clamp(size, 1, most));
            int count;
            do {
                count = OwnedFiles.readAt(file, content, content.position());
            } while (count > 0 && content.hasRemaining());
            return Optional.of(Arrays.copyOf(content.array(), content.position()));
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(name), e);
        }
    }

    /** Puts a new head in place, on disk when this returns. */
    void writeHead(AuditHead head) {
        try {
            OwnedFiles.replace(directory, HEAD, NEW_HEAD, head.toJson(), FILE_MODE);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(HEAD), e);
        }
    }

    /** A file of a folder in here, cut beyond {@code most} bytes; empty when there is none. */
    Optional<byte[]> readFile(String folder, String name, int most) {
        Optional<Fd> opened = openFolder(folder);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Fd inside = opened.get()) {
            return readIn(inside, path.resolve(folder), name, most);
        }
    }

    /** Puts a file into a folder in here, which is made where it is missing; on disk when this returns. */
    void writeFile(String folder, String name, byte[] content) {
        makeFolder(folder);
        try (Fd inside = OwnedFiles.openIn(directory, folder, FOLDER, 0)) {
            OwnedFiles.replace(inside, name, NEW_FILE, content, FILE_MODE);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    /**
     * Makes a file in a folder in here, under its name at once: a crash may leave half of it, so its content must tell
     * whether it is whole. On disk when this returns; false when there is such a file already.
     */
    boolean addFile(String folder, String name, byte[] content) {
        try (Fd inside = openMade(folder)) {
            return add(inside, name, content);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    private static boolean add(Fd folder, String name, byte[] content) throws ErrnoException {
        int flags = Descriptors.O_WRONLY | Descriptors.O_CREAT | Descriptors.O_EXCL;
        try (Fd file = OwnedFiles.openIn(folder, name, flags, FILE_MODE)) {
            Descriptors.write(file, content);
            Descriptors.fsync(file);
            Descriptors.fsync(folder);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
    }

    /** A folder that was made by this object before is made again when somebody has taken it away since. */
    private Fd openMade(String folder) throws ErrnoException {
        if (made.contains(folder)) {
            Optional<Fd> opened = openFolder(folder);
            if (opened.isPresent()) {
                return opened.get();
            }
        }
        if (folder.contains("/")) {
            makeFolder(parent(folder));
        }
        makeFolder(folder);
        made.add(folder);
        return OwnedFiles.openIn(directory, folder, FOLDER, 0);
    }

    /** Makes the names in a folder durable. */
    void syncFolder(String folder) {
        try (Fd inside = OwnedFiles.openIn(directory, folder, FOLDER, 0)) {
            Descriptors.fsync(inside);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    /** Makes a folder in here for the owner alone, durably; refuses one that is there and open to others. */
    void makeFolder(String folder) {
        try {
            OwnedFiles.makeDirectory(directory, folder, DIRECTORY_MODE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw Refusal.of(path.resolve(folder), e);
            }
        }
        try (Fd inside = OwnedFiles.openIn(directory, folder, FOLDER, 0);
                Fd above = OwnedFiles.openIn(directory, parent(folder), FOLDER, 0)) {
            requireOwned(inside, folder);
            // Also when it was there: whoever made it may have died before its name was on disk.
            Descriptors.fsync(above);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    private static String parent(String folder) {
        int slash = folder.lastIndexOf('/');
        return slash < 0 ? "." : folder.substring(0, slash);
    }

    /** {@link #remove(String)} of something in a folder in here; true as well when there is no such folder. */
    boolean removeIn(String folder, String name) {
        Optional<Fd> opened = openFolder(folder);
        if (opened.isEmpty()) {
            return true;
        }
        try (Fd inside = opened.get()) {
            return remove(inside, folder + "/" + name, name);
        }
    }

    private Optional<Fd> openFolder(String folder) {
        try {
            return Optional.of(OwnedFiles.openIn(directory, folder, FOLDER, 0));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw Refusal.of(path.resolve(folder), e);
        }
    }

    void write(Fd log, byte[] bytes) {
        writeUnflushed(log, bytes);
        flush(log);
    }

    void writeUnflushed(Fd log, byte[] bytes) {
        try {
            Descriptors.write(log, bytes);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(LOG), e);
        }
    }

    void flush(Fd log) {
        try {
            Descriptors.fsync(log);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(LOG), e);
        }
    }

    /** Makes the names in the directory durable (fsync(2): a file's own fsync does not). */
    void sync() {
        try {
            Descriptors.fsync(directory);
        } catch (ErrnoException e) {
            throw Refusal.of(path, e);
        }
    }

    FileStat status(Fd file) {
        try {
            return OwnedFiles.status(file);
        } catch (ErrnoException e) {
            throw Refusal.of(path, e);
        }
    }

    /** A read of the log failed. */
    ImmureException failed(ErrnoException e) {
        return Refusal.of(path.resolve(LOG), e);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        directory.close();
    }

    private static Fd openOrMake(Path path) throws ErrnoException {
        Path parent = path.getParent();
        Path name = path.getFileName();
        if (parent == null || name == null) {
            return OwnedFiles.openDirectory(path.toString());
        }
        try (Fd above = OwnedFiles.openDirectory(parent.toString())) {
            try {
                OwnedFiles.makeDirectory(above, name.toString(), DIRECTORY_MODE);
                Descriptors.fsync(above);
            } catch (ErrnoException e) {
                if (!e.is(Errno.EEXIST)) {
                    throw e;
                }
            }
            return OwnedFiles.openIn(above, name.toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY, 0);
        }
    }

    private static void closeOnFault(Fd fd, Runnable check) {
        try {
            check.run();
        } catch (ImmureException e) {
            fd.close();
            throw e;
        }
    }

    private void requireOwned(Fd opened, String name) {
        FileStat status = status(opened);
        require(status.uid() == Descriptors.effectiveUserId(), AuditFault.OWNER, name, ownedBy(status));
        require(!status.isOpenToOthers(), AuditFault.PERMISSIONS, name, mode(status));
    }

    private void requireOwnedFile(Fd file, String name) {
        FileStat status = status(file);
        require(status.isRegular(), AuditFault.FILE_KIND, name, "it is no regular file");
        require(status.links() == 1, AuditFault.FILE_KIND, name, "it has " + status.links() + " names (hard links)");
        require(status.uid() == Descriptors.effectiveUserId(), AuditFault.OWNER, name, ownedBy(status));
        require(!status.isOpenToOthers(), AuditFault.PERMISSIONS, name, mode(status));
    }

    /** Between open and lock another file may have got the name: an append to the old one would go where nobody looks. */
    private void requireStillThere(Fd log, String name) {
        try (Fd again = openFile(name, Descriptors.O_RDONLY)) {
            require(status(log).isSameFileAs(status(again)), AuditFault.BUSY, name, "it was replaced meanwhile");
        }
    }

    private Optional<Fd> openIfThere(String name) {
        return openIfThere(directory, path, name);
    }

    private static Optional<Fd> openIfThere(Fd directory, Path path, String name) {
        try {
            Fd file = OwnedFiles.openIn(directory, name, Descriptors.O_RDONLY, 0);
            closeOnFault(file, () -> requireRegular(file, path.resolve(name)));
            return Optional.of(file);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw Refusal.of(path.resolve(name), e);
        }
    }

    private static void requireRegular(Fd file, Path path) {
        try {
            if (!OwnedFiles.status(file).isRegular()) {
                throw Refusal.of(AuditFault.FILE_KIND, path, "it is no regular file");
            }
        } catch (ErrnoException e) {
            throw Refusal.of(path, e);
        }
    }

    private Fd openFile(String name, int flags) {
        try {
            return OwnedFiles.openIn(directory, name, flags, (flags & Descriptors.O_CREAT) != 0 ? FILE_MODE : 0);
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(name), e);
        }
    }

    /** Takes a lock, or says false at once. */
    private interface Attempt {
        boolean lock(Fd file) throws ErrnoException;
    }

    private void lock(Fd log, Attempt attempt) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOCK_SECONDS);
        try {
            while (!attempt.lock(log)) {
                require(System.nanoTime() < deadline, AuditFault.BUSY, LOG, "locked for " + LOCK_SECONDS + " s");
                LockSupport.parkNanos(LOCK_POLL_NANOS);
            }
        } catch (ErrnoException e) {
            throw Refusal.of(path.resolve(LOG), e);
        }
    }

    private void require(boolean condition, AuditFault code, String name, String why) {
        if (!condition) {
            throw Refusal.of(code, path.resolve(name), why);
        }
    }

    private static String ownedBy(FileStat status) {
        return "it belongs to user " + status.uid();
    }

    private static String mode(FileStat status) {
        return "its mode is 0" + Integer.toOctalString(status.mode() & 07777) + ", open to group or others";
    }
}
