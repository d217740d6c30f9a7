package dev.immure.cli.serve;

import dev.immure.policy.Caller;
import java.util.Objects;

/**
 * Who asks something of the service.
 *
 * @param facts what the policy is told
 * @param name for people and for limits; equal for two callers only when they are the same one
 * @param standing whether the service may use its own rights for him
 */
public record ServiceCaller(Caller facts, String name, Standing standing) {
    /** What a name of a file of the host means in his requests. */
    public enum Standing {
        /** Root, or the very user of the service: what the service may reach, he may reach without it. */
        SAME_RIGHTS,
        /** Somebody else: no name of the host's files is taken from him, for the service would open it with rights that he does not have. */
        OTHER
    }

    public ServiceCaller {
        Objects.requireNonNull(facts, "facts is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(standing, "standing is null");
    }

    /**
     * A user of this host.
     *
     * @param facts with ids that the kernel has vouched for
     * @param serviceUid the service's own
     */
    public static ServiceCaller user(Caller facts, long serviceUid) {
        boolean same = facts.uid() == 0 || facts.uid() == serviceUid;
        return new ServiceCaller(facts, "uid " + facts.uid(), same ? Standing.SAME_RIGHTS : Standing.OTHER);
    }

    /**
     * Somebody of another machine, by his certificate: no user of this host, so never one of the service's rights.
     *
     * @param name his and his authority's; no user's looks like it
     */
    public static ServiceCaller certified(Caller facts, String name) {
        return new ServiceCaller(facts, "certificate " + name, Standing.OTHER);
    }

    /** Whether what another caller has asked for is this one's to see and to end. */
    public boolean mayTouch(ServiceCaller owner) {
        return standing == Standing.SAME_RIGHTS || name.equals(owner.name);
    }
}
