package dev.immure.signing;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.Fields;
import dev.immure.signing.fault.NotationFault;
import dev.immure.signing.internal.notation.NotationTrustPolicy;
import dev.immure.signing.internal.notation.NotationTrustPolicy.Statement;
import dev.immure.signing.internal.notation.TrustStoreName;
import dev.immure.signing.internal.x509.Certificate;
import dev.immure.signing.internal.x509.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Turns the configuration directory of notation into a trust file: its {@code trustpolicy.json}, and the certificates in
 * its trust store by their paths. Says the same or nothing: what a trust file cannot say is a fault, all of them at once.
 */
final class NotationImport {
    private static final String POLICY = "trustpolicy.json";
    /** What notation writes, and what its specification says. */
    private static final List<String> STORES = List.of("truststore", "trust-store");

    private static final int MAX_CERTIFICATES = 1 << 20;
    private static final int MAX_FILES = 256;

    private final Path directory;
    private final List<String> faults = new ArrayList<>();

    NotationImport(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    String text() {
        Path file = directory.resolve(POLICY);
        NotationTrustPolicy policy =
                NotationTrustPolicy.parse(KeyFiles.readTrusted(file, NotationTrustPolicy.MAX_BYTES), file.toString());
        TrustFileText text = new TrustFileText()
                .comment("From " + file)
                .comment(
                        "notation fetches lists of revoked certificates; Immure takes them as files: crl: [\"ca.crl\"]")
                .field(0, "schema", "1")
                .open(0, "authorities");
        policy.statements().forEach(statement -> authority(statement, text));
        text.open(0, "rules");
        policy.statements().forEach(statement -> rules(statement, text));
        if (!faults.isEmpty()) {
            throw new ImmureException(new Fault(
                    NotationFault.TRUST_POLICY,
                    "cannot import trust policy",
                    file.toString(),
                    Fields.sentence(faults),
                    "Correct policy and trust store; see docs/notation.md"));
        }
        return text.toString();
    }

    private void authority(Statement statement, TrustFileText text) {
        if (!TrustedKey.isName(statement.name())) {
            faults.add(
                    "the name \"" + statement.name() + "\" is not made of letters, digits and . _ @ + -, 64 at most");
        }
        text.open(1, TrustFileText.quoted(statement.name())).open(2, "notation");
        Map<String, List<String>> files = new TreeMap<>();
        for (TrustStoreName store : statement.stores()) {
            files.computeIfAbsent(fieldOf(store), absent -> new ArrayList<>()).addAll(certificates(store));
        }
        files.forEach((field, paths) -> text.field(3, field, TrustFileText.list(paths)));
        text.field(3, "identities", TrustFileText.list(statement.identities().texts()))
                .field(3, "level", statement.level());
        if (!statement.override().isEmpty()) {
            text.open(3, "override");
            new TreeMap<>(statement.override()).forEach((name, value) -> text.field(4, name, value));
        }
        text.field(3, "verify-timestamp", statement.timestamps().label());
    }

    private static String fieldOf(TrustStoreName store) {
        return store.type().equals("signingAuthority") ? "signing-authority" : store.type();
    }

    private void rules(Statement statement, TrustFileText text) {
        for (String scope : statement.scopes()) {
            if (TrustScope.parse(scope).isEmpty()) {
                faults.add(statement.name() + ": \"" + scope + "\" is not the name of a repository");
            }
            text.line(1, "- scope: " + TrustFileText.quoted(scope))
                    .field(2, "require", TrustFileText.list(List.of(statement.name())));
        }
    }

    /** The paths of a store's files, each of which holds roots. */
    private List<String> certificates(TrustStoreName store) {
        Path folder = STORES.stream()
                .map(directory::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(directory.resolve(STORES.getFirst()))
                .resolve("x509")
                .resolve(store.type())
                .resolve(store.name());
        try {
            // trust-store-trust-policy.md, "Trust Store": neither the store nor a file in it is a link.
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                faults.add(store + ": " + folder + " is not a directory");
                return List.of();
            }
            try (Stream<Path> entries = Files.list(folder)) {
                List<Path> files = entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                        .sorted()
                        .limit(MAX_FILES + 1L)
                        .toList();
                if (files.isEmpty() || files.size() > MAX_FILES) {
                    faults.add(store + ": " + folder + " has not between 1 and " + MAX_FILES + " files");
                }
                files.forEach(file -> check(store, file));
                return files.stream().map(Path::toString).toList();
            }
        } catch (IOException e) {
            faults.add(store + ": " + folder + " cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private void check(TrustStoreName store, Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            faults.add(store + ": " + file + " is a symbolic link, or no regular file");
            return;
        }
        try {
            byte[] content = KeyFiles.readTrusted(file, MAX_CERTIFICATES);
            for (Certificate certificate : CertificateFiles.parse(content, file.toString())) {
                // A leaf here would vouch for nobody but itself, and only if it has issued itself.
                if (!certificate.isAuthority() && !certificate.isSelfIssued()) {
                    faults.add(store + ": " + file + " holds " + certificate.name() + ", which is no root");
                }
            }
        } catch (ImmureException e) {
            faults.add(store + ": " + e.fault().on() + ": " + e.fault().why() + " ("
                    + e.fault().code().id() + ")");
        }
    }
}
