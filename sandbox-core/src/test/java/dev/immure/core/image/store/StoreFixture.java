package dev.immure.core.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.immure.core.FaultCode;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A store in a temporary directory, and what tests ask of it. */
final class StoreFixture implements AutoCloseable {
    final Path root;
    final ContentStore store;

    StoreFixture(Path root) {
        this(root, Limits.DEFAULT);
    }

    StoreFixture(Path root, Limits limits) {
        this.root = root;
        this.store = ContentStore.open(root, limits);
    }

    ImageSource layout(Path directory) {
        return ImageSources.open(new ImageReference.OciLayout(directory, Optional.empty()), store);
    }

    UnpackedImage unpackLayout(Path directory) {
        try (ImageSource source = layout(directory)) {
            return store.unpack(source);
        }
    }

    StoredImage importLayout(Path directory, String name) {
        try (ImageSource source = layout(directory)) {
            return store.importImage(source, ImageName.parse(name));
        }
    }

    /** Names in {@code blobs/sha256}, {@code layers/sha256} and {@code tmp}. */
    List<String> content() {
        try (Stream<Path> paths = Stream.of("blobs/sha256", "layers/sha256", "tmp")
                .map(root::resolve)
                .flatMap(StoreFixture::children)) {
            return paths.map(path -> root.relativize(path).toString()).sorted().toList();
        }
    }

    /** That both unpacking and importing refuse the layout for this reason, and that nothing of it stays. */
    void refuses(Path layout, FaultCode code) {
        List<String> before = content();
        assertFault(() -> unpackLayout(layout).close(), code);
        assertThat(content()).as("nothing is left behind by unpacking").isEqualTo(before);
        assertFault(() -> importLayout(layout, "hostile:1"), code);
        assertThat(content()).as("nothing is left behind by importing").isEqualTo(before);
        assertThat(store.list()).isEmpty();
    }

    static void assertFault(ThrowingCallable action, FaultCode code) {
        assertThat(catchThrowable(action))
                .isInstanceOfSatisfying(
                        ImmureException.class,
                        e -> assertThat(e.fault().code())
                                .as(e.fault().sentence())
                                .isEqualTo(code));
    }

    @Override
    public void close() {
        store.close();
    }

    private static Stream<Path> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
