package dev.immure.core.launch;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.Errno;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The socket to immure-init: records come, messages go. One reader; any thread may send. */
final class ControlChannel implements AutoCloseable {
    private static final int MAPPED = 1;
    private static final int KILL = 2;
    private static final int SIGNAL = 3;
    private static final int TEAR_DOWN = 4;
    private static final int CONNECTED = 5;

    private final Fd socket;
    private final Object closing = new Object();
    private boolean closed;

    /** Of the reader alone. */
    private Optional<Fd> offered = Optional.empty();

    ControlChannel(Fd socket) {
        this.socket = socket;
    }

    /**
     * The next record; empty when the peer is gone. Blocks.
     *
     * @throws ErrnoException also EPROTO, when what came is no record
     */
    Optional<LaunchRecord> receive() throws ErrnoException {
        // One byte more than a record: a longer message must not pass for one.
        ByteBuffer bytes = ByteBuffer.allocate(LaunchRecord.BYTES + 1);
        Descriptors.Received received = Descriptors.receive(socket, bytes);
        received.descriptor().ifPresent(this::keep);
        if (received.count() == 0) {
            return Optional.empty();
        }
        Optional<LaunchRecord> record = LaunchRecord.parse(bytes.flip());
        if (record.isEmpty()) {
            throw new ErrnoException("read(control)", Errno.EPROTO);
        }
        return record;
    }

    private void keep(Fd descriptor) {
        offered.ifPresent(Fd::close);
        offered = Optional.of(descriptor);
    }

    /** The descriptor that came with the last records, for the caller to close. */
    Optional<Fd> takeDescriptor() {
        Optional<Fd> taken = offered;
        offered = Optional.empty();
        return taken;
    }

    void mapped() throws ErrnoException {
        send(MAPPED, 0);
    }

    void kill() throws ErrnoException {
        send(KILL, 0);
    }

    void signal(int number) throws ErrnoException {
        send(SIGNAL, number);
    }

    void connected() throws ErrnoException {
        send(CONNECTED, 0);
    }

    void tearDown() throws ErrnoException {
        send(TEAR_DOWN, 0);
    }

    private void send(int type, int value) throws ErrnoException {
        ByteBuffer message = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        synchronized (closing) {
            if (closed) {
                throw new ErrnoException("sendto(control)", Errno.EPIPE);
            }
            Descriptors.sendNoSignal(socket, message.putInt(type).putInt(value).array());
        }
    }

    /** What is sent afterwards, by a thread that came late, fails as if the peer were gone. */
    @Override
    public void close() {
        takeDescriptor().ifPresent(Fd::close);
        synchronized (closing) {
            closed = true;
            socket.close();
        }
    }
}
