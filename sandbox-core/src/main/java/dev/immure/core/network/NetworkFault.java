package dev.immure.core.network;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;

/** Ways in which a sandbox cannot have its network. Each one refuses the launch. */
public enum NetworkFault implements FaultCode {
    /** An ordinary user can make no interfaces and no rules on the host. */
    ROOT("IMM-NETWORK-ROOT"),
    /** An ordinary user's network needs pasta, which is not installed or does not work. */
    PASTA("IMM-NETWORK-PASTA"),
    /** An ordinary user's network needs /dev/net/tun, which he may not open. */
    TUN("IMM-NETWORK-TUN"),
    /** An ordinary user's network needs a default route of the host, and there is none. */
    ROUTE("IMM-NETWORK-ROUTE"),
    /** Something was named of a version of IP for which the host of an ordinary user has no default route. */
    FAMILY("IMM-NETWORK-FAMILY"),
    /** The lock file of the slots cannot be used. */
    LOCK("IMM-NETWORK-LOCK"),
    /** All slots are in use. */
    EXHAUSTED("IMM-NETWORK-EXHAUSTED"),
    /** The host forwards no packets, so nothing behind it can be reached. */
    FORWARDING("IMM-NETWORK-FORWARDING"),
    /** An interface with the name of ours is something else, or a network of the host overlaps with ours. */
    TAKEN("IMM-NETWORK-TAKEN"),
    /** The kernel refused an interface, an address, a rule or a queue. */
    SET_UP("IMM-NETWORK-SET-UP"),
    /** Something of a sandbox that has ended cannot be removed. */
    LEFT("IMM-NETWORK-LEFT"),
    /** The counters of the traffic cannot be read. */
    METER("IMM-NETWORK-METER");

    private final String id;

    NetworkFault(String id) {
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
