package dev.immure.core.resource;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Ways in which a cgroup cannot hold a sandbox. Each one refuses the launch; none is passed over. */
public enum CgroupFault implements FaultCode {
    /** No cgroup file system is mounted. */
    NONE("IMM-CGROUP-NONE"),
    /** /proc/self/mountinfo or /proc/self/cgroup cannot be read, is malformed, or is beyond its bound. */
    MALFORMED("IMM-CGROUP-MALFORMED"),
    /** A controller that the limits need is neither on v1 nor on v2. */
    CONTROLLER("IMM-CGROUP-CONTROLLER"),
    /** The own cgroup is not visible below any cgroup mount. */
    OUTSIDE("IMM-CGROUP-OUTSIDE"),
    /** The directory found is not on a cgroup file system. */
    NOT_CGROUP("IMM-CGROUP-FOREIGN"),
    /** The own cgroup cannot have children with controllers: not delegated, or other processes live in it. */
    DELEGATION("IMM-CGROUP-DELEGATION"),
    /** The caller may not make cgroups where the sandbox's would be: nothing is delegated to him. */
    NO_ACCESS("IMM-CGROUP-ACCESS"),
    /** The sandbox's directory cannot be made. */
    CREATE("IMM-CGROUP-CREATE"),
    /** A cgroup of that name is there already. */
    EXISTS("IMM-CGROUP-EXISTS"),
    /** The kernel refused a limit, or lacks the file for it. */
    LIMIT("IMM-CGROUP-LIMIT"),
    /** The kernel took another value than the one written. */
    READ_BACK("IMM-CGROUP-READBACK"),
    /** Swap is on and this kernel cannot bound it for a cgroup. */
    SWAP("IMM-CGROUP-SWAP"),
    /** A meter is missing, or says something that is not a number. */
    METER("IMM-CGROUP-METER"),
    /** The sandbox's directory cannot be removed. */
    LEFT("IMM-CGROUP-LEFT");

    /** How who is not root gets a cgroup that he may write to. */
    public static final String DELEGATE = "Run as root; or in a cgroup of your own (systemd-run --user --scope -p "
            + "Delegate=yes immure …), or name one that you may write to in every hierarchy (--cgroup-parent PATH); or go "
            + "without limits of the whole sandbox (--best-effort cgroup), if the policy permits";

    private final String id;

    CgroupFault(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public FaultKind kind() {
        return FaultKind.HOST;
    }

    ImmureException because(String what, Object on, String why, String remedy) {
        return new ImmureException(new Fault(this, what, on.toString(), why, remedy));
    }

    ImmureException because(String what, Object on, Exception why, String remedy) {
        return new ImmureException(new Fault(this, what, on.toString(), String.valueOf(why.getMessage()), remedy), why);
    }
}
