package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.unix.NotifySocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import jnr.ffi.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears: this test is one. */
class UnixDatagramTest {
    private static final int MSG_DONTWAIT = 0x40;

    @TempDir
    private Path directory;

    private static Fd bound(String address) throws ErrnoException {
        byte[] name = address.getBytes(StandardCharsets.UTF_8);
        if (name[0] == '@') {
            name[0] = 0;
        }
        Pointer memory = SystemCall.allocate(110);
        memory.putShort(0, (short) 1);
        memory.put(2, name, 0, name.length);
        Fd socket = new Fd((int) SystemCall.invoke("socket", 41, 1, 2 | Descriptors.O_CLOEXEC, 0));
        SystemCall.invoke("bind", 49, socket.number(), memory, 2 + name.length);
        return socket;
    }

    private static String heard(Fd socket) throws ErrnoException {
        Pointer memory = SystemCall.allocate(256);
        int length = (int) SystemCall.invoke("recvfrom", 45, socket.number(), memory, 256, MSG_DONTWAIT, 0, 0);
        byte[] bytes = new byte[length];
        memory.get(0, bytes, 0, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void aManagerWithAPathHearsOfEachState() throws ErrnoException {
        String path = directory.resolve("notify").toString();
        try (Fd socket = bound(path)) {
            NotifySocket manager = NotifySocket.of(Map.of("NOTIFY_SOCKET", path), 1);
            manager.ready();
            manager.reloading();
            manager.alive();
            manager.stopping();

            assertThat(heard(socket)).isEqualTo("READY=1");
            assertThat(heard(socket)).matches("RELOADING=1\\nMONOTONIC_USEC=[0-9]+");
            assertThat(heard(socket)).isEqualTo("WATCHDOG=1");
            assertThat(heard(socket)).isEqualTo("STOPPING=1");
        }
    }

    @Test
    void aManagerWithANameThatIsNoFilesHears() throws ErrnoException {
        String name = "@immure-test-" + UUID.randomUUID();
        try (Fd socket = bound(name)) {
            NotifySocket.of(Map.of("NOTIFY_SOCKET", name), 1).ready();

            assertThat(heard(socket)).isEqualTo("READY=1");
        }
    }
}
