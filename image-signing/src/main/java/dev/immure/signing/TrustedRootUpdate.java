package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.signing.fault.TufFault;
import dev.immure.signing.internal.tuf.Accepted;
import dev.immure.signing.internal.tuf.DirectoryRepository;
import dev.immure.signing.internal.tuf.HttpRepository;
import dev.immure.signing.internal.tuf.TufClient;
import dev.immure.signing.internal.tuf.TufRepository;
import dev.immure.signing.internal.tuf.TufUpdate;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Fetches the newest {@code trusted_root.json} from a TUF repository. The one part of this module that asks the network, and
 * only when it is told to: verification never does.
 *
 * @param root the root that is trusted because the user gives it
 * @param output written only after everything held, and then as a whole
 * @param cache what was accepted before, so that nothing older is accepted later; one directory for each repository
 */
public record TrustedRootUpdate(Path root, String from, Path output, Path cache) {
    private static final String TARGET = "trusted_root.json";
    private static final String STATE = "accepted.json";
    private static final int MAX_ROOT = 64 << 10;
    private static final FileAttribute<Set<PosixFilePermission>> READABLE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /**
     * What was written.
     *
     * @param rootVersion of the repository's newest root
     * @param timestampVersion of its newest statement
     * @param expires when that statement does
     */
    public record Updated(Path output, long rootVersion, long timestampVersion, Instant expires) {}

    /**
     * Follows the repository and writes the file.
     *
     * @throws ImmureException with a {@link TufFault}, or FILE or PERMISSIONS for the given root
     */
    public Updated run(VerificationTime time) {
        byte[] given = KeyFiles.readTrusted(root, MAX_ROOT);
        try (FileChannel lock = lock(); // of two updates at once, the slower could write down what is older
                TufRepository repository = repository(from)) {
            TufUpdate update = TufClient.update(
                    given, repository, accepted(lock), time.current().at(), TARGET);
            // The state first: if writing the file fails, the next update still refuses what is older.
            replace(cache.resolve(STATE), update.accepted().encode());
            replace(output, update.content());
            return new Updated(
                    output, update.accepted().root(), update.accepted().timestamp(), update.expires());
        } catch (IOException e) {
            throw state(cache, String.valueOf(e.getMessage()));
        }
    }

    private FileChannel lock() throws IOException {
        Files.createDirectories(cache);
        FileChannel channel =
                FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.lock(); // until it is closed
        return channel;
    }

    private static TufRepository repository(String from) {
        if (!from.contains("://")) {
            return new DirectoryRepository(Path.of(from));
        }
        try {
            URI uri = URI.create(from);
            return "file".equals(uri.getScheme()) ? new DirectoryRepository(Path.of(uri)) : new HttpRepository(uri);
        } catch (IllegalArgumentException e) {
            throw new ImmureException(new Fault(
                    TufFault.SOURCE,
                    "cannot update trust from",
                    from,
                    "it is not the URL of a repository",
                    "Name a directory, or an https:// URL"));
        }
    }

    /** @param held the lock, under which alone the answer stays true */
    private Accepted accepted(FileChannel held) {
        if (!held.isOpen()) {
            throw new IllegalStateException("the lock was given back");
        }
        Path file = cache.resolve(STATE);
        try {
            if (!Files.exists(file)) {
                return Accepted.NOTHING;
            }
            return Accepted.parse(KeyFiles.readTrusted(file, Accepted.MAX_FILE));
        } catch (JsonException e) {
            throw state(file, e.why());
        }
    }

    private static void replace(Path file, byte[] content) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        try {
            Path fresh = Files.createTempFile(folder, "." + file.getFileName(), null, READABLE);
            try {
                write(fresh, content);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw state(file, String.valueOf(e.getMessage()));
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true); // before the rename: a crash leaves the old file or the new one
        }
    }

    private static ImmureException state(Path file, String why) {
        return new ImmureException(new Fault(
                TufFault.STATE,
                "cannot keep what the repository says in",
                file.toString(),
                why,
                "Name directories that can be written; a damaged file of accepted versions may be removed by hand"));
    }
}
