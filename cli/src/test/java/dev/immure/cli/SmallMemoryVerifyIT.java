package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S14: layouts that are too large in one part, each otherwise that of a signed and attested image which is verified. A
 * process with 64 MiB of memory verifies the good one first, so that two seconds of CPU are those of the refusal and not of
 * a starting JVM.
 */
class SmallMemoryVerifyIT {
    private static final Duration MOST = Duration.ofSeconds(2);
    private static final long GIB2 = 2L << 30;
    private static final int MANIFEST_BYTES = 4 << 20;
    private static final String ATTESTED = "https://example.org/reviewed/v1";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final String NAME = "team/app";

    @TempDir
    private Path directory;

    private Cli cli;
    private Path key;
    private Path good;
    private String image;

    @BeforeEach
    void signAndAttestAnImage() throws IOException, JsonException {
        cli = Cli.in(directory);
        key = Keys.write(directory, "alice");
        Path rootfs = Files.createDirectory(directory.resolve("rootfs"));
        Files.writeString(rootfs.resolve("file"), "content");
        good("image", "pack", rootfs.toString(), NAME + ":v1");
        good("image", "sign", "--key", key.toString(), NAME + ":v1");
        Path predicate = Files.writeString(directory.resolve("predicate.json"), "{}");
        good(
                "image",
                "attest",
                "--key",
                key.toString(),
                "--type",
                ATTESTED,
                "--predicate",
                predicate.toString(),
                NAME + ":v1");
        good = cli.root().resolve("images");
        image = entry(Files.readString(good.resolve("index.json")), "v1").requireString("digest");
        Files.setPosixFilePermissions(
                Files.writeString(directory.resolve("trust.yaml"), """
                        schema: 1
                        keys: {alice: {file: alice.pub.pem}}
                        rules: [{scope: '*', require: [alice], attestations: [{type: '%s', by: [alice]}]}]
                        """.formatted(ATTESTED)),
                PosixFilePermissions.fromString("rw-r--r--"));
    }

    @Test
    void whatIsTooLargeIsRefusedWithinTwoSecondsAndSixtyFourMebibytes()
            throws IOException, InterruptedException, JsonException {
        List<Path> layouts = List.of(
                good,
                statementThatSaysItIsLarge(),
                statementThatIsLargerThanItSays(),
                largeSignatureManifest(),
                imageManifest(1_000_000),
                imageManifest(MANIFEST_BYTES / (layer().length() + 1) - 10),
                signatureManifest(1_000_000),
                referrers(100_000),
                referrers(MANIFEST_BYTES / (referrer(0).length() + 1) - 1),
                entries(100_000),
                entries(9_000),
                subjects(100_000));
        List<SmallMemoryVerify.End> ends =
                SmallMemoryVerify.run(layouts.stream().map(this::verify).toList());
        assertThat(ends.stream().map(end -> end.status() + " " + end.codes()))
                .containsExactly(
                        "0 ",
                        "77 IMM-SIGN-LIMIT,IMM-SIGN-THRESHOLD",
                        "77 IMM-IMAGE-BLOB-SIZE,IMM-SIGN-THRESHOLD",
                        "77 IMM-SIGN-LIMIT",
                        "125 IMM-IMAGE-BLOB-TOO-LARGE",
                        "125 IMM-IMAGE-TOO-MANY-LAYERS",
                        "77 IMM-SIGN-LIMIT",
                        "77 IMM-IMAGE-BLOB-TOO-LARGE",
                        "77 IMM-IMAGE-TOO-MANY-MANIFESTS",
                        "125 IMM-IMAGE-JSON-TOO-LARGE",
                        "77 IMM-IMAGE-TOO-MANY-ATTACHMENTS",
                        "77 IMM-ATTEST-LIMIT,IMM-SIGN-NOT-ATTESTED");
        assertThat(ends.subList(1, ends.size()))
                .allSatisfy(end -> assertThat(end.cpu()).as("%s", end).isLessThan(MOST));
    }

    /** An envelope may be larger than this process has room for. That is no verdict, and is told in a sentence. */
    @Test
    void whatDoesNotFitIntoTheMemoryIsToldAndDecidesNothing() throws IOException, InterruptedException, JsonException {
        List<SmallMemoryVerify.End> ends = SmallMemoryVerify.run(List.of(verify(envelope(16 << 20)), verify(good)));
        assertThat(ends.stream().map(end -> end.status() + " " + end.codes()))
                .containsExactly("125 IMM-CLI-MEMORY", "0 ");
    }

