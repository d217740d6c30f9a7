package dev.immure.cli;

import dev.immure.policy.bundle.EngineVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version of the build. */
final class Version implements IVersionProvider {
    private static final String RESOURCE = "version.properties";

    /** Of a build without a version: bundles that ask for one do not get it. */
    private static final EngineVersion NONE = new EngineVersion(0, 0, 0);

    /** As policy bundles compare it. */
    static EngineVersion engine() {
        return EngineVersion.parse(number()).orElse(NONE);
    }

    @Override
    public String[] getVersion() {
        return new String[] {line()};
    }

    static String line() {
        return "immure " + number();
    }

    /** The bare number. */
    static String number() {
        try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar has no " + RESOURCE);
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read", e);
        }
    }
}
