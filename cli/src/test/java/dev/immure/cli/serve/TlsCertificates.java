package dev.immure.cli.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Authorities and those whom they vouch for, made by openssl: {@code NAME.pem} and {@code NAME.key} in a folder. */
public record TlsCertificates(Path folder) {
    private static final List<String> KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout");

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    public void authority(String name, String subject) throws IOException, InterruptedException {
        openssl(KEY, "req", "-x509", "-days", "30", "-subj", subject, "-out", certificate(name), key(name));
        keep(name);
    }

    /** @param extension one line of openssl's configuration */
    public void issue(String authority, String name, String subject, int days, String extension)
            throws IOException, InterruptedException {
        Path request = folder.resolve(name + ".csr");
        openssl(KEY, "req", "-subj", subject, "-out", request, key(name));
        Path extensions = Files.writeString(folder.resolve(name + ".ext"), extension + "\n");
        openssl(
                List.of("-extfile", extensions.toString()),
                "x509",
                "-req",
                "-in",
                request,
                "-CA",
                certificate(authority),
                "-CAkey",
                key(authority),
                "-CAcreateserial",
                "-days",
                Integer.toString(days),
                "-out",
                certificate(name));
        keep(name);
    }

    private void keep(String name) throws IOException {
        Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(certificate(name), PosixFilePermissions.fromString("rw-r--r--"));
    }

    /** @param last before the last argument of {@code req}, at the end of {@code x509} */
    private static void openssl(List<String> last, Object... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(Arrays.stream(arguments).map(Object::toString).toList());
        boolean request = command.getFirst().equals("req");
        command.addAll(request ? command.size() - 1 : command.size(), last);
        command.addFirst("openssl");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
    }
}
