package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryHost;
import java.util.Map;
import java.util.Objects;

/**
 * How registries are spoken to.
 *
 * @param rules of the registries that have some
 * @param credentials asked when a registry demands them, and not before
 */
public record RegistryAccess(Map<RegistryHost, RegistryRule> rules, CredentialSource credentials, Patience patience) {
    /** Anonymously, over HTTPS. */
    public static final RegistryAccess ANONYMOUS =
            new RegistryAccess(Map.of(), (host, path) -> new Credentials.None(), Patience.DEFAULT);

    public RegistryAccess {
        rules = Map.copyOf(rules);
        Objects.requireNonNull(credentials, "credentials is null");
        Objects.requireNonNull(patience, "patience is null");
    }

    RegistryRule rule(RegistryHost host) {
        return rules.getOrDefault(host, RegistryRule.NONE);
    }
}
