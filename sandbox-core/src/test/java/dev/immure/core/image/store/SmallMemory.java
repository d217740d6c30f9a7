package dev.immure.core.image.store;

import dev.immure.core.ImmureException;
import dev.immure.core.image.ImageName;
import dev.immure.core.image.ImageReading;
import dev.immure.core.image.ImageReference;
import dev.immure.core.image.ImageSource;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.Credentials;
import dev.immure.core.image.registry.RegistryAccess;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.registry.TestPatience;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Java process with little memory that is offered too much, and tells of each offer what came of it, and how
 * much of a processor it took. */
final class SmallMemory {
    private SmallMemory() {}

    /** Arguments: a store, a host whose lookaside is below {@code /side}, then {@code WHAT=REFERENCE} each. */
    public static void main(String[] arguments) {
        RegistryRule rule = new RegistryRule(
                List.of(), Optional.empty(), List.of(), Optional.of(URI.create("http://" + arguments[1] + "/side")));
        RegistryAccess access = new RegistryAccess(
                Map.of(RegistryHost.parse(arguments[1]), rule),
                (host, path) -> new Credentials.None(),
                TestPatience.impatient());
        try (ContentStore store = ContentStore.open(Path.of(arguments[0]))) {
            for (String offer : List.of(arguments).subList(2, arguments.length)) {
                int equals = offer.indexOf('=');
                Duration start = processor();
                String end = end(offer.substring(0, equals), offer.substring(equals + 1), store, access);
                long millis = processor().minus(start).toMillis();
                System.out.println(offer.substring(0, equals) + " " + end + " " + millis);
            }
        }
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }

    private static String end(String what, String reference, ContentStore store, RegistryAccess access) {
        try (ImageSource source =
                ImageSources.open(ImageReference.parse(reference), store, access, ImageReading.WHOLE)) {
            switch (what) {
                case "loose" -> source.looseSignatures();
                case "referrers" -> source.referrers(source.image().digest());
                case "import" -> store.importImage(source, ImageName.parse("app:1"));
                default ->
                    source.read(
                            source.tagged("sha256-" + source.image().digest().hex() + ".sig")
                                    .orElseThrow(),
                            1 << 22);
            }
            return "accepted";
        } catch (ImmureException e) {
            return e.fault().code().id();
        }
    }

    static Process start(Path store, String host, List<String> offers) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-Djnr.ffi.asm.enabled=false",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SmallMemory.class.getName(),
                store.toString(),
                host));
        command.addAll(offers);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
