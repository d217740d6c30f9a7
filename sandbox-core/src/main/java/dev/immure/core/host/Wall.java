package dev.immure.core.host;

/**
 * One thing that stands, or should stand, between a sandbox and its host, as far as the host has to provide for it. The
 * order is that of the report.
 */
public enum Wall {
    USER_NAMESPACE("user-namespace", Need.REQUIRED, "root inside is nobody outside"),
    MOUNT_NAMESPACE("mount-namespace", Need.REQUIRED, "its own file tree"),
    PID_NAMESPACE("pid-namespace", Need.REQUIRED, "sees and signals only its own processes"),
    NETWORK_NAMESPACE("net-namespace", Need.REQUIRED, "its own network, empty but for lo"),
    IPC_NAMESPACE("ipc-namespace", Need.REQUIRED, "no shared memory or queues of the host"),
    UTS_NAMESPACE("uts-namespace", Need.REQUIRED, "its own host name"),
    CGROUP_NAMESPACE("cgroup-namespace", Need.REQUIRED, "does not see where it is limited"),
    TIME_NAMESPACE("time-namespace", Need.REQUIRED, "does not see how long the host is up"),
    ID_RANGES("id-ranges", Need.REQUIRED, "user ids that nobody else has"),
    IDMAPPED_MOUNTS("idmapped-mounts", Need.REQUIRED, "layers shared without changing their owners"),
    MOUNT_API("mount-api", Need.REQUIRED, "mounts by descriptor, never by a name that can be swapped"),
    OVERLAY("overlay", Need.REQUIRED, "verified layers below, its own writes above"),
    TMPFS("tmpfs", Need.REQUIRED, "writes bounded in bytes and in inodes"),
    TMPFS_XATTR("tmpfs-xattr", Need.OPTIONAL, "overlay keeps its marks on a tmpfs inside a user namespace"),
    SYSTEM_CALLS("system-calls", Need.REQUIRED, "race-free process and path handling"),
    SEALED_LAUNCHER("sealed-launcher", Need.REQUIRED, "the launcher runs from memory that nobody can change"),
    CAPABILITIES("capabilities", Need.REQUIRED, "what Immure itself needs to build the walls"),
    NO_NEW_PRIVS("no-new-privs", Need.REQUIRED, "set-uid programs give nothing"),
    SECCOMP("seccomp", Need.REQUIRED, "system calls by allow-list"),
    LIBSECCOMP("libseccomp", Need.REQUIRED, "compiles the allow-list"),
    LANDLOCK("landlock", Need.REQUIRED, "files and ports by allow-list, below every namespace"),
    CGROUP("cgroup", Need.REQUIRED, "memory, processes and CPU bounded and measured"),
    SWAP("no-swap", Need.REQUIRED, "the memory limit cannot be passed through swap"),
    SELINUX("selinux", Need.OPTIONAL, "a label of its own for each sandbox"),
    APPARMOR("apparmor", Need.OPTIONAL, "a path-based profile"),
    YAMA("yama", Need.OPTIONAL, "no tracing of processes that are not one's children"),
    DISK_BTRFS("disk-btrfs", Need.OPTIONAL, "disk quota by btrfs qgroups"),
    DISK_PROJECT_QUOTA("disk-project-quota", Need.OPTIONAL, "disk quota by ext4 or xfs projects"),
    DISK_LOOP("disk-loop", Need.OPTIONAL, "disk quota by a file system of fixed size");

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

    /** Stable name, for JSON and for options. */
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
