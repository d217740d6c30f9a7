package dev.immure.core.launch;

import dev.immure.core.ImmureException;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.audit.FileCopy.Result;
import dev.immure.core.audit.OutputFile;
import dev.immure.core.image.Digest;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.LaunchPlan;
import dev.immure.core.plan.Opcode;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes what PID 1 has opened to where the caller wants it. The descriptors come from inside, so each is asked what it
 * is, and its bytes are counted as they are read: what a file system says of a size is not relied on.
 */
final class CopyOut {
    private static final int CHUNK = 1 << 16;
    private static final int PLAIN = 0666;
    private static final int EXECUTABLE = 0777;
    private static final int ANYBODY_EXECUTES = 0111;

    private final FileTree files = new FileTree();
    private long left;

    private CopyOut(long mostBytes) {
        left = mostBytes;
    }

    /**
     * One result for each file asked for, in order.
     *
     * @param opened what PID 1 reported; what it did not live to report is refused
     */
    static List<FileCopy> deliver(Transfers transfers, LaunchPlan plan, List<OpenedFile> opened) {
        List<Integer> steps = new ArrayList<>();
        for (int step = 0; step < plan.ops().size(); step++) {
            if (plan.ops().get(step).opcode() == Opcode.COPY_OUT) {
                steps.add(step);
            }
        }
        CopyOut out = new CopyOut(transfers.mostBytesOut());
        List<FileCopy> results = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            int step = steps.get(i);
            Copies.Out wish = transfers.copies().out().get(i);
            Result result = opened.stream()
                    .filter(found -> found.step() == step)
                    .findFirst()
                    .map(found -> out.deliver(wish, found))
                    .orElseGet(() -> new Result.Refused("the sandbox was killed before the file could be opened"));
            results.add(new FileCopy(FileCopy.Way.OUT, wish.path(), wish.destination(), result));
        }
        return results;
    }

    private Result deliver(Copies.Out wish, OpenedFile found) {
        if (found.descriptor().isEmpty()) {
            return notOpened(wish, found.errno());
        }
        // Closed at once: what lies on a file system of the sandbox's own must not keep that busy.
        try (Fd file = found.descriptor().get()) {
            return deliver(wish, file);
        } catch (ErrnoException e) {
            return new Result.Failed(e.getMessage());
        } catch (ImmureException e) {
            return new Result.Failed(e.fault().why());
        }
    }

    private static Result notOpened(Copies.Out wish, int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENOTDIR -> new Result.Missing(wish.presence() == Copies.Presence.OPTIONAL);
            case Errno.EINVAL -> new Result.Refused("it is not a regular file");
            default -> new Result.Refused("it cannot be opened by the program's user: " + Errno.nameOf(errno));
        };
    }

    private Result deliver(Copies.Out wish, Fd file) throws ErrnoException {
        FileStat stat = files.stat(file);
        if (!stat.isRegular()) {
            return new Result.Refused("it is not a regular file");
        }
        if (stat.size() > left) {
            return new Result.TooLarge(left);
        }
        // Anybody's right to execute becomes everybody's that the umask allows; no other bit comes out.
        int mode = (stat.permissions() & ANYBODY_EXECUTES) == 0 ? PLAIN : EXECUTABLE;
        Copying copying = new Copying(file);
        try {
            OutputFile.write("copied file", Path.of(wish.destination()), mode, copying::to);
        } catch (ImmureException e) {
            if (copying.tooLarge) {
                return new Result.TooLarge(left);
            }
            throw e;
        }
        left -= copying.bytes;
        return new Result.Copied(1, copying.bytes, Optional.of(copying.digest()));
    }

    private final class Copying {
        private final Fd file;
        private final MessageDigest digest = Digest.sha256();
        private long bytes;
        private boolean tooLarge;

        Copying(Fd file) {
            this.file = file;
        }

        void to(Fd target) throws ErrnoException {
            byte[] chunk = new byte[CHUNK];
            int count = files.read(file, bytes, chunk, 0, CHUNK);
            while (count > 0) {
                bytes += count;
                if (bytes > left) {
                    tooLarge = true;
                    throw new ErrnoException("read", Errno.EFBIG);
                }
                digest.update(chunk, 0, count);
                files.write(target, chunk, 0, count);
                count = files.read(file, bytes, chunk, 0, CHUNK);
            }
        }

        Digest digest() {
            return Digest.ofHash(digest.digest());
        }
    }
}
