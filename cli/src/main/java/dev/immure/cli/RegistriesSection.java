package dev.immure.cli;

import dev.immure.core.ImmureException;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.Authorities;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.yaml.Fields;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part {@code registries} of the configuration file.
 *
 * <pre>
 * registries:
 *   registry.example:5000:
 *     mirrors: [mirror.example]     # asked first; each by its own rules
 *     ca: registry-ca.pem           # who vouches for it, and nobody else
 *     insecure: true                # plain HTTP
 *     lookaside: https://registry.example/sigstore
 * </pre>
 */
final class RegistriesSection {
    private final Path file;
    private final Fields fields;

    private RegistriesSection(Path file, Fields fields) {
        this.file = file;
        this.fields = fields;
    }

    static Map<RegistryHost, RegistryRule> read(Path file, Fields document) {
        Map<RegistryHost, RegistryRule> rules = new HashMap<>();
        if (document.has("registries")) {
            document.named("registries").forEach((name, fields) -> {
                try {
                    rules.put(RegistryHost.parse(name), new RegistriesSection(file, fields).rule());
                } catch (IllegalArgumentException e) {
                    document.fault("registries", "names \"" + name + "\": " + e.getMessage());
                }
            });
        }
        return rules;
    }

    private RegistryRule rule() {
        Optional<Boolean> insecure = fields.optionalFlag("insecure");
        RegistryRule rule = new RegistryRule(
                mirrors(),
                insecure.map(plain -> plain ? RegistryRule.Wire.HTTP : RegistryRule.Wire.HTTPS),
                authorities(),
                lookaside());
        if (insecure.orElse(false) && !rule.authorities().isEmpty()) {
            fields.fault("insecure", "is true, and a ca vouches for nothing then");
        }
        fields.refuseOthers();
        return rule;
    }

    private List<RegistryHost> mirrors() {
        List<RegistryHost> mirrors = new ArrayList<>();
        if (fields.has("mirrors")) {
            for (String mirror : fields.texts("mirrors")) {
                try {
                    mirrors.add(RegistryHost.parse(mirror));
                } catch (IllegalArgumentException e) {
                    fields.fault("mirrors", "names \"" + mirror + "\": " + e.getMessage());
                }
            }
        }
        return mirrors;
    }

    private List<X509Certificate> authorities() {
        Optional<String> name = fields.optionalText("ca");
        if (name.isEmpty()) {
            return List.of();
        }
        try {
            Path ca = file.toAbsolutePath().resolveSibling(name.get()).normalize();
            return Authorities.parse(SmallFile.RELIED_UPON.read(ca, Authorities.MAX_BYTES), ca.toString());
        } catch (InvalidPathException e) {
            fields.fault("ca", "is not a path");
        } catch (ImmureException e) {
            fields.fault(
                    "ca", "cannot be used: " + e.fault().on() + ": " + e.fault().why());
        }
        return List.of();
    }

    /** A path is one from the file; an address is one of the web. */
    private Optional<URI> lookaside() {
        Optional<String> text = fields.optionalText("lookaside");
        try {
            return text.map(this::place);
        } catch (IllegalArgumentException e) {
            fields.fault("lookaside", "is neither a path nor an address of the web");
            return Optional.empty();
        }
    }

    private URI place(String text) {
        if (!text.matches("[a-z]+:.*")) {
            return file.toAbsolutePath().resolveSibling(text).normalize().toUri();
        }
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme());
            boolean local = scheme.equals("file") && uri.getHost() == null && uri.getPath() != null;
            boolean web = (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getUserInfo() == null;
            if (local || web) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        throw new IllegalArgumentException(text);
    }
}
