package dev.immure.cli;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.BundleTrust;
import dev.immure.signing.BundleTrust.Evidence;
import dev.immure.signing.BundleTrust.Name;
import dev.immure.signing.fault.SigstoreFault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose bundles count: a key, or an identity that certificates of a trusted root name. */
final class BundleOptions {
    @Option(
            names = "--key",
            paramLabel = "PUB.pem",
            description =
                    "Trust this public key. Without --trusted-root the bundle may hold no log entry or timestamp.")
    @Nullable
    private Path key;

    @Option(
            names = "--certificate-identity",
            paramLabel = "NAME",
            description =
                    "To whom the signing certificate is issued: a URI, an e-mail address or another name. Exactly.")
    @Nullable
    private String identity;

    @Option(
            names = "--certificate-identity-regexp",
            paramLabel = "REGEX",
            description = "The same as a regular expression, which must be anchored: ^…$.")
    @Nullable
    private String identityRegex;

    @Option(
            names = "--certificate-oidc-issuer",
            paramLabel = "URL",
            description = "Who vouches for that identity. Exactly.")
    @Nullable
    private String issuer;

    @Option(
            names = "--certificate-oidc-issuer-regexp",
            paramLabel = "REGEX",
            description = "The same as a regular expression, which must be anchored: ^…$.")
    @Nullable
    private String issuerRegex;

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description = "trusted_root.json: authorities and logs of a sigstore instance. There is none built in.")
    @Nullable
    private Path trustedRoot;

    @Option(
            names = "--evidence",
            paramLabel = "logged|proven|timestamped",
            description = "What must come with a certificate's signature: a log's promise or proof (default), a proof, "
                    + "or a timestamp alone, for instances without logs.")
    private EvidenceOption evidence = EvidenceOption.logged;

    @Option(
            names = "--staging",
            description =
                    "Refused: no instance is built in. Give the root of the staging instance with --trusted-root.")
    private boolean staging;

    /** What {@code --evidence} takes. */
    enum EvidenceOption {
        logged,
        proven,
        timestamped;

        Evidence evidence() {
            return switch (this) {
                case logged -> Evidence.LOGGED;
                case proven -> Evidence.PROVEN;
                case timestamped -> Evidence.TIMESTAMPED;
            };
        }
    }

    /** @throws ImmureException with USAGE or NO_TRUSTED_ROOT when the options do not say whom to trust */
    BundleTrust trust() {
        if (staging) {
            throw usage(
                    "--staging", "no instance of sigstore is built in", "Give its trusted_root.json to --trusted-root");
        }
        Optional<Path> root = Optional.ofNullable(trustedRoot);
        if (key == null) {
            return identity(root);
        }
        if (Stream.of(identity, identityRegex, issuer, issuerRegex).anyMatch(given -> given != null)) {
            throw usage("--key", "an identity is asked for too, and a key has none", "Ask for one of the two");
        }
        return new BundleTrust.OfKey(key, root);
    }

    private BundleTrust identity(Optional<Path> root) {
        Name subject = name("--certificate-identity", identity, identityRegex);
        Name vouching = name("--certificate-oidc-issuer", issuer, issuerRegex);
        Path file = root.orElseThrow(() -> new ImmureException(new Fault(
                SigstoreFault.NO_TRUSTED_ROOT,
                "cannot verify a certificate without",
                "--trusted-root",
                "there is no trusted root built in",
                "Give the trusted_root.json that the sigstore instance distributes")));
        return new BundleTrust.OfIdentity(vouching, subject, file, evidence.evidence());
    }

    private static Name name(String option, @Nullable String exact, @Nullable String regex) {
        if ((exact == null) == (regex == null)) {
            throw usage(
                    option,
                    exact == null ? "it is missing, and so is --key" : "it is given as a name and as an expression",
                    "Say whose signature counts: --key, or an identity and its issuer");
        }
        return exact == null ? new Name.Matching(String.valueOf(regex)) : new Name.Exactly(exact);
    }

    private static ImmureException usage(String on, String why, String remedy) {
        return new ImmureException(new Fault(SigstoreFault.USAGE, "cannot use option", on, why, remedy));
    }
}