    private Path envelope(int bytes) throws IOException, JsonException {
        Path layout = copy("envelope");
        Blob manifest = attached(layout, "att");
        String digest = Cli.parse(manifest.text()).objects("layers").getFirst().requireString("digest");
        String head =
                "{\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\"AAAA\"}],\"payload\":\"";
        String large = head + "A".repeat((bytes - head.length() - 2) / 4 * 4) + "\"}";
        replaceAttached(
                layout,
                manifest,
                manifest.text()
                        .replace(digest, store(layout, large))
                        .replaceFirst(
                                "(\"layers\":\\[\\{\"mediaType\":\"[^\"]*\",\"size\":)\\d+", "$1" + large.length()));
        return layout;
    }

    private List<String> verify(Path layout) {
        List<String> command = new ArrayList<>(List.of(
                "verify",
                "--trust",
                directory.resolve("trust.yaml").toString(),
                "--output",
                "json",
                "oci:" + layout + ":" + NAME + ":v1"));
        command.addAll(cli.globalOptions());
        return command;
    }

    /** 2 GiB, as the signature's manifest says. */
    private Path statementThatSaysItIsLarge() throws IOException, JsonException {
        Path layout = copy("says-large");
        Blob manifest = attached(layout, "sig");
        JsonObject statement = Cli.parse(manifest.text()).objects("layers").getFirst();
        grow(layout, statement.requireString("digest"));
        String said = "\"size\":" + statement.requireLong("size") + ",";
        replaceAttached(layout, manifest, manifest.text().replace(said, "\"size\":" + GIB2 + ","));
        return layout;
    }

    private Path statementThatIsLargerThanItSays() throws IOException, JsonException {
        Path layout = copy("is-large");
        Blob manifest = attached(layout, "sig");
        grow(layout, Cli.parse(manifest.text()).objects("layers").getFirst().requireString("digest"));
        return layout;
    }

    private Path largeSignatureManifest() throws IOException, JsonException {
        Path layout = copy("large-manifest");
        Blob manifest = attached(layout, "sig");
        grow(layout, manifest.digest());
        replaceInIndex(
                layout,
                manifest.digest() + "\",\"size\":" + manifest.text().length(),
                manifest.digest() + "\",\"size\":" + GIB2);
        return layout;
    }

    private Path imageManifest(int layers) throws IOException {
        Path layout = copy("image-" + layers);
        String manifest = Files.readString(blob(layout, image));
        String many = manifest.replace("\"layers\":[", "\"layers\":[" + (layer() + ",").repeat(layers));
        replace(layout, new Blob(image, manifest), many);
        return layout;
    }

    private Path signatureManifest(int layers) throws IOException, JsonException {
        Path layout = copy("signatures-" + layers);
        Blob manifest = attached(layout, "sig");
        replace(
                layout,
                manifest,
                manifest.text().replace("\"layers\":[", "\"layers\":[" + (layer() + ",").repeat(layers)));
        return layout;
    }

    private static String layer() {
        return "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"" + Digest.of(new byte[0])
                + "\",\"size\":1}";
    }

    /** By the tag of distribution-spec's fallback. */
    private Path referrers(int count) throws IOException {
        Path layout = copy("referrers-" + count);
        String index = "{\"schemaVersion\":2,\"manifests\":[" + list(count) + "]}";
        String digest = store(layout, index);
        String tag = NAME + ":" + image.replace(':', '-');
        replaceInIndex(
                layout,
                "\"manifests\":[",
                "\"manifests\":[{\"mediaType\":\"" + INDEX + "\",\"digest\":\"" + digest + "\",\"size\":"
                        + index.length() + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag
                        + "\"}},");
        return layout;
    }

    /** By entries of index.json that no tag leads to. */
    private Path entries(int count) throws IOException {
        Path layout = copy("entries-" + count);
        replaceInIndex(layout, "\"manifests\":[", "\"manifests\":[" + list(count) + ",");
        return layout;
    }

    private static String list(int count) {
        StringBuilder list = new StringBuilder(referrer(0));
        for (int i = 1; i < count; i++) {
            list.append(',').append(referrer(i));
        }
        return list.toString();
    }

