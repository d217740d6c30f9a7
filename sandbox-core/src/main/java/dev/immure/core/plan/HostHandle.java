package dev.immure.core.plan;

import dev.immure.core.image.Digest;
import java.util.Objects;

/**
 * A thing of the host that a plan needs as an open descriptor. The compiler names it, the launcher opens and checks it:
 * so a plan is computed without touching the host.
 */
public sealed interface HostHandle {
    /** For people and for the plan's digest; one line. */
    String describe();

    /** The unpacked tree of one verified layer. */
    record LayerTree(Digest diffId) implements HostHandle {
        public LayerTree {
            Objects.requireNonNull(diffId, "diffId is null");
        }

        @Override
        public String describe() {
            return "layer " + diffId;
        }
    }

    /** A file or directory of the host, chosen by the user, to be bound into the container at one place. */
    record BindSource(String path, String destination) implements HostHandle {
        public BindSource {
            Objects.requireNonNull(path, "path is null");
            Objects.requireNonNull(destination, "destination is null");
        }

        @Override
        public String describe() {
            return "bind " + path + " at " + destination;
        }
    }

    /** A pipe over which a file or tree of the host's is sent, to be copied to one place. */
    record CopySource(String path, String destination) implements HostHandle {
        public CopySource {
            Objects.requireNonNull(path, "path is null");
            Objects.requireNonNull(destination, "destination is null");
        }

        @Override
        public String describe() {
            return "copy of " + path + " for " + destination;
        }
    }

    /** A character device of the host, verified by number: {@code null} is 1:3 (devices.txt of the kernel). */
    record DeviceNode(String name, int major, int minor) implements HostHandle {
        public DeviceNode {
            Objects.requireNonNull(name, "name is null");
        }

        @Override
        public String describe() {
            return "device " + name + " " + major + ":" + minor;
        }
    }

    /** The file system or directory in which the sandbox writes, as a mount that is attached nowhere yet. */
    record DiskMount(DiskBackend backend) implements HostHandle {
        public DiskMount {
            Objects.requireNonNull(backend, "backend is null");
        }

        @Override
        public String describe() {
            return "disk " + backend.label();
        }
    }

    /** {@code cgroup.procs} of the sandbox's own cgroup, open for writing. */
    record CgroupProcs(String controller) implements HostHandle {
        public CgroupProcs {
            Objects.requireNonNull(controller, "controller is null");
        }

        @Override
        public String describe() {
            return "cgroup.procs " + controller;
        }
    }

    /** The sandbox's own cgroup on v2: clone3(2) puts the stage straight into it (CLONE_INTO_CGROUP). */
    record CgroupDirectory(String controller) implements HostHandle {
        public CgroupDirectory {
            Objects.requireNonNull(controller, "controller is null");
        }

        @Override
        public String describe() {
            return "cgroup " + controller;
        }
    }

    /** The directory in which the sandbox's own cgroup lies, for its removal. */
    record CgroupParent(String controller) implements HostHandle {
        public CgroupParent {
            Objects.requireNonNull(controller, "controller is null");
        }

        @Override
        public String describe() {
            return "cgroup parent " + controller;
        }
    }

    /** The lock on the sandbox's network slot, held by the monitor as {@link IdRangeLock} is. */
    record NetworkSlotLock() implements HostHandle {
        @Override
        public String describe() {
            return "lock of the network slot";
        }
    }

    /**
     * The lock on the sandbox's id range. The monitor only holds it: so the range stays taken until the last process of
     * the sandbox is gone, even when Immure is killed first.
     */
    record IdRangeLock() implements HostHandle {
        @Override
        public String describe() {
            return "lock of the id range";
        }
    }
}
