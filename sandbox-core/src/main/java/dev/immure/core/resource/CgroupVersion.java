package dev.immure.core.resource;

import dev.immure.core.internal.kernel.ControlDirectory;

/** The two interfaces of the kernel (cgroups(7)). */
public enum CgroupVersion {
    V1("cgroup-v1", ControlDirectory.CGROUP_SUPER_MAGIC),
    V2("cgroup-v2", ControlDirectory.CGROUP2_SUPER_MAGIC);

    private final String text;
    private final long magic;

    CgroupVersion(String text, long magic) {
        this.text = text;
        this.magic = magic;
    }

    /** As it stands in the receipt. */
    public String text() {
        return text;
    }

    long magic() {
        return magic;
    }
}
