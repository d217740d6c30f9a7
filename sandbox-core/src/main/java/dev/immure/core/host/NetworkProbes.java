package dev.immure.core.host;

import dev.immure.core.network.NetworkTrial;
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
    private final Optional<Map<NetworkTrial.Part, String>> refusals;

    NetworkProbes(KernelView kernel) {
        this.kernel = kernel;
        this.refusals = kernel.effectiveUserId() == 0 ? kernel.networkRefusals() : Optional.empty();
    }

    Finding network() {
        return tried(
                Wall.PRIVATE_NETWORK,
                "bridge, isolated port, veth and all rules put up in a network namespace of their own",
                "Use a kernel with CONFIG_BRIDGE, CONFIG_VETH, CONFIG_NF_TABLES_INET, CONFIG_NF_TABLES_BRIDGE, "
                        + "CONFIG_NFT_CONNLIMIT, CONFIG_NFT_CT, CONFIG_NFT_FIB_INET, CONFIG_NFT_MASQ, CONFIG_NFT_QUOTA and "
                        + "CONFIG_NFT_REJECT_INET",
                List.of(NetworkTrial.Part.BRIDGE, NetworkTrial.Part.FIREWALL));
    }

    Finding bandwidth() {
        return tried(
                Wall.BANDWIDTH,
                "tbf, ifb, ingress, u32 and mirred put up in a network namespace of their own",
                "Use a kernel with CONFIG_NET_SCH_TBF, CONFIG_NET_SCH_INGRESS, CONFIG_NET_CLS_U32, "
                        + "CONFIG_NET_ACT_MIRRED and CONFIG_IFB",
                List.of(NetworkTrial.Part.BANDWIDTH));
    }

    private Finding tried(Wall wall, String what, String remedy, List<NetworkTrial.Part> parts) {
        if (kernel.effectiveUserId() != 0) {
            return Finding.unknown(wall, NOT_TRIED + ": only root can", "Run `immure doctor` as root");
        }
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
