package dev.immure.cli.demo;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.ResolvedImage;
import dev.immure.core.image.pack.PackOptions;
import dev.immure.core.image.store.ContentStore;
import dev.immure.core.image.store.ImageSources;
import dev.immure.signing.SigningKey;
import dev.immure.signing.StoredImageSigner;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A folder of its own, in which the demo makes its key and images; gone when it is closed. */
final class DemoWorkshop implements AutoCloseable {
    private static final String PROBE = "probe";

    private final Path folder;
    private final SigningKey key = SigningKey.generateEcdsaP256();

    private DemoWorkshop(Path folder) {
        this.folder = folder;
    }

    static DemoWorkshop open() {
        try {
            DemoWorkshop workshop = new DemoWorkshop(Files.createTempDirectory("immure-demo-"));
            workshop.makeTree();
            Files.writeString(workshop.publicKey(), workshop.key.publicPem());
            return workshop;
        } catch (IOException e) {
            throw failed("prepare", "the demo", e);
        }
    }

    SigningKey key() {
        return key;
    }

    Path publicKey() {
        return folder.resolve("demo.pub.pem");
    }

    /** A state folder; each has a store of its own. */
    Path root(String name) {
        return folder.resolve(name);
    }

    /** Packs the probe as an image. */
    ResolvedImage pack(Path root, String name) {
        PackOptions options = new PackOptions(
                OptionalLong.empty(), List.of("/bin/" + PROBE), List.of(), List.of(), "/", "1000:1000", Map.of());
        try (ContentStore store = openStore(root)) {
            store.pack(folder.resolve("tree"), ImageName.parse(name), options);
            try (ImageSource source = ImageSources.open(ImageReference.parse(name), store)) {
                return source.image();
            }
        }
    }

    void sign(Path root, String name) {
        try (ContentStore store = openStore(root)) {
            if (ImageReference.parse(name) instanceof ImageReference.Stored stored) {
                new StoredImageSigner(store).sign(stored, key);
            }
        }
    }

    /** Changes one bit in the stored bytes of the image's first layer, as somebody with access to the disk could. */
    void tamper(Path root, ResolvedImage image) {
        Path blob = root.resolve("images/blobs/sha256")
                .resolve(image.manifest().layers().getFirst().digest().hex());
        try {
            Files.setPosixFilePermissions(blob, PosixFilePermissions.fromString("rw-------"));
            try (RandomAccessFile file = new RandomAccessFile(blob.toFile(), "rw")) {
                file.seek(file.length() / 2);
                int old = file.read();
                file.seek(file.length() / 2);
                file.write(old ^ 1);
            }
        } catch (IOException e) {
            throw failed("change", "the layer", e);
        }
    }

    private ContentStore openStore(Path root) {
        try {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw failed("make", "the demo's store", e);
        }
        return ContentStore.open(root.resolve("images"));
    }

    private void makeTree() throws IOException {
        Path tree = folder.resolve("tree");
        for (String directory : List.of("bin", "etc", "usr", "proc", "dev", "sys", "tmp")) {
            Files.createDirectories(tree.resolve(directory));
        }
        Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/:/bin/false\nprobe:x:1000:1000::/:/bin/false\n");
        Path program = tree.resolve("bin").resolve(PROBE);
        try (InputStream probe = DemoWorkshop.class.getResourceAsStream(PROBE)) {
            if (probe == null) {
                throw new IOException("the probe is not in the jar");
            }
            Files.copy(probe, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (IOException e) {
            throw failed("remove", folder.toString(), e);
        }
    }

    private static ImmureException failed(String act, String on, IOException e) {
        return new ImmureException(
                new Fault(
                        CliFault.FILE,
                        "cannot " + act,
                        on,
                        String.valueOf(e),
                        "Check that the folder for temporary files can be written and has room"),
                e);
    }

    /** Depth first, links as links; nothing is mounted here, and nobody else can write here. */
    private static final class Removal extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
