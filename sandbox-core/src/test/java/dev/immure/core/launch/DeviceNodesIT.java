package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.immure.core.ImmureException;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import dev.immure.core.internal.kernel.FileTree;
import dev.immure.core.plan.HostHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceNodesIT {
    private static final HostHandle.DeviceNode NULL = new HostHandle.DeviceNode("null", 1, 3);

    @TempDir
    private Path folder;

    @Test
    void aNodeIsMadeOnceForEverybodyAndIsNotTheHosts() throws ErrnoException {
        FileStat first = open();
        FileStat second = open();
        assertThat(first.isCharacterDevice(1, 3)).isTrue();
        assertThat(first.permissions()).isEqualTo(0666);
        assertThat(second.isSameFileAs(first)).isTrue();
        try (Fd host = Descriptors.open("/dev/null", Descriptors.O_PATH)) {
            assertThat(first.isSameFileAs(new FileTree().stat(host))).isFalse();
        }
    }

    /** As a run that was killed right after mknod(2) leaves it. */
    @Test
    void aModeThatWasCutShortIsMended() throws ErrnoException, IOException {
        open();
        Files.setAttribute(folder.resolve("null"), "unix:mode", 0600);
        assertThat(open().permissions()).isEqualTo(0666);
    }

    @Test
    void whatIsNoNullDeviceIsRefused() throws IOException {
        Files.writeString(folder.resolve("null"), "");
        assertRefused();
    }

    @Test
    void aLinkToTheNullDeviceIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        assertRefused();
    }

    private void assertRefused() {
        ImmureException refused = catchThrowableOfType(ImmureException.class, this::open);
        assertThat(refused.fault().code()).isEqualTo(LaunchFault.DEVICE);
    }

    private FileStat open() throws ErrnoException {
        try (Fd directory = Descriptors.open(folder.toString(), Descriptors.O_PATH | Descriptors.O_DIRECTORY);
                Fd node = new DeviceNodes(directory, Optional.empty()).open(NULL)) {
            return new FileTree().stat(node);
        }
    }
}
