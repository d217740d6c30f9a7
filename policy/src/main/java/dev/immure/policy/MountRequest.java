package dev.immure.policy;

/**
 * A bind mount asked for, or a copy of what a read-only one would show. Up to 64 per decision.
 *
 * @param source path on the host with all links resolved: absolute, no empty, {@code .} or {@code ..} parts, no slash at
 *     the end; what a rule compares must be what would be mounted
 * @param destination path in the container, of the same form
 * @param readOnly whether the mount would be read-only
 */
public record MountRequest(String source, String destination, boolean readOnly) {
    public MountRequest {
        FactBounds.path("the source of a mount", source);
        FactBounds.path("the destination of a mount", destination);
    }
}
