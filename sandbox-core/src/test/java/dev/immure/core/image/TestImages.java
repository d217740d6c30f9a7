package dev.immure.core.image;

import com.github.luben.zstd.Zstd;
import dev.immure.core.image.store.LayoutJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/**
 * Builds images for tests: a valid one, of which a test may break one thing before it is written. Edits of documents
 * happen before digests are taken, edits of blobs after.
 */
public final class TestImages {
    private static final class Layer {
        private final byte[] stored;
        private final String mediaType;
        private final Digest diffId;

        private Layer(byte[] stored, String mediaType, Digest diffId) {
            this.stored = stored;
            this.mediaType = mediaType;
            this.diffId = diffId;
        }
    }

    private final List<Layer> layers = new ArrayList<>();
    private final Map<Integer, UnaryOperator<byte[]>> tampering = new HashMap<>();
    private UnaryOperator<String> configEdit = UnaryOperator.identity();
    private UnaryOperator<String> manifestEdit = UnaryOperator.identity();
    private UnaryOperator<String> indexEdit = UnaryOperator.identity();
    private String runConfig = "{\"Cmd\":[\"/bin/true\"],\"Env\":[\"PATH=/bin\"]}";
    private String refName = "v1";

    private TestImages() {}

    /** An image of these layers, gzip-compressed, tagged {@code v1}. */
    public static TestImages of(TestTar... tars) {
        TestImages image = new TestImages();
        for (TestTar tar : tars) {
            image.layer(tar.bytes(), LayerCompression.GZIP);
        }
        return image;
    }

    /** One small layer with a directory, a file, a symbolic link and a hard link. */
    public static TestImages small() {
        return of(smallLayer());
    }

    public static TestTar smallLayer() {
        return TestTar.tar()
                .directory("bin")
                .file("bin/true", "#!/bin/sh\n")
                .symlink("bin/sh", "/bin/true")
                .hardLink("bin/yes", "bin/true");
    }

    public TestImages layer(byte[] tar, LayerCompression compression) {
        return switch (compression) {
            case NONE -> layer(tar, MediaTypes.OCI_LAYER, Digest.of(tar));
            case GZIP -> layer(gzip(tar), MediaTypes.OCI_LAYER_GZIP, Digest.of(tar));
            case ZSTD -> layer(Zstd.compress(tar), MediaTypes.OCI_LAYER_ZSTD, Digest.of(tar));
        };
    }

    /** A layer exactly as stored, with the diff_id that the configuration is to claim. */
    public TestImages layer(byte[] stored, String mediaType, Digest diffId) {
        layers.add(new Layer(stored, mediaType, diffId));
        return this;
    }

    /** The object {@code config} of the configuration. */
    public TestImages runConfig(String json) {
        runConfig = json;
        return this;
    }

    public TestImages refName(String name) {
        refName = name;
        return this;
    }

    public TestImages editConfig(UnaryOperator<String> edit) {
        configEdit = edit;
        return this;
    }

    public TestImages editManifest(UnaryOperator<String> edit) {
        manifestEdit = edit;
        return this;
    }

    public TestImages editIndex(UnaryOperator<String> edit) {
        indexEdit = edit;
        return this;
    }

    /** Changes the bytes of a layer's blob after its digest was taken. */
    public TestImages tamper(int layer, UnaryOperator<byte[]> change) {
        tampering.put(layer, change);
        return this;
    }

