package dev.immure.cli.serve;

import dev.immure.cli.fault.ServeFault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.WriteAccess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder of the service's sockets, which is its door: who may enter may ask. Made with mode 0700; one that is there
 * keeps its mode, so the operator may open it, but nobody else may write to it. One service has it at a time.
 */
public final class ServiceFolder implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private ServiceFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws ImmureException with {@link ServeFault#SOCKET} or {@link ServeFault#RUNNING} */
    public static ServiceFolder open(Path path) {
        try {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path real = path.toRealPath();
            requireOwn(real);
            return new ServiceFolder(real, lock(real));
        } catch (IOException e) {
            throw ServeFault.SOCKET.at(
                    "cannot use the folder",
                    path.toString(),
                    String.valueOf(e.getMessage()),
                    "Name another with --socket-dir");
        }
    }

    private static void requireOwn(Path path) throws IOException {
        Optional<WriteAccess.Gap> gap = WriteAccess.current().gap(path);
        if (gap.isPresent()) {
            throw ServeFault.SOCKET.at(
                    "cannot rely on the folder",
                    path.toString(),
                    gap.get().why(),
                    gap.get().remedy());
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        FileChannel channel = FileChannel.open(
                file,
                java.util.Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this process: as much another service as one of another process.
            System.getLogger(ServiceFolder.class.getName()).log(System.Logger.Level.DEBUG, "locked here", e);
        }
        channel.close();
        throw ServeFault.RUNNING.at(
                "cannot use the folder",
                folder.toString(),
                "another service has it",
                "End that one, or name another folder");
    }

    public Path path() {
        return path;
    }

    /** Where a socket is to be; one that a dead service has left is gone. */
    public Path socket(String name) {
        Path socket = path.resolve(name);
        try {
            Files.deleteIfExists(socket);
            return socket;
        } catch (IOException e) {
            throw ServeFault.SOCKET.at(
                    "cannot replace", socket.toString(), String.valueOf(e.getMessage()), "Remove it");
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            System.getLogger(ServiceFolder.class.getName()).log(System.Logger.Level.WARNING, "lock", e);
        }
    }
}
