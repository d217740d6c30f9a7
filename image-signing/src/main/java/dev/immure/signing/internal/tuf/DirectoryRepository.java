package dev.immure.signing.internal.tuf;

import dev.immure.signing.fault.TufFault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A repository in a directory, such as a copy that was carried over an air gap. */
public final class DirectoryRepository implements TufRepository {
    private final Path directory;

    public DirectoryRepository(Path directory) {
        this.directory = directory;
    }

    @Override
    public Optional<byte[]> fetch(String path, int limit) {
        Path file = directory.resolve(path);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) { // opening a FIFO would wait for a writer
                throw TufFaults.refused(TufFault.FETCH, file.toString(), "it is not a regular file");
            }
            try (InputStream in = Files.newInputStream(file)) {
                return Optional.of(bounded(in, path, limit));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw TufFaults.refused(TufFault.FETCH, file.toString(), String.valueOf(e.getMessage()));
        }
    }

    static byte[] bounded(InputStream in, String path, int limit) throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw TufFaults.refused(TufFault.LIMIT, path, "it has more than " + limit + " bytes");
        }
        return bytes;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
