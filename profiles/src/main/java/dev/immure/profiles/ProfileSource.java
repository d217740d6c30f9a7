package dev.immure.profiles;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.WriteAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder with the files of profiles: in the jar, or of the user's own. */
sealed interface ProfileSource {
    /** The largest shipped file has 20 KiB. */
    int MAX_BYTES = 256 * 1024;

    /** What the user knows the file by. */
    String describe(String file);

    InputStream open(String file) throws IOException;

    /** All bytes of a file; refused when there are more than {@link #MAX_BYTES}. */
    default byte[] read(String file) {
        try (InputStream in = open(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw fault(
                        ProfileFault.TOO_LARGE, file, "larger than " + MAX_BYTES + " bytes", "Make the file smaller");
            }
            return content;
        } catch (IOException e) {
            String why = e.getClass().getSimpleName() + ": " + e.getMessage();
            throw fault(ProfileFault.UNREADABLE, file, why, "Check the name and the permissions of the file");
        }
    }

    private ImmureException fault(ProfileFault code, String file, String why, String remedy) {
        return new ImmureException(new Fault(code, "cannot read the profile", describe(file), why, remedy));
    }

    /** A profile inside the jar. */
    record Shipped(String name) implements ProfileSource {
        @Override
        public String describe(String file) {
            return "shipped profile " + name + ", " + file;
        }

        @Override
        public InputStream open(String file) throws IOException {
            InputStream in = ProfileSource.class.getResourceAsStream("/profiles/" + name + "/" + file);
            if (in == null) {
                throw new IOException("the jar has no such file");
            }
            return in;
        }
    }

    /** A folder on the host, which belongs to whoever starts Immure. */
    record Folder(Path folder) implements ProfileSource {
        @Override
        public String describe(String file) {
            return folder.resolve(file).toString();
        }

        @Override
        public InputStream open(String file) throws IOException {
            Path path = folder.resolve(file);
            // A FIFO would make the open wait for a writer that never comes.
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                throw new IOException("not a regular file");
            }
            Optional<WriteAccess.Gap> gap = WriteAccess.current().gap(path);
            if (gap.isPresent()) {
                throw ((ProfileSource) this)
                        .fault(
                                ProfileFault.PERMISSIONS,
                                file,
                                gap.get().why(),
                                gap.get().remedy());
            }
            return Files.newInputStream(path);
        }
    }
}
