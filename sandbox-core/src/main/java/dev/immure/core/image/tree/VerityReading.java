package dev.immure.core.image.tree;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.internal.kernel.FileVerity;
import java.util.Optional;

/** Reads what fs-verity measures of files, by their names. */
final class VerityReading {
    private static final int READ = Descriptors.O_RDONLY | Descriptors.O_NONBLOCK;

    private final FileTree files;
    private final FileVerity verity;

    VerityReading(FileTree files, FileVerity verity) {
        this.files = files;
        this.verity = verity;
    }

    /** Empty when it is not guarded, and for a file that its mode keeps its owner from. */
    Optional<Sha256> read(Fd parent, String name) throws ErrnoException {
        try (Fd file = files.open(parent, name, READ, 0)) {
            return verity.measure(file).map(Sha256::of);
        } catch (ErrnoException e) {
            if (e.is(Errno.EACCES)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
