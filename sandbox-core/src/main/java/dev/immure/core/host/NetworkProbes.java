package dev.immure.core.host;

import dev.immure.core.ImmureException;
import dev.immure.core.network.NetworkTrial;
import dev.immure.core.network.UserNetworkNeeds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a private network needs of the host. */
final class NetworkProbes {
    private static final String NOT_TRIED = "not tried here";
    private static final String V4 = "/proc/sys/net/ipv4/ip_forward";
    private static final String V6 = "/proc/sys/net/ipv6/conf/all/forwarding";

    private final KernelView kernel;
    private final boolean root;
    private final Optional<Map<NetworkTrial.Part, String>> refusals;

    NetworkProbes(KernelView kernel) {
        this.kernel = kernel;
        this.root = kernel.isHostRoot();
        this.refusals = root ? kernel.networkRefusals() : Optional.empty();
    }

    Finding network() {
        if (!root) {
            return ofUser();
        }
        return tried(
                Wall.PRIVATE_NETWORK,
                "bridge, isolated port, veth and all rules put up in a network namespace of their own",
                "Use a kernel with CONFIG_BRIDGE, CONFIG_VETH, CONFIG_NF_TABLES_INET, CONFIG_NF_TABLES_BRIDGE, "
                        + "CONFIG_NFT_CONNLIMIT, CONFIG_NFT_CT, CONFIG_NFT_FIB_INET, CONFIG_NFT_MASQ, CONFIG_NFT_QUOTA and "
                        + "CONFIG_NFT_REJECT_INET",
                List.of(NetworkTrial.Part.BRIDGE, NetworkTrial.Part.FIREWALL));
    }

    /** The rules are put up inside the sandbox: there is no place here to try them. */
    private Finding ofUser() {
        try {
            UserNetworkNeeds needs = kernel.userNetwork();
            return Finding.available(
                    Wall.PRIVATE_NETWORK,
                    needs.pasta() + ", /dev/net/tun, and a default route of the host for " + needs.families()
                            + "; the rules inside are tried by a launch");
        } catch (ImmureException e) {
            return Finding.missing(
                    Wall.PRIVATE_NETWORK,
                    e.fault().on() + ": " + e.fault().why(),
                    e.fault().remedy());
        }
    }

    Finding bandwidth() {
        if (!root) {
            return Finding.unknown(
                    Wall.BANDWIDTH, NOT_TRIED + ": it is put up inside the sandbox", "A launch tries it");
        }
        return tried(
                Wall.BANDWIDTH,
                "tbf, ifb, ingress, u32 and mirred put up in a network namespace of their own",
                "Use a kernel with CONFIG_NET_SCH_TBF, CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_U32, "
                        + "CONFIG_NET_ACT_MIRRED and CONFIG_IFB",
                List.of(NetworkTrial.Part.BANDWIDTH));
    }

    private Finding tried(Wall wall, String what, String remedy, List<NetworkTrial.Part> parts) {
        if (refusals.isEmpty()) {
            return Finding.unknown(wall, NOT_TRIED, "Run `immure doctor`, which tries it");
        }
        Map<NetworkTrial.Part, String> refused = refusals.get();
        String words =
                parts.stream().filter(refused::containsKey).map(refused::get).collect(Collectors.joining("; "));
        return Finding.of(wall, words.isEmpty(), words.isEmpty() ? what : words, remedy);
    }

    /** IPv4 is enough; a sandbox then has no IPv6. */
    Finding forwarding() {
        if (!root) {
            return Finding.available(Wall.FORWARDING, "not needed: pasta sends as the host itself does");
        }
        FileText v4 = kernel.read(V4);
        FileText v6 = kernel.read(V6);
        return Finding.of(
                Wall.FORWARDING,
                v4.is("1") || v6.is("1"),
                v4.evidence() + "; " + v6.evidence(),
                "Run: sysctl -w net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1, having looked at the host's "
                        + "own firewall");
    }
}
