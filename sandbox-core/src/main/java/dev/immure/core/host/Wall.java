package dev.immure.core.host;

/**
 * One thing that stands, or should stand, between a sandbox and its host, as far as the host has to provide for it. The
 * order is that of the report.
 */
public enum Wall {
    USER_NAMESPACE("user", Need.REQUIRED, "root inside is nobody outside"),
    MOUNT_NAMESPACE("mount", Need.REQUIRED, "its own file tree"),
    PID_NAMESPACE("pid", Need.REQUIRED, "sees and signals only its own processes"),
    NETWORK_NAMESPACE("network", Need.REQUIRED, "its own network, empty but for lo"),
    IPC_NAMESPACE("ipc", Need.REQUIRED, "no shared memory or queues of the host"),
    UTS_NAMESPACE("uts", Need.REQUIRED, "its own host name"),
    CGROUP_NAMESPACE("cgroup_namespace", Need.REQUIRED, "does not see where it is limited"),
    TIME_NAMESPACE("time", Need.REQUIRED, "does not see how long the host is up"),
    ID_RANGES("id_ranges", Need.REQUIRED, "user ids that nobody else has"),
    IDMAPPED_MOUNTS("idmapped_mounts", Need.REQUIRED, "layers shared without changing their owners"),
    MOUNT_API("mount_api", Need.REQUIRED, "mounts by descriptor, never by a name that can be swapped"),
    OVERLAY("overlay", Need.REQUIRED, "verified layers below, its own writes above"),
    TMPFS("tmpfs", Need.REQUIRED, "writes bounded in bytes and in inodes"),
    TMPFS_XATTR("tmpfs_xattr", Need.OPTIONAL, "overlay keeps its marks on a tmpfs inside a user namespace"),
    SYSTEM_CALLS("system_calls", Need.REQUIRED, "race-free process and path handling"),
    SEALED_LAUNCHER("sealed_launcher", Need.REQUIRED, "the launcher runs from memory that nobody can change"),
    CAPABILITIES("capabilities", Need.REQUIRED, "what Immure itself needs to build the walls"),
    NO_NEW_PRIVS("no_new_privs", Need.REQUIRED, "set-uid programs give nothing"),
    SECCOMP("seccomp", Need.REQUIRED, "system calls by allow-list"),
    LIBSECCOMP("libseccomp", Need.REQUIRED, "compiles the allow-list"),
    LANDLOCK("landlock", Need.REQUIRED, "files and ports by allow-list, below every namespace"),
    CGROUP("cgroup", Need.REQUIRED, "memory, processes and CPU bounded and measured"),
    SWAP("no_swap", Need.REQUIRED, "the memory limit cannot be passed through swap"),
    SELINUX("selinux", Need.OPTIONAL, "a label of its own for each sandbox"),
    APPARMOR("apparmor", Need.OPTIONAL, "a path-based profile"),
    YAMA("yama", Need.OPTIONAL, "no tracing of processes that are not one's children"),
    PRIVATE_NETWORK("private_network", Need.OPTIONAL, "a way out behind NAT and a filter (--network private)"),
    FORWARDING("forwarding", Need.OPTIONAL, "the host passes on what a private network sends"),
    BANDWIDTH("bandwidth", Need.OPTIONAL, "a private network slowed down in both directions"),
    DISK_BTRFS("disk_btrfs", Need.OPTIONAL, "disk quota by btrfs qgroups"),
    DISK_PROJECT_QUOTA("disk_project_quota", Need.OPTIONAL, "disk quota by ext4 or xfs projects"),
    DISK_LOOP("disk_loop", Need.OPTIONAL, "disk quota by a file system of fixed size"),
    FS_VERITY(
            "fs_verity", Need.OPTIONAL, "the kernel compares every reading of an image's files with what was unpacked");

    /** Whether a launch goes without it. */
    public enum Need {
        /** Refuses the launch when missing, unless best effort was asked for by name. */
        REQUIRED,
        /** Used where the host has it; stated in the receipt where not. */
        OPTIONAL
    }

    private final String id;
    private final Need need;
    private final String purpose;

    Wall(String id, Need need, String purpose) {
        this.id = id;
        this.need = need;
        this.purpose = purpose;
    }

    /** Stable name, for JSON; where options, plans and receipts speak of the same wall, it is their name. */
    public String id() {
        return id;
    }

    public Need need() {
        return need;
    }

    /** What it is good for, in a few words. */
    public String purpose() {
        return purpose;
    }
}
