package dev.immure.core.image.store;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.immure.core.image.Descriptor;
import dev.immure.core.image.Digest;
import dev.immure.core.image.ImageFault;
import dev.immure.core.image.Limits;
import dev.immure.core.image.ManifestReader;
import dev.immure.core.image.MediaTypes;
import dev.immure.core.image.Platform;
import dev.immure.core.image.pack.PackNote;
import dev.immure.core.image.pack.PackOptions;
import dev.immure.core.image.pack.RootfsTar;
import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.ErrnoException;
import dev.immure.core.internal.kernel.Fd;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Makes an image of one gzip layer from a directory, into a stage: the same files and options, the same digest. */
final class Packer {
    private static final int CHUNK = 1 << 16;

    private final Stage stage;
    private final Limits limits;

    Packer(Stage stage, Limits limits) {
        this.stage = stage;
        this.limits = limits;
    }

    /** @param notes receives what was left out */
    Descriptor pack(Path directory, PackOptions options, List<PackNote> notes) {
        Layer layer = writeLayer(directory, options, notes);
        byte[] config = config(options, layer.diffId());
        // What we write we must be able to read: bad options are found here, by the one set of rules.
        new ManifestReader(limits).config(config);
        stage.addBlob(config);
        byte[] manifest = LayoutJson.manifest(
                Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(config), config.length),
                List.of(layer.descriptor()),
                Map.of());
        stage.addBlob(manifest);
        return Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.of(manifest), manifest.length);
    }

    private record Layer(Descriptor descriptor, Digest diffId) {}

    private Layer writeLayer(Path directory, PackOptions options, List<PackNote> notes) {
        MessageDigest digest = Digest.sha256();
        MessageDigest diffId = Digest.sha256();
        Stage.NewBlob blob = stage.newBlob();
        CountingStream counted = new CountingStream(new DigestOutputStream(blob.out(), digest));
        try (blob;
                Fd root = open(directory)) {
            // RFC 1952: java.util.zip writes neither a time nor a name nor its operating system into the header.
            GZIPOutputStream gzip = new GZIPOutputStream(counted, CHUNK);
            notes.addAll(RootfsTar.write(root, new DigestOutputStream(gzip, diffId), options.sourceDateEpoch()));
            gzip.finish();
            gzip.flush();
        } catch (IOException e) {
            throw ImageFault.STORE.at("cannot pack", directory, String.valueOf(e.getMessage()), e);
        }
        Descriptor descriptor =
                Descriptor.of(MediaTypes.OCI_LAYER_GZIP, Digest.ofHash(digest.digest()), counted.count());
        blob.accept(descriptor.digest());
        return new Layer(descriptor, Digest.ofHash(diffId.digest()));
    }

    private static Fd open(Path directory) throws IOException {
        try {
            return Descriptors.open(directory.toRealPath().toString(), Descriptors.O_RDONLY | Descriptors.O_DIRECTORY);
        } catch (ErrnoException | IOException e) {
            throw ImageFault.NOT_FOUND.at("cannot pack", directory, "that is not a directory that can be read", e);
        }
    }

    private static byte[] config(PackOptions options, Digest diffId) {
        return LayoutJson.object(json -> {
            if (options.sourceDateEpoch().isPresent()) {
                Instant created =
                        Instant.ofEpochSecond(options.sourceDateEpoch().getAsLong());
                json.writeStringField("created", created.toString());
            }
            json.writeStringField("architecture", Platform.host().architecture());
            json.writeStringField("os", Platform.host().os());
            json.writeObjectFieldStart("config");
            writeRun(json, options);
            json.writeEndObject();
            json.writeObjectFieldStart("rootfs");
            json.writeStringField("type", "layers");
            strings(json, "diff_ids", List.of(diffId.toString()));
            json.writeEndObject();
        });
    }

    private static void writeRun(JsonGenerator json, PackOptions options) throws IOException {
        if (!options.user().isEmpty()) {
            json.writeStringField("User", options.user());
        }
        strings(json, "Env", options.environment());
        strings(json, "Entrypoint", options.entrypoint());
        strings(json, "Cmd", options.command());
        if (!options.workingDirectory().isEmpty()) {
            json.writeStringField("WorkingDir", options.workingDirectory());
        }
        LayoutJson.stringMap(json, "Labels", options.labels());
    }

    private static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Counts what passes. */
    private static final class CountingStream extends FilterOutputStream {
        private long count;

        CountingStream(OutputStream out) {
            super(out);
        }

        long count() {
            return count;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
