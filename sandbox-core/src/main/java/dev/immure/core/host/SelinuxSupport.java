package dev.immure.core.host;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * What SELinux can do for a sandbox on this host.
 *
 * @param levels whether the policy has levels, and so categories; without them one sandbox is not kept from another
 * @param types the first pair that the loaded policy knows; empty when it knows none, or when SELinux does not enforce
 */
public record SelinuxSupport(State state, boolean levels, Optional<Types> types) {
    private static final String DIRECTORY = "/sys/fs/selinux";
    private static final String ENFORCE = DIRECTORY + "/enforce";
    private static final String CONTEXT = DIRECTORY + "/context";

    /** Whether what the policy says is done. */
    public enum State {
        /** Not built in, not chosen at boot, or selinuxfs is not mounted. */
        ABSENT,
        /** It only logs. */
        PERMISSIVE,
        ENFORCING
    }

    /** The types of a sandbox's process and of its files, in the order of preference. */
    public enum Types {
        /** Of the package container-selinux, which has rules for what a container meets on that distribution. */
        CONTAINER("container_t", "container_file_t"),
        /** Of Immure's own module. */
        IMMURE("immure_t", "immure_file_t");

        private final String process;
        private final String files;

        Types(String process, String files) {
            this.process = process;
            this.files = files;
        }

        public String process() {
            return process;
        }

        public String files() {
            return files;
        }
    }

    public SelinuxSupport {
        Objects.requireNonNull(state, "state is null");
        Objects.requireNonNull(types, "types is null");
    }

    static SelinuxSupport of(KernelView kernel) {
        FileText enforce = kernel.read(ENFORCE);
        if (enforce.text().isEmpty()) {
            return new SelinuxSupport(State.ABSENT, false, Optional.empty());
        }
        if (!enforce.is("1")) {
            return new SelinuxSupport(State.PERMISSIVE, false, Optional.empty());
        }
        boolean levels = kernel.read(DIRECTORY + "/mls").is("1");
        Optional<Types> types = Arrays.stream(Types.values())
                .filter(t -> isKnown(kernel, t, levels))
                .findFirst();
        return new SelinuxSupport(State.ENFORCING, levels, types);
    }

    /** The kernel itself says whether a context is one of the loaded policy (selinuxfs, "context"). */
    private static boolean isKnown(KernelView kernel, Types types, boolean levels) {
        String level = levels ? ":s0" : "";
        return kernel.accepts(CONTEXT, "system_u:system_r:" + types.process() + level)
                && kernel.accepts(CONTEXT, "system_u:object_r:" + types.files() + level);
    }
}