    private static String referrer(int number) {
        return "{\"mediaType\":\"" + MANIFEST + "\",\"digest\":\"sha256:" + "%064x".formatted(number)
                + "\",\"size\":400}";
    }

    /** Signed by whom the trust file trusts. */
    private Path subjects(int count) throws IOException, JsonException {
        Path layout = copy("subjects");
        Blob manifest = attached(layout, "att");
        String digest = Cli.parse(manifest.text()).objects("layers").getFirst().requireString("digest");
        JsonObject envelope = Cli.parse(Files.readString(blob(layout, digest)));
        byte[] decoded = Base64.getDecoder().decode(envelope.requireString("payload"));
        String statement = new String(decoded, StandardCharsets.UTF_8);
        String one = "{\"digest\":{\"sha1\":\"0\"}},";
        byte[] payload = utf8(statement.replaceFirst("\"subject\": *\\[", "\"subject\":[" + one.repeat(count)));
        String type = envelope.requireString("payloadType");
        byte[] head = utf8("DSSEv1 " + type.length() + " " + type + " " + payload.length + " ");
        byte[] message = new byte[head.length + payload.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(payload, 0, message, head.length, payload.length);
        String signed = "{\"payloadType\":\"" + type + "\",\"payload\":\""
                + Base64.getEncoder().encodeToString(payload) + "\",\"signatures\":[{\"keyid\":\"\",\"sig\":\""
                + Base64.getEncoder().encodeToString(sign(message)) + "\"}]}";
        String other = manifest.text()
                .replace(digest, store(layout, signed))
                .replaceFirst("(\"layers\":\\[\\{\"mediaType\":\"[^\"]*\",\"size\":)\\d+", "$1" + signed.length());
        replaceAttached(layout, manifest, other);
        return layout;
    }

    private byte[] sign(byte[] message) throws IOException {
        String pem = Files.readString(key).replaceAll("-----[^-]*-----|\\s", "");
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A blob of a layout, as text. */
    private record Blob(String digest, String text) {}

    private Blob attached(Path layout, String kind) throws IOException, JsonException {
        String digest = entry(Files.readString(layout.resolve("index.json")), image.replace(':', '-') + "." + kind)
                .requireString("digest");
        return new Blob(digest, Files.readString(blob(layout, digest)));
    }

    private static JsonObject entry(String index, String tag) throws JsonException {
        for (JsonObject entry : Cli.parse(index).objects("manifests")) {
            if (entry.stringMap("annotations").containsValue(NAME + ":" + tag)) {
                return entry;
            }
        }
        throw new AssertionError(index);
    }

    private void replaceAttached(Path layout, Blob old, String text) throws IOException {
        assertThat(text).isNotEqualTo(old.text());
        replace(layout, old, text);
    }

    private static void replace(Path layout, Blob old, String text) throws IOException {
        replaceInIndex(
                layout,
                old.digest() + "\",\"size\":" + old.text().length(),
                store(layout, text) + "\",\"size\":" + text.length());
    }

    private static void replaceInIndex(Path layout, String part, String other) throws IOException {
        Path index = layout.resolve("index.json");
        String text = Files.readString(index);
        assertThat(text).contains(part);
        Files.writeString(index, text.replace(part, other));
    }

    private static String store(Path layout, String text) throws IOException {
        String digest = Digest.of(utf8(text)).toString();
        Files.writeString(blob(layout, digest), text);
        return digest;
    }

    /** To 2 GiB, of which no block is on the disk. */
    private static void grow(Path layout, String digest) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(blob(layout, digest).toFile(), "rw")) {
            file.setLength(GIB2);
        }
    }

    private static Path blob(Path layout, String digest) {
        return layout.resolve("blobs").resolve(digest.replace(':', '/'));
    }

    private Path copy(String name) throws IOException {
        Path layout = directory.resolve(name);
        Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
        for (String file : List.of("oci-layout", "index.json")) {
            Files.copy(good.resolve(file), layout.resolve(file));
        }
        try (var files = Files.list(good.resolve("blobs/sha256"))) {
            for (Path file : files.toList()) {
                Files.write(blobs.resolve(String.valueOf(file.getFileName())), Files.readAllBytes(file));
            }
        }
        return layout;
    }

    private void good(String... arguments) {
        Cli.Outcome outcome = cli.run(arguments);
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
