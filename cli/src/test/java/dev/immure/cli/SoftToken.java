package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A token made of files (SoftHSM), on which keys are made by OpenSC; and Immure in a process that sees it. */
final class SoftToken {
    private static final String MODULE = "/usr/lib/softhsm/libsofthsm2.so";
    private static final String PIN = "correct-horse";

    private final Path directory;

    private SoftToken(Path directory) {
        this.directory = directory;
    }

    static SoftToken in(Path directory) throws IOException {
        SoftToken token = new SoftToken(directory);
        Files.createDirectory(directory.resolve("tokens"));
        Files.writeString(directory.resolve("softhsm.conf"), "directories.tokendir = " + directory + "/tokens\n");
        token.pin(PIN);
        token.add("immure");
        token.run("openssl ecparam -genkey -name prime256v1 -noout -out ca.key");
        token.run("openssl req -x509 -new -key ca.key -subj /CN=ca -days 30 -out ca.pem");
        return token;
    }

    /** Makes one more token. */
    void add(String label) {
        run("softhsm2-util --init-token --free --label " + label + " --pin " + PIN + " --so-pin 12345678");
    }

    /** Writes another PIN into the file that is the source of it. */
    void pin(String pin) throws IOException {
        Path file = Files.writeString(directory.resolve("pin"), pin + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /**
     * Makes a key pair on the token, and a certificate for it; the public key goes to {@code LABEL.pub}.
     *
     * @param kind as pkcs11-tool calls it: {@code EC:prime256v1}, {@code rsa:2048}
     */
    void generate(String label, String id, String kind) {
        run(tool() + " --keypairgen --key-type " + kind + " --id " + id + " --label " + label);
        run(tool() + " --read-object --type pubkey --id " + id + " -o " + label + ".der");
        run("openssl pkey -pubin -inform DER -in " + label + ".der -out " + label + ".pub");
        certify(label, id);
    }

    /** Puts a key of openssl's on the token: OpenSC 0.23 cannot read the public key of P-384 back. */
    void store(String label, String id, String curve) {
        run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:" + curve + " -outform DER -out " + label
                + ".key");
        run("openssl pkey -inform DER -in " + label + ".key -pubout -out " + label + ".pub");
        run(tool() + " --write-object " + label + ".key --type privkey --usage-sign --id " + id + " --label " + label);
        certify(label, id);
    }

    private static String tool() {
        return "pkcs11-tool --module " + MODULE + " --token-label immure --login --pin " + PIN;
    }

    private void certify(String label, String id) {
        run("openssl x509 -new -force_pubkey " + label + ".pub -CA ca.pem -CAkey ca.key -subj /CN=" + label
                + " -days 30 -outform DER -out " + label + ".crt");
        run(tool() + " --write-object " + label + ".crt --type cert --id " + id + " --label " + label);
    }

    Path publicKey(String label) {
        return directory.resolve(label + ".pub");
    }

    /** The name of a key for {@code --key}. */
    String uri(String label) {
        return "pkcs11:object=" + label + "?module-path=" + MODULE + "&pin-source=" + directory.resolve("pin");
    }

    /** Whether openssl finds the signature good. */
    boolean opensslAccepts(String label, byte[] signed, byte[] signature) throws IOException {
        Files.write(directory.resolve("signed"), signed);
        Files.write(directory.resolve("signature"), signature);
        return start(List.of(
                                "openssl",
                                "dgst",
                                "-sha256",
                                "-verify",
                                label + ".pub",
                                "-signature",
                                "signature",
                                "signed"))
                        .status()
                == 0;
    }

    /** Runs Immure where the token is seen: the module reads its configuration from the environment. */
    Cli.Outcome immure(Cli cli, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Djnr.ffi.asm.enabled=false",
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.immure.cli.Main"));
        command.addAll(List.of(arguments));
        command.addAll(cli.globalOptions());
        return start(command);
    }

    private void run(String command) {
        Cli.Outcome outcome = start(List.of(command.split(" ", -1)));
        assertThat(outcome.status())
                .as("%s: %s (Debian: softhsm2 opensc openssl)", command, outcome.err())
                .isZero();
    }

    @SuppressForbidden(reason = "drives a token and openssl, and starts Immure with another environment")
    private Cli.Outcome start(List<String> command) {
        File errors = directory.resolve("errors").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(errors);
        builder.environment()
                .put("SOFTHSM2_CONF", directory.resolve("softhsm.conf").toString());
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Cli.Outcome(process.waitFor(), output, Files.readString(errors.toPath()));
        } catch (IOException e) {
            throw new AssertionError("the tests need softhsm2 and opensc of Debian", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
