package dev.immure.core.network;

import static dev.immure.core.internal.netlink.NftExpression.ConnectionState.ESTABLISHED;
import static dev.immure.core.network.Match.rule;

import dev.immure.core.internal.netlink.NftExpression;
import dev.immure.core.internal.netlink.NftExpression.Verdict;
import dev.immure.core.internal.netlink.NftTable;
import java.util.ArrayList;
import java.util.List;

/** Where a sandbox may send, as rules of one IP version in a table of the family inet. Pure. */
final class Destinations {
    /** Of each IP version. All sandboxes and the host share one table of connections (nf_conntrack_max). */
    private static final int CONNECTIONS = 2048;

    private static final int TCP = 6;
    private static final int UDP = 17;

    private final NetworkSpec.Private spec;
    private final IpAddress.Family family;
    private final List<NftExpression> mine;

    /** @param mine tells the sandbox's outgoing packets from others */
    Destinations(NetworkSpec.Private spec, IpAddress.Family family, List<NftExpression> mine) {
        this.spec = spec;
        this.family = family;
        this.mine = List.copyOf(mine);
    }

    /**
     * In this order: what is never reached; its connections; no more than so many; name servers; what a rule names inside a
     * closed range; closed ranges refused; the other rules, or everything if there are none.
     */
    List<NftTable.Rule> rules() {
        List<NftTable.Rule> rules = new ArrayList<>();
        of(SpecialRanges.never()).forEach(block -> rules.add(rule(Verdict.DROP, mine, Match.destination(block))));
        rules.add(rule(Verdict.ACCEPT, mine, Match.connection(ESTABLISHED)));
        rules.add(rule(Verdict.DROP, mine, List.of(new NftExpression.OpenConnections(CONNECTIONS))));
        spec.dns().stream().filter(server -> server.family() == family).forEach(server -> {
            rules.add(rule(
                    Verdict.ACCEPT, mine, Match.destination(server), Match.port(UDP, NetworkSpec.Private.DNS_PORT)));
            rules.add(rule(
                    Verdict.ACCEPT, mine, Match.destination(server), Match.port(TCP, NetworkSpec.Private.DNS_PORT)));
        });
        named(rules, true);
        of(SpecialRanges.closed()).forEach(block -> refuse(rules, Match.destination(block)));
        named(rules, false);
        if (spec.allow().isEmpty()) {
            rules.add(rule(Verdict.ACCEPT, mine));
        } else {
            refuse(rules, List.of());
        }
        return rules;
    }

    private List<Cidr> of(List<Cidr> blocks) {
        return blocks.stream()
                .filter(block -> block.network().family() == family)
                .toList();
    }

    /** In a way that the program notices at once. */
    private void refuse(List<NftTable.Rule> rules, List<NftExpression> destination) {
        rules.add(rule(Verdict.RESET, mine, destination, Match.protocol(TCP)));
        rules.add(rule(Verdict.REJECT, mine, destination));
    }

    private void named(List<NftTable.Rule> rules, boolean closed) {
        for (AllowRule allow : spec.allow()) {
            Cidr block = allow.destination();
            if (block.network().family() != family || SpecialRanges.isPrivate(block) != closed) {
                continue;
            }
            if (allow.port().isEmpty()) {
                rules.add(rule(Verdict.ACCEPT, mine, Match.destination(block)));
            } else {
                int port = allow.port().getAsInt();
                rules.add(rule(Verdict.ACCEPT, mine, Match.destination(block), Match.port(TCP, port)));
                rules.add(rule(Verdict.ACCEPT, mine, Match.destination(block), Match.port(UDP, port)));
            }
        }
    }
}
