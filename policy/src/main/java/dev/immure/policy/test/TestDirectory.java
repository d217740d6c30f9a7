package dev.immure.policy.test;

import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tests in a directory: bounded, regular files, no link followed.
 *
 * @param directory {@code tests} itself
 */
record TestDirectory(Path directory) implements TestFiles {
    private static final String PATTERN = "*" + SUFFIX;

    @Override
    public List<String> scenarios(Faults faults) {
        List<String> names = new ArrayList<>();
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PATTERN)) {
            for (Path entry : entries) {
                names.add(String.valueOf(entry.getFileName()));
                if (names.size() > FILES) {
                    faults.add(
                            PolicyFaultCode.SCENARIO_FILE,
                            directory.toString(),
                            "it has more than " + FILES + " files named " + PATTERN);
                    return List.of();
                }
            }
        } catch (IOException e) {
            faults.add(PolicyFaultCode.SCENARIO_FILE, directory.toString(), "it cannot be read: " + reason(e));
        }
        names.sort(null);
        return names;
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<byte[]> read(String name, int limit, Consumer<String> wrong) {
        Path file = directory.resolve(name);
        // A first look, because opening a FIFO would wait; O_NOFOLLOW below covers a swap for a link in between.
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            wrong.accept("is not a regular file");
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length <= limit) {
                return Optional.of(bytes);
            }
            wrong.accept("is larger than " + limit + " bytes");
        } catch (NoSuchFileException e) {
            wrong.accept("is not there");
        } catch (IOException e) {
            wrong.accept("cannot be read: " + reason(e));
        }
        return Optional.empty();
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "");
    }
}
