package dev.immure.core.host;

import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.internal.kernel.HostRoot;
import dev.immure.core.internal.kernel.SeccompLibrary;
import dev.immure.core.network.NetworkTrial;
import dev.immure.core.network.UserNetworkNeeds;
import java.util.Map;
import java.util.Optional;

/** Everything that the probes look at. The real one is {@link LiveKernel}; tests take things away by hand. */
interface KernelView {
    /** The content of a small file, at most 16 MiB. */
    FileText read(String path);

    boolean exists(String path);

    /** access(2), W_OK: false also on a read-only mount. */
    boolean isWritable(String path);

    /** Whether systemd has marked this v2 cgroup as delegated. */
    boolean isDelegated(String cgroup);

    /** Whether writing this text to this file is taken. */
    boolean accepts(String path, String text);

    /** What the kernel returned: zero or more, or the negative error number. */
    long attempt(HarmlessCall call);

    /**
     * The loaded libseccomp.
     *
     * @throws dev.immure.core.ImmureException when it cannot be loaded
     */
    SeccompLibrary seccompLibrary();

    /** What the kernel refused of a private network; empty when it was not tried, since that takes a while. */
    Optional<Map<NetworkTrial.Part, String>> networkRefusals();

    /**
     * What there is for an ordinary user's private network.
     *
     * @throws dev.immure.core.ImmureException naming what is missing
     */
    UserNetworkNeeds userNetwork();

    int effectiveUserId();

    int effectiveGroupId();

    /** Whether the caller is root of the whole host, and not of a container or user namespace. */
    default boolean isHostRoot() {
        return effectiveUserId() == 0
                && HostRoot.holds(
                        read("/proc/self/status").value(),
                        read("/proc/self/uid_map").value());
    }

    /** Whether the file gives who executes it rights that he lacks: set-user-ID root, or file capabilities. */
    boolean raisesRights(String path);

    /** Login name of the caller, for /etc/subuid. */
    String userName();
}
