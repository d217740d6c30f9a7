package dev.immure.policy.cache;

import dev.immure.core.ImmureException;
import dev.immure.core.state.StateDirectory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A bounded number of files that this host wrote for itself and can do without, each sealed under its name with a key that lies
 * beside them. What is not as it was written, lies under another name, or can be reached by somebody else, counts as not there.
 */
final class SealedFiles {
    private static final int SEAL_BYTES = KeyedHash.BYTES;
    private static final String KEY = "key";

    private final Path path;
    private final int mostFiles;
    private final int mostBytes;

    /**
     * @param path a directory of its own, made when something is kept
     * @param mostBytes of one file
     */
    SealedFiles(Path path, int mostFiles, int mostBytes) {
        this.path = Objects.requireNonNull(path, "path is null");
        this.mostFiles = mostFiles;
        this.mostBytes = mostBytes;
    }

    /** The content, as it was kept under this name; empty when there is none, or none to rely on. */
    Optional<byte[]> find(String name) {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (StateDirectory state = StateDirectory.open(path)) {
            Optional<byte[]> key = key(state);
            return key.isEmpty()
                    ? Optional.empty()
                    : state.read(name, SEAL_BYTES + mostBytes).flatMap(file -> content(key.get(), name, file));
        } catch (ImmureException e) {
            return Optional.empty();
        }
    }

    /** Keeps the content, if that can be done; of too many files one makes room for it. */
    void keep(String name, byte[] content) {
        if (content.length > mostBytes) {
            return;
        }
        try (StateDirectory state = StateDirectory.open(path)) {
            state.alone(() -> {
                byte[] key = key(state).orElseGet(() -> newKey(state));
                makeRoom(state, name);
                byte[] file = Arrays.copyOf(seal(key, name, content), SEAL_BYTES + content.length);
                System.arraycopy(content, 0, file, SEAL_BYTES, content.length);
                state.replace(name, file);
            });
        } catch (ImmureException e) {
            // A full disk, or a directory that is not to be relied upon: what is not kept is worked out again.
        }
    }

    /** Names are digests: to drop the next one in order is to drop any. */
    private void makeRoom(StateDirectory state, String name) {
        List<String> names =
                state.names().stream().filter(other -> !other.equals(KEY)).toList();
        int surplus = names.contains(name) ? names.size() - mostFiles : names.size() + 1 - mostFiles;
        names.stream()
                .filter(other -> !other.equals(name))
                .sorted((one, other) -> Boolean.compare(one.compareTo(name) < 0, other.compareTo(name) < 0))
                .limit(Math.max(0, surplus))
                .forEach(state::remove);
    }

    private static Optional<byte[]> key(StateDirectory state) {
        return state.read(KEY, SEAL_BYTES).filter(key -> key.length == SEAL_BYTES);
    }

    private static byte[] newKey(StateDirectory state) {
        byte[] key = new byte[SEAL_BYTES];
        new SecureRandom().nextBytes(key);
        state.replace(KEY, key);
        return key;
    }

    private static Optional<byte[]> content(byte[] key, String name, byte[] file) {
        if (file.length < SEAL_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(file, SEAL_BYTES, file.length);
        return MessageDigest.isEqual(Arrays.copyOf(file, SEAL_BYTES), seal(key, name, content))
                ? Optional.of(content)
                : Optional.empty();
    }

    /** Over the name, a zero, which no name holds, and the content. */
    private static byte[] seal(byte[] key, String name, byte[] content) {
        return KeyedHash.of(key, name.getBytes(StandardCharsets.UTF_8), new byte[1], content);
    }
}
