package dev.immure.signing.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** gpg's and skopeo's command lines over one key directory: signers and verifiers that nobody here wrote. */
public final class Gnupg implements AutoCloseable {
    private static final String GPG = "/usr/bin/gpg";
    private static final String SKOPEO = "/usr/bin/skopeo";

    private final Path directory;
    private final Path home;
    private int files;

    public Gnupg(Path directory) {
        this.directory = directory;
        this.home = directory.resolve("gpg");
        try {
            Files.createDirectory(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a primary key that signs, without passphrase; its fingerprint. Options of gpg come first. */
    public String key(String name, String algorithm, String expires, String... options) {
        gpg(
                with(options, "--quick-generate-key", name + " <" + name + "@example.com>", algorithm, "sign", expires),
                new byte[0],
                false);
        return last("fpr:", text("--with-colons", "--list-keys", "=" + name + " <" + name + "@example.com>"));
    }

    /** Adds a subkey; the fingerprint of the newest. */
    public String subkey(String primary, String algorithm, String usage, String expires, String... options) {
        gpg(with(options, "--quick-add-key", primary, algorithm, usage, expires), new byte[0], false);
        return last("fpr:", text("--with-colons", "--with-subkey-fingerprint", "--list-keys", primary));
    }

    /** Makes the newest subkey of one primary key also a subkey of another. */
    public void share(String owner, String other, String... options) {
        String grip = last("grp:", text("--with-colons", "--with-keygrip", "--list-keys", owner));
        List<String> edit = with(options, "--edit-key", other);
        answer("addkey\n13\n" + grip + "\nQ\n1y\nsave\n", edit.toArray(String[]::new));
    }

    private static String last(String type, String listing) {
        List<String> lines =
                listing.lines().filter(line -> line.startsWith(type)).toList();
        List<String> fields = List.of(lines.getLast().split(":", -1));
        return fields.get(9);
    }

    public byte[] export(String... keys) {
        return gpg(with(keys, "--export"), new byte[0], true);
    }

    public byte[] exportSecret(String key) {
        return gpg(List.of("--export-secret-keys", key), new byte[0], true);
    }

    /** A signed message over the text, by `gpg --sign` unless the options say otherwise. */
    public byte[] sign(byte[] text, String... options) {
        return gpg(with(options, "--sign"), text, true);
    }

    /** Any command of gpg over a text. */
    public byte[] command(byte[] text, List<String> arguments) {
        return gpg(arguments, text, true);
    }

    /** Revokes a key by the certificate that gpg made along with it; its first line is spoilt on purpose. */
    public void importRevocation(String fingerprint) {
        try {
            Path certificate = home.resolve("openpgp-revocs.d").resolve(fingerprint + ".rev");
            String text = Files.readString(certificate).replace(":-----BEGIN", "-----BEGIN");
            gpg("--import", write(text.getBytes(StandardCharsets.UTF_8)).toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Any command of gpg, which must succeed. */
    public byte[] gpg(String... arguments) {
        return gpg(List.of(arguments), new byte[0], false);
    }

    /** A command that asks: the answers, line by line. */
    public void answer(String answers, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--command-fd", "0", "--expert", "--yes"));
        all.addAll(List.of(arguments));
        gpg(all, answers.getBytes(StandardCharsets.UTF_8), false);
    }

    private String text(String... arguments) {
        return new String(gpg(List.of(arguments), new byte[0], true), StandardCharsets.UTF_8);
    }

    private byte[] gpg(List<String> arguments, byte[] input, boolean output) {
        List<String> command = new ArrayList<>(List.of(
                GPG, "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", "--yes"));
        command.addAll(arguments);
        Run run = start(command, input);
        assertThat(run.status()).as("%s: %s", command, run.errors()).isZero();
        assertThat(output && run.output().length == 0)
                .as("%s printed nothing: %s", command, run.errors())
                .isFalse();
        return run.output();
    }

    /** `skopeo standalone-sign`: what containers/image writes over a manifest. */
    public byte[] skopeoSigns(byte[] manifest, String reference, String fingerprint) {
        Path file = write(manifest);
        Path signature = write(new byte[0]);
        Run run = start(
                List.of(
                        SKOPEO,
                        "standalone-sign",
                        file.toString(),
                        reference,
                        fingerprint,
                        "--output",
                        signature.toString()),
                new byte[0]);
        assertThat(run.status()).as("skopeo: %s", run.errors()).isZero();
        try {
            return Files.readAllBytes(signature);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether `skopeo standalone-verify` takes the signature. */
    public boolean skopeoAccepts(byte[] manifest, String reference, String fingerprint, byte[] signature) {
        Run run = start(
                List.of(
                        SKOPEO,
                        "standalone-verify",
                        write(manifest).toString(),
                        reference,
                        fingerprint,
                        write(signature).toString()),
                new byte[0]);
        return run.status() == 0;
    }

    private Path write(byte[] content) {
        try {
            return Files.write(directory.resolve("file-" + files++), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> with(String[] options, String... command) {
        List<String> all = new ArrayList<>();
        // --export takes its keys behind it, every other command its options before it
        boolean behind = command[0].equals("--export");
        if (!behind) {
            all.addAll(List.of(options));
        }
        all.addAll(List.of(command));
        if (behind) {
            all.addAll(List.of(options));
        }
        return all;
    }

    private record Run(int status, List<Byte> bytes, String errors) {
        byte[] output() {
            byte[] out = new byte[bytes.size()];
            for (int i = 0; i < out.length; i++) {
                out[i] = bytes.get(i);
            }
            return out;
        }
    }

    @SuppressForbidden(reason = "drives gpg and skopeo, foreign signers and verifiers, over test data")
    private Run start(List<String> command, byte[] input) {
        try {
            Path output = directory.resolve("output-" + files++);
            Path errors = directory.resolve("errors-" + files++);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(write(input).toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().put("GNUPGHOME", home.toString());
            int status = builder.start().waitFor();
            List<Byte> bytes = new ArrayList<>();
            for (byte octet : Files.readAllBytes(output)) {
                bytes.add(octet);
            }
            return new Run(status, bytes, Files.readString(errors));
        } catch (IOException e) {
            throw new AssertionError("the tests need gpg and skopeo, Debian packages gnupg and skopeo", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Ends the agent that gpg started for this directory. */
    @Override
    public void close() {
        start(List.of("/usr/bin/gpgconf", "--kill", "all"), new byte[0]);
    }
}
