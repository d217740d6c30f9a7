package dev.immure.core.unix;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import dev.immure.core.internal.kernel.FileStat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One message. What was passed with it is closed with it, but for what was taken out. */
public final class Packet implements AutoCloseable {
    private final byte[] bytes;
    private final List<Fd> descriptors;

    Packet(byte[] bytes, List<Fd> descriptors) {
        this.bytes = bytes;
        this.descriptors = List.copyOf(descriptors);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether the other side has ended the conversation. */
    public boolean isEnd() {
        return bytes.length == 0;
    }

    /** How many descriptors came with it. */
    public int descriptors() {
        return descriptors.size();
    }

    /** Whether a passed descriptor is the directory that this path leads to here: its sender may live in another tree. */
    public boolean isDirectory(int index, Path path) {
        int flags = Descriptors.O_PATH | Descriptors.O_DIRECTORY;
        try (Fd here = Descriptors.open(path.toString(), flags)) {
            return FileStat.of(descriptors.get(index)).isSameFileAs(FileStat.of(here));
        } catch (ErrnoException e) {
            return false;
        }
    }

    /**
     * Whether what is written to a descriptor is written with nobody's rights: to a pipe or to /dev/null. Of a file the
     * writer's rights decide about quotas and reserved blocks, and files of /proc and /sys ask for them at each write; with a
     * message on a socket goes the name of its sender (unix(7), SCM_CREDENTIALS); a terminal may hold up its writer.
     */
    public boolean takesNoRights(int index) {
        try {
            FileStat stat = FileStat.of(descriptors.get(index));
            return stat.isPipe() || stat.isCharacterDevice(1, 3);
        } catch (ErrnoException e) {
            return false;
        }
    }

    /**
     * Takes three of them, which are closed with what is returned.
     *
     * @return empty when one cannot be looked at
     */
    public Optional<PassedStreams> streams(int input, int output, int error) {
        try {
            return Optional.of(PassedStreams.of(
                    Descriptors.duplicate(descriptors.get(input).number(), 0),
                    Descriptors.duplicate(descriptors.get(output).number(), 0),
                    Descriptors.duplicate(descriptors.get(error).number(), 0)));
        } catch (ErrnoException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        descriptors.forEach(Fd::close);
    }
}
