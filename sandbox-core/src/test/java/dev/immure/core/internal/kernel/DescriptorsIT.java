package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DescriptorsIT {
    @Test
    void sealedMemfdCannotBeWritten() throws ErrnoException {
        try (Fd fd = Descriptors.sealedMemfd("immure-test", new byte[] {1, 2, 3})) {
            ByteBuffer content = ByteBuffer.allocate(8);
            assertThat(Descriptors.read(fd, content)).isEqualTo(3);
            assertThatThrownBy(() -> Descriptors.write(fd, new byte[] {4}))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        }
    }

    @Test
    void openat2RefusesToLeaveItsRoot() throws ErrnoException {
        try (Fd proc = Descriptors.open("/proc", Descriptors.O_PATH | Descriptors.O_DIRECTORY)) {
            assertThatThrownBy(() -> Descriptors.openat2(
                            proc.number(), "../etc/passwd", Descriptors.O_RDONLY, 0, Descriptors.RESOLVE_BENEATH))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EXDEV));
        }
    }
}
