package dev.immure.policy;

import java.util.List;

/**
 * What this host can do. One per decision.
 *
 * @param kernelRelease as uname(2) gives it, such as {@code 6.1.0-13-amd64}
 * @param walls names of the walls that can stand here
 * @param cgroupVersion {@code v1}, {@code v2}, {@code hybrid} or {@code none}
 * @param selinux {@code enforcing}, {@code permissive} or {@code disabled}
 */
public record HostFacts(String kernelRelease, List<String> walls, String cgroupVersion, String selinux) {
    public HostFacts {
        FactBounds.text("the kernel release", kernelRelease);
        walls = FactBounds.texts("the host's walls", walls);
        FactBounds.text("the cgroup version", cgroupVersion);
        FactBounds.text("the state of SELinux", selinux);
    }
}