    public byte[] configBytes() {
        List<String> diffIds =
                layers.stream().map(layer -> "\"" + layer.diffId + "\"").toList();
        return configEdit
                .apply("{\"architecture\":\"amd64\",\"os\":\"linux\",\"created\":\"2020-01-01T00:00:00Z\",\"config\":"
                        + runConfig + ",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + String.join(",", diffIds)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    public byte[] manifestBytes() {
        byte[] config = configBytes();
        List<Descriptor> descriptors = layers.stream()
                .map(layer -> Descriptor.of(layer.mediaType, Digest.of(layer.stored), layer.stored.length))
                .toList();
        byte[] manifest = LayoutJson.manifest(
                Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(config), config.length), descriptors, Map.of());
        return manifestEdit.apply(new String(manifest, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    public Digest manifestDigest() {
        return Digest.of(manifestBytes());
    }

    public List<Digest> diffIds() {
        return layers.stream().map(layer -> layer.diffId).toList();
    }

    public List<Digest> layerDigests() {
        return layers.stream().map(layer -> Digest.of(layer.stored)).toList();
    }

    /** Writes an OCI layout, or adds to the one that is there, and returns the directory. */
    public Path layout(Path directory) {
        files().forEach((path, content) -> write(directory.resolve(path), content));
        addToIndex(directory, entry(MediaTypes.OCI_MANIFEST, manifestBytes(), refName), indexEdit);
        return directory;
    }

    /** Writes the form of containers/image's directory transport. */
    public Path directory(Path directory) {
        files().forEach((path, content) ->
                write(directory.resolve(path.substring(path.lastIndexOf('/') + 1)), content));
        write(directory.resolve("manifest.json"), manifestBytes());
        write(directory.resolve("version"), "Directory Transport Version: 1.1\n".getBytes(StandardCharsets.UTF_8));
        return directory;
    }

    /** Adds a manifest of any kind to a layout under a tag, as cosign adds {@code sha256-<hex>.sig}. */
    public static void attach(Path layout, String tag, byte[] manifest, byte[]... blobs) {
        for (byte[] blob : blobs) {
            blob(layout, blob);
        }
        blob(layout, manifest);
        addToIndex(layout, entry(MediaTypes.OCI_MANIFEST, manifest, tag), UnaryOperator.identity());
    }

    /** Adds a manifest that no tag leads to, as oras adds what has a subject. */
    public static void attachUntagged(Path layout, byte[] manifest, byte[]... blobs) {
        for (byte[] blob : blobs) {
            blob(layout, blob);
        }
        blob(layout, manifest);
        addToIndex(
                layout,
                Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length),
                UnaryOperator.identity());
    }

    /** Adds an image index under a tag. */
    public static void attachIndex(Path layout, String tag, byte[] index) {
        blob(layout, index);
        addToIndex(layout, entry(MediaTypes.OCI_INDEX, index, tag), UnaryOperator.identity());
    }

    public static void blob(Path layout, byte[] content) {
        write(layout.resolve(blobPath(Digest.of(content))), content);
    }

    /** An uncompressed tar of the layout. */
    public Path ociArchive(Path file) {
        Map<String, byte[]> members = new TreeMap<>(files());
        members.put("oci-layout", marker());
        members.put("index.json", index(List.of(entry(MediaTypes.OCI_MANIFEST, manifestBytes(), refName))));
        write(file, tarOf(members));
        return file;
    }

    /** As docker save writes it: plain layers, {@code manifest.json}, one tag. */
    public Path dockerArchive(Path file, String repoTag) {
        Map<String, byte[]> members = new LinkedHashMap<>();
        String config = Digest.of(configBytes()).hex() + ".json";
        members.put(config, configBytes());
        List<String> names = new ArrayList<>();
        for (Layer layer : layers) {
            String name = layer.diffId.hex() + "/layer.tar";
            members.put(name, layer.stored);
            names.add("\"" + name + "\"");
        }
        String manifest = "[{\"Config\":\"" + config + "\",\"RepoTags\":[\"" + repoTag + "\"],\"Layers\":["
                + String.join(",", names) + "]}]";
        members.put("manifest.json", manifestEdit.apply(manifest).getBytes(StandardCharsets.UTF_8));
        write(file, tarOf(members));
        return file;
    }

    public static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static String blobPath(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    /** All blobs by path in a layout, the manifest included, tampered where asked. */
    public Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            byte[] stored = layers.get(i).stored;
            byte[] written = tampering.getOrDefault(i, UnaryOperator.identity()).apply(stored.clone());
            files.put(blobPath(Digest.of(stored)), written);
        }
        files.put(blobPath(Digest.of(configBytes())), configBytes());
        files.put(blobPath(manifestDigest()), manifestBytes());
        return files;
    }

    private static void addToIndex(Path layout, Descriptor added, UnaryOperator<String> edit) {
        write(layout.resolve("oci-layout"), marker());
        Path file = layout.resolve("index.json");
        List<Descriptor> entries = new ArrayList<>();
        if (Files.exists(file)) {
            entries.addAll(new ManifestReader(Limits.DEFAULT).index(read(file)));
        }
        entries.add(added);
        String edited = edit.apply(new String(index(entries), StandardCharsets.UTF_8));
        write(file, edited.getBytes(StandardCharsets.UTF_8));
    }

    private static Descriptor entry(String mediaType, byte[] document, String tag) {
        return new Descriptor(
                mediaType,
                Digest.of(document),
                document.length,
                Map.of(RefName.ANNOTATION, tag),
                Optional.empty(),
                Optional.empty());
    }

    private static byte[] index(List<Descriptor> entries) {
        return LayoutJson.index(entries);
    }

    private static byte[] marker() {
        return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] tarOf(Map<String, byte[]> members) {
        TestTar tar = TestTar.tar();
        members.forEach((name, content) -> tar.add(new TestTar.Entry('0', name).content(content)));
        return tar.bytes();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
