package dev.immure.core.internal.kernel;

import jnr.ffi.Pointer;

/**
 * A block device over a file (loop(4)) that lets go of it by itself: with LO_FLAGS_AUTOCLEAR the kernel does so when the
 * last descriptor and the last mount are gone, whoever died first.
 *
 * @param path {@code /dev/loopN}
 * @param fd keeps it until something is mounted on it; the caller's to close
 */
public record LoopDevice(String path, Fd fd) implements AutoCloseable {
    private static final long LOOP_CTL_GET_FREE = 0x4c82;
    private static final long LOOP_CONFIGURE = 0x4c0a;
    private static final int LO_FLAGS_AUTOCLEAR = 4;
    private static final int CONFIG_SIZE = 304;
    private static final int FLAGS_OFFSET = 60;
    private static final int ATTEMPTS = 64;

    /**
     * LOOP_CTL_GET_FREE only names a device: somebody else may take it first (EBUSY), and then another one is asked for.
     *
     * @param backing a regular file, open for reading and writing
     */
    public static LoopDevice over(Fd backing) throws ErrnoException {
        try (Fd control = Descriptors.open("/dev/loop-control", Descriptors.O_RDWR)) {
            ErrnoException busy = new ErrnoException("ioctl(LOOP_CONFIGURE)", Errno.EBUSY);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                long number = SystemCall.invoke("ioctl(LOOP_CTL_GET_FREE)", 16, control.number(), LOOP_CTL_GET_FREE);
                try {
                    return configured("/dev/loop" + number, backing);
                } catch (ErrnoException e) {
                    if (!e.is(Errno.EBUSY)) {
                        throw e;
                    }
                    busy = e;
                }
            }
            throw busy;
        }
    }

    /** struct loop_config: descriptor, block size, struct loop_info64, of which only the flags matter here. */
    private static LoopDevice configured(String path, Fd backing) throws ErrnoException {
        Fd device = Descriptors.open(path, Descriptors.O_RDWR);
        boolean done = false;
        try {
            Pointer config = SystemCall.allocate(CONFIG_SIZE);
            config.putInt(0, backing.number());
            config.putInt(FLAGS_OFFSET, LO_FLAGS_AUTOCLEAR);
            SystemCall.invoke("ioctl(LOOP_CONFIGURE)", 16, device.number(), LOOP_CONFIGURE, config);
            done = true;
            return new LoopDevice(path, device);
        } finally {
            if (!done) {
                device.close();
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
