package dev.immure.core.internal.kernel;

import java.util.Optional;
import jnr.ffi.Pointer;

/** fs-verity by ioctl(2); structures and numbers of linux/fsverity.h. One object serves one thread. */
final class KernelVerity implements FileVerity {
    /** _IOW('f', 133, struct fsverity_enable_arg). */
    private static final long FS_IOC_ENABLE_VERITY = 0x4080_6685L;

    /** _IOWR('f', 134, struct fsverity_digest). */
    private static final long FS_IOC_MEASURE_VERITY = 0xc004_6686L;

    private static final int FS_VERITY_HASH_ALG_SHA256 = 1;
    private static final int BLOCK = 4096;
    private static final int ENABLE_SIZE = 128;
    private static final int SHA256_BYTES = 32;

    /** FS_VERITY_MAX_DIGEST_SIZE, that of SHA-512: a smaller buffer would be EOVERFLOW for a file of that kind. */
    private static final int MAX_DIGEST = 64;

    private final Pointer argument = SystemCall.allocate(ENABLE_SIZE);

    /** struct fsverity_enable_arg: version 1, algorithm, block size; no salt, no signature, the rest zero. */
    @Override
    public void enable(Fd file) throws ErrnoException {
        argument.setMemory(0, ENABLE_SIZE, (byte) 0);
        argument.putInt(0, 1);
        argument.putInt(4, FS_VERITY_HASH_ALG_SHA256);
        argument.putInt(8, BLOCK);
        try {
            SystemCall.invoke("ioctl(FS_IOC_ENABLE_VERITY)", 16, file.number(), FS_IOC_ENABLE_VERITY, argument);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
    }

    /** struct fsverity_digest: u16 algorithm, u16 size (in: of the buffer, out: of the digest), then the digest. */
    @Override
    public Optional<byte[]> measure(Fd file) throws ErrnoException {
        argument.putShort(0, (short) 0);
        argument.putShort(2, (short) MAX_DIGEST);
        try {
            SystemCall.invoke("ioctl(FS_IOC_MEASURE_VERITY)", 16, file.number(), FS_IOC_MEASURE_VERITY, argument);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENODATA) || FileVerity.isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
        if (argument.getShort(0) != FS_VERITY_HASH_ALG_SHA256 || argument.getShort(2) != SHA256_BYTES) {
            return Optional.empty();
        }
        byte[] digest = new byte[SHA256_BYTES];
        argument.get(4, digest, 0, SHA256_BYTES);
        return Optional.of(digest);
    }
}
