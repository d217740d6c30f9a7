package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.FileCopy;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.plan.Copies;
import dev.immure.core.plan.HostHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources of what is copied in, all opened and checked before anything starts, and the pipes over which PID 1 gets
 * them. {@link #start} sends; another thread asks what came of it once the program runs, or the launch has failed.
 */
final class CopyIn implements AutoCloseable {
    private record Sending(Copies.In wish, Fd source, Fd reader, Fd writer) {
        void close() {
            source.close();
            reader.close();
            writer.close();
        }
    }

    private final List<Sending> sendings = new ArrayList<>();
    private final List<FileCopy> copied = new ArrayList<>();
    private Optional<Fault> fault = Optional.empty();
    private Optional<SideTask> sender = Optional.empty();

    private CopyIn() {}

    /** @throws ImmureException with {@link LaunchFault#COPY_SOURCE} */
    static CopyIn open(List<Copies.In> wishes) {
        CopyIn copies = new CopyIn();
        boolean done = false;
        try {
            for (Copies.In wish : wishes) {
                copies.add(wish);
            }
            done = true;
            return copies;
        } finally {
            if (!done) {
                copies.close();
            }
        }
    }

    private void add(Copies.In wish) {
        try {
            Fd source = TreeSender.open(wish.source());
            Fd[] pipe = {};
            try {
                pipe = Descriptors.pipe();
            } finally {
                if (pipe.length == 0) {
                    source.close();
                }
            }
            sendings.add(new Sending(wish, source, pipe[0], pipe[1]));
        } catch (ErrnoException e) {
            throw new ImmureException(fault(wish.source(), e), e);
        }
    }

    /** PID 1's end of the pipe. */
    Fd reader(HostHandle.CopySource handle) {
        return sendings.stream()
                .filter(sending -> sending.wish().destination().equals(handle.destination())
                        && sending.wish().source().equals(handle.path()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no source was given for " + handle.describe()))
                .reader();
    }

    /** Begins to send, once immure-init has the readers: nobody else may, or a sender would wait for ever. */
    void start() {
        sendings.forEach(sending -> sending.reader().close());
        if (!sendings.isEmpty()) {
            sender = Optional.of(SideTask.start("copy-in", this::send));
        }
    }

    private void send() {
        for (Sending sending : sendings) {
            if (!send(sending)) {
                break;
            }
        }
        sendings.forEach(sending -> sending.writer().close());
    }

    private boolean send(Sending sending) {
        TreeSender sender = new TreeSender(sending.writer(), sending.wish().source());
        try {
            sender.send(sending.source());
            record(sending.wish(), sender);
            return true;
        } catch (ErrnoException e) {
            // EPIPE: PID 1 has stopped reading, and its report says why.
            if (!e.is(Errno.EPIPE)) {
                record(fault(sender.place(), e));
            }
            return false;
        }
    }

    private synchronized void record(Copies.In wish, TreeSender sender) {
        copied.add(new FileCopy(
                FileCopy.Way.IN,
                wish.source(),
                wish.destination(),
                new FileCopy.Result.Copied(sender.fileCount(), sender.byteCount(), Optional.empty())));
    }

    private synchronized void record(Fault why) {
        fault = Optional.of(why);
    }

    /** Why a source could not be sent to its end; then the launch has failed by that. */
    synchronized Optional<Fault> fault() {
        return fault;
    }

    synchronized List<FileCopy> copied() {
        return List.copyOf(copied);
    }

    /** When no process of the sandbox is left: then the sender is through, or learns that nobody reads. */
    @Override
    public void close() {
        sender.ifPresent(SideTask::join);
        sendings.forEach(Sending::close);
    }

    private static Fault fault(String place, ErrnoException e) {
        String why = switch (e.errno()) {
            case Errno.EINVAL -> "it is neither a directory nor a regular file";
            case Errno.EILSEQ -> "its name is not UTF-8";
            case Errno.EIO -> "it could not be read to its end (" + e.getMessage() + ")";
            case Errno.ELOOP -> "a symbolic link has taken its place, or it lies too deep (" + e.getMessage() + ")";
            default -> e.getMessage();
        };
        return new Fault(
                LaunchFault.COPY_SOURCE,
                "cannot copy in",
                place,
                why,
                "Give files and directories that can be read and stay as they are meanwhile");
    }
}
