package dev.immure.core.resource;

import dev.immure.core.internal.kernel.Fd;

/**
 * A cgroup to be removed with {@code unlinkat(parent, name, AT_REMOVEDIR)} once it is empty. The launch plan carries
 * these, because the monitor has to clean up when Immure itself was killed; only then, since the meters end with the cgroup.
 *
 * @param parent owned by the {@link SandboxCgroup}, open until that is closed
 */
public record Removal(Fd parent, String name) {}
