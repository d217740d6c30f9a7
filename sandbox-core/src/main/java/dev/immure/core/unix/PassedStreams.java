package dev.immure.core.unix;

import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.EventCounter;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.PatientFile;
import dev.immure.core.internal.kernel.Polling;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The standard streams of another process: only read and written, never opened anew. They may lead to a pipe that nobody
 * reads or a terminal that is held: whoever waits for them is called back when the other process is gone.
 */
public final class PassedStreams implements AutoCloseable {
    private static final Duration LOOK_UP = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<Fd> descriptors;
    private final List<PatientFile> files;
    private final EventCounter over;
    private final InputStream input;
    private final OutputStream output;
    private final OutputStream error;

    private volatile boolean hungUp;
    private volatile boolean paused;
    private int inside;
    private boolean closed;

    private PassedStreams(Fd input, Fd output, Fd error, EventCounter over) throws ErrnoException {
        this.descriptors = List.of(input, output, error);
        this.over = over;
        this.files = List.of(new PatientFile(input), new PatientFile(output), new PatientFile(error));
        this.input = new Input(input, files.get(0));
        this.output = new Output(output, files.get(1));
        this.error = new Output(error, files.get(2));
    }

    /** @throws ErrnoException when one cannot be looked at; then all are closed */
    static PassedStreams of(Fd input, Fd output, Fd error) throws ErrnoException {
        EventCounter over = EventCounter.create();
        boolean done = false;
        try {
            PassedStreams streams = new PassedStreams(input, output, error, over);
            done = true;
            return streams;
        } finally {
            if (!done) {
                List.of(input, output, error).forEach(Fd::close);
                over.close();
            }
        }
    }

    public InputStream input() {
        return input;
    }

    public OutputStream output() {
        return output;
    }

    public OutputStream error() {
        return error;
    }

    /** While a process is stopped or in the background, what is typed is not for it (termios(3), job control). */
    public void pauseInput(boolean wanted) {
        paused = wanted;
    }

    /** From now on input is at its end and output fails, also for whoever waits for one of them. */
    public void hangUp() {
        hungUp = true;
        synchronized (this) {
            if (!closed || inside > 0) {
                over.set();
            }
        }
    }

    /** Hangs up, and closes the descriptors as soon as no thread is in a call on one of them. */
    @Override
    public void close() {
        hangUp();
        synchronized (this) {
            if (!closed) {
                closed = true;
                closeWhenLeft();
            }
        }
    }

    private synchronized boolean enter() {
        if (closed || hungUp) {
            return false;
        }
        inside++;
        return true;
    }

    private synchronized void leave() {
        inside--;
        closeWhenLeft();
    }

    private void closeWhenLeft() {
        if (closed && inside == 0) {
            descriptors.forEach(Fd::close);
            files.forEach(PatientFile::release);
            over.close();
        }
    }

    private final class Input extends InputStream {
        private final Fd fd;
        private final PatientFile file;

        Input(Fd fd, PatientFile file) {
            this.fd = fd;
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            if (!enter()) {
                return -1;
            }
            try {
                return await(into, offset, length);
            } catch (ErrnoException e) {
                throw new IOException(e.getMessage(), e);
            } finally {
                leave();
            }
        }

        private int await(byte[] into, int offset, int length) throws ErrnoException {
            while (!hungUp) {
                if (paused) {
                    new Polling().readable(over.fd()).await(PAUSE);
                    continue;
                }
                try {
                    int count = file.read(into, offset, length);
                    return count == 0 ? -1 : count;
                } catch (ErrnoException e) {
                    if (!e.is(Errno.EAGAIN)) {
                        throw e;
                    }
                    new Polling().readable(fd).readable(over.fd()).await(LOOK_UP);
                }
            }
            return -1;
        }
    }

    private final class Output extends OutputStream {
        private final Fd fd;
        private final PatientFile file;

        Output(Fd fd, PatientFile file) {
            this.fd = fd;
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** Two threads may write to standard error, the run's and the program's: one at a time. */
        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (!enter()) {
                throw new IOException("the caller is gone");
            }
            try {
                await(bytes, offset, length);
            } catch (ErrnoException e) {
                throw new IOException(e.getMessage(), e);
            } finally {
                leave();
            }
        }

        private void await(byte[] bytes, int offset, int length) throws ErrnoException, IOException {
            int done = 0;
            while (done < length) {
                if (hungUp) {
                    throw new IOException("the caller is gone");
                }
                try {
                    done += file.write(bytes, offset + done, length - done);
                } catch (ErrnoException e) {
                    if (!e.is(Errno.EAGAIN)) {
                        throw e;
                    }
                    new Polling().writable(fd).readable(over.fd()).await(LOOK_UP);
                }
            }
        }
    }
}
