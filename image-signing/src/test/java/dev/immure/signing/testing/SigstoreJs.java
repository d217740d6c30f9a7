package dev.immure.signing.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.immure.core.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** sigstore-js, a verifier that nobody here wrote, where {@code tools/install-test-modules} has put it. */
public final class SigstoreJs {
    private final Path module;
    private final Path modules;

    private SigstoreJs(Path module, Path modules) {
        this.module = module;
        this.modules = modules;
    }

    /** What it said. */
    public record Answer(int status, String output, String error) {}

    /** The test is skipped, with that reason, where it is not installed. */
    public static SigstoreJs installed() {
        Path module = Path.of("").toAbsolutePath();
        if (!Files.exists(module.resolve("src/test/npm"))) {
            module = module.resolve("../image-signing").normalize();
        }
        Path cache = Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
        Path modules = cache.resolve("immure/npm-" + lock(module)).resolve("node_modules");
        assumeTrue(Files.isDirectory(modules), "sigstore-js is not on this machine: run tools/install-test-modules");
        return new SigstoreJs(module.resolve("src/test/npm"), modules);
    }

    private static String lock(Path module) {
        try {
            byte[] lock = Files.readAllBytes(module.resolve("src/test/npm/package-lock.json"));
            return Digest.of(lock).hex().substring(0, 16);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Verifies a bundle with a key. */
    @SuppressForbidden(reason = "drives node, a foreign verifier, over test data")
    public Answer verify(Path bundle, Path publicKey) {
        ProcessBuilder node = new ProcessBuilder(
                List.of("node", module.resolve("verify.js").toString(), bundle.toString(), publicKey.toString()));
        node.environment().put("NODE_PATH", modules.toString());
        try {
            Process process = node.start();
            process.getOutputStream().close();
            String output = text(process.getInputStream());
            String error = text(process.getErrorStream());
            return new Answer(process.waitFor(), output, error);
        } catch (IOException e) {
            throw new AssertionError("the modules are there and node is not", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
