package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.WhileUnchanged;
import dev.immure.signing.TrustPolicy;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Whose signatures count: {@code --key} or {@code --trust}. */
public final class TrustOptions {
    private static final WhileUnchanged<Path, TrustPolicy> KEYS = new WhileUnchanged<>();
    private static final WhileUnchanged<Path, TrustPolicy> FILES = new WhileUnchanged<>();

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    private Choice choice;

    /** One of the two; picocli refuses both. */
    static final class Choice {
        @Option(
                names = "--key",
                paramLabel = "PUB.pem",
                description = "Trust this public key for the image, as a trust file with one rule would.")
        @Nullable
        Path key;

        @Option(
                names = "--trust",
                paramLabel = "FILE",
                description = "Trust file. Default /etc/immure/trust.yaml, then $XDG_CONFIG_HOME/immure/trust.yaml; "
                        + "without one nobody is trusted.")
        @Nullable
        Path trust;
    }

    /** What a request to the service says, which knows no options. */
    static TrustOptions of(@Nullable Path key, @Nullable Path trust) {
        if (key != null && trust != null) {
            throw new ImmureException(new Fault(
                    CliFault.CONFLICT, "cannot use", "key and trust", "each says whom to trust", "Give one of them"));
        }
        TrustOptions options = new TrustOptions();
        if (key != null || trust != null) {
            options.choice = new Choice();
            options.choice.key = key;
            options.choice.trust = trust;
        }
        return options;
    }

    void take(TrustOptions other) {
        choice = other.choice;
    }

    /**
     * A trust policy, and for people where it comes from.
     *
     * @param source such as {@code key alice.pem}
     */
    public record Trust(String source, TrustPolicy policy) {
        public Trust {
            Objects.requireNonNull(source, "source is null");
            Objects.requireNonNull(policy, "policy is null");
        }
    }

    void plain(PlainLine line) {
        line.path(value -> choose().key = value, "--key").path(value -> choose().trust = value, "--trust");
    }

    private Choice choose() {
        if (choice != null) {
            throw new IllegalArgumentException("--key and --trust exclude each other");
        }
        Choice made = new Choice();
        choice = made;
        return made;
    }

    /**
     * What the options say; the configuration where they say nothing; else trust in nobody.
     *
     * @throws dev.immure.core.ImmureException when a file cannot be read or relied on
     */
    public Trust trust(Configuration configuration) {
        if (choice != null && choice.key != null) {
            return new Trust("key " + choice.key, KEYS.get(choice.key, TrustPolicy::ofKey));
        }
        if (choice != null && choice.trust != null) {
            return file(choice.trust);
        }
        return configuration
                .trust()
                .map(TrustOptions::file)
                .orElseGet(() -> new Trust("nobody, for there is no trust file", TrustPolicy.denyAll()));
    }

    private static Trust file(Path path) {
        return new Trust("file " + path, FILES.get(path, TrustPolicy::read));
    }
}
