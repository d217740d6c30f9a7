package dev.immure.core.launch;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The pipes between the caller and the sandbox. The sandbox gets pipes and never the caller's own streams: a terminal or
 * a file open for both directions would be a way back.
 */
final class Pipes implements AutoCloseable {
    private final Stdio inside;
    private final Optional<OutputStream> input;
    private final InputStream output;
    private final InputStream error;

    private Pipes(Stdio inside, Optional<OutputStream> input, InputStream output, InputStream error) {
        this.inside = inside;
        this.input = input;
        this.output = output;
        this.error = error;
    }

    static Pipes open(boolean withInput) {
        try {
            Fd[] output = Descriptors.pipe();
            Fd[] error = Descriptors.pipe();
            // Without input an empty pipe, not /dev/null: no file of the host's gets in.
            Fd[] input = Descriptors.pipe();
            if (!withInput) {
                input[1].close();
            }
            return new Pipes(
                    new Stdio(input[0], output[1], error[1]),
                    withInput ? Optional.of(writer(input[1])) : Optional.empty(),
                    reader(output[0]),
                    reader(error[0]));
        } catch (ErrnoException | IOException e) {
            throw new ImmureException(
                    new Fault(
                            LaunchFault.STREAM,
                            "cannot open",
                            "the pipes of the sandbox",
                            String.valueOf(e.getMessage()),
                            "Check RLIMIT_NOFILE and that /proc is mounted"),
                    e);
        }
    }

    Stdio inside() {
        return inside;
    }

    Optional<OutputStream> input() {
        return input;
    }

    InputStream output() {
        return output;
    }

    InputStream error() {
        return error;
    }

    /** Only the sandbox's ends: the caller's belong to the pumps. */
    @Override
    public void close() {
        inside.close();
    }

    /** The caller's ends as well, where there will be no pumps. */
    void abandon() {
        close();
        input.ifPresent(Pipes::close);
        close(output);
        close(error);
    }

    static void close(Closeable stream) {
        try {
            stream.close();
        } catch (IOException e) {
            System.getLogger(Pipes.class.getName()).log(System.Logger.Level.DEBUG, "pipe of a sandbox", e);
        }
    }

    /** proc(5), /proc/PID/fd: opening a pipe there gives another description of the same end. */
    private static InputStream reader(Fd fd) throws IOException {
        try (fd) {
            return new FileInputStream("/proc/self/fd/" + fd.number());
        }
    }

    private static OutputStream writer(Fd fd) throws IOException {
        try (fd) {
            return new FileOutputStream("/proc/self/fd/" + fd.number());
        }
    }
}
