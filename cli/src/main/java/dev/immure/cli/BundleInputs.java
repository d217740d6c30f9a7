package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.signing.SignedArtifact;
import dev.immure.signing.SigstoreBundles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads what is to be verified. Who may change these files is of no matter: that is what is found out. */
final class BundleInputs {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private BundleInputs() {}

    /**
     * As much of the bundle as is needed to see that it is too large, which is then a reason to refuse it.
     *
     * @throws ImmureException with {@link CliFault#FILE}
     */
    static byte[] bundle(Path file) {
        try (InputStream in = open(file)) {
            return in.readNBytes(SigstoreBundles.MAX_BYTES + 1);
        } catch (IOException e) {
            throw unreadable(file.toString(), PathTrouble.why(e));
        }
    }

    /**
     * A digest, or the file of that name (sigstore-conformance, docs/cli_protocol.md: a digest is one that is no path).
     *
     * @throws ImmureException with {@link CliFault#FILE}
     */
    static SignedArtifact artifact(String fileOrDigest) {
        Path file = path(fileOrDigest);
        if (DIGEST.matcher(fileOrDigest).matches() && !Files.exists(file)) {
            return SignedArtifact.of(Digest.parse(fileOrDigest));
        }
        try (InputStream in = open(file)) {
            return SignedArtifact.of(in);
        } catch (IOException e) {
            throw unreadable(fileOrDigest, PathTrouble.why(e));
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw unreadable(text, "it is not the name of a file");
        }
    }

    private static InputStream open(Path file) throws IOException {
        // Looked at before it is opened: opening a FIFO would wait for a writer.
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw unreadable(file.toString(), "it is not a regular file");
        }
        return Files.newInputStream(file);
    }

    private static ImmureException unreadable(String file, String why) {
        return new ImmureException(
                new Fault(CliFault.FILE, "cannot read file", file, why, "Name a readable file of the right kind"));
    }
}
