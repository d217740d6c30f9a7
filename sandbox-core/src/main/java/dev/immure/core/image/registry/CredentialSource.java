package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryHost;

/** Knows as whom a registry is asked. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * For one repository.
     *
     * @param path of the repository within the registry
     */
    Credentials of(RegistryHost host, String path);
}
