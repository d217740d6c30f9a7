package dev.immure.core.network;

import static dev.immure.core.internal.netlink.NftExpression.ConnectionState.ESTABLISHED;
import static dev.immure.core.internal.netlink.NftExpression.ConnectionState.RELATED;
import static dev.immure.core.network.Match.rule;

import dev.immure.core.internal.netlink.NetlinkException;
import dev.immure.core.internal.netlink.NftExpression;
import dev.immure.core.internal.netlink.NftExpression.Account;
import dev.immure.core.internal.netlink.NftExpression.Verdict;
import dev.immure.core.internal.netlink.NftTable;
import dev.immure.core.internal.netlink.NftTable.Hook;
import dev.immure.core.internal.netlink.Nftables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules before one sandbox as data. Pure. Two tables: what comes over its port of the bridge must bear its own
 * hardware and IP address, so it cannot pretend to be another; what is forwarded is filtered by destination, counted and
 * given the host's address.
 */
final class Firewall {
    static final String RECEIVED = "received";
    static final String SENT = "sent";
    static final String TRAFFIC = "traffic";

    /** nft(8), "NAT" and the names of priorities: raw, filter, after filter, srcnat. */
    private static final int RAW = -300;

    private static final int FILTER = 0;
    private static final int METER = 10;
    private static final int SOURCE_NAT = 100;

    private static final int ETHERNET_DESTINATION = 0;
    private static final int ETHERNET_SOURCE = 6;

    private final AddressPlan plan;
    private final NetworkSpec.Private spec;

    private Firewall(AddressPlan plan, NetworkSpec.Private spec) {
        this.plan = plan;
        this.spec = spec;
    }

    static List<NftTable> tables(AddressPlan plan, NetworkSpec.Private spec) {
        Firewall firewall = new Firewall(plan, spec);
        return List.of(firewall.bridge(), firewall.inet());
    }

    private NftTable bridge() {
        NftTable.Chain from = new NftTable.Chain(
                "from_sandbox",
                "filter",
                Hook.PREROUTING,
                RAW,
                List.of(
                        rule(Verdict.ACCEPT, Match.arrivesNotBy(plan.port())),
                        rule(Verdict.DROP, Match.hardwareIsNot(ETHERNET_SOURCE, plan.insideHardware())),
                        // Neither broadcast nor multicast, and so neither ARP nor neighbour discovery.
                        rule(Verdict.DROP, Match.hardwareIsNot(ETHERNET_DESTINATION, AddressPlan.bridgeHardware())),
                        rule(Verdict.ACCEPT, Match.bridgedSource(0x0800, plan.v4())),
                        rule(Verdict.ACCEPT, Match.bridgedSource(0x86dd, plan.v6())),
                        new NftTable.Rule(List.of(Verdict.DROP))));
        NftTable.Chain to = new NftTable.Chain(
                "to_sandbox",
                "filter",
                Hook.POSTROUTING,
                FILTER,
                List.of(rule(
                        Verdict.DROP,
                        Match.leavesBy(plan.port()),
                        Match.hardwareIsNot(ETHERNET_DESTINATION, plan.insideHardware()))));
        return new NftTable(NftTable.Family.BRIDGE, plan.table(), List.of(), Optional.empty(), List.of(from, to));
    }

    private NftTable inet() {
        Optional<NftTable.Quota> quota = spec.trafficBytes().isPresent()
                ? Optional.of(new NftTable.Quota(TRAFFIC, spec.trafficBytes().getAsLong()))
                : Optional.empty();
        return new NftTable(
                NftTable.Family.INET,
                plan.table(),
                List.of(RECEIVED, SENT),
                quota,
                List.of(
                        new NftTable.Chain("before_routing", "filter", Hook.PREROUTING, RAW, beforeRouting()),
                        new NftTable.Chain("to_host", "filter", Hook.INPUT, FILTER, toHost()),
                        new NftTable.Chain("forwarded", "filter", Hook.FORWARD, FILTER, forwarded()),
                        new NftTable.Chain("meter", "filter", Hook.FORWARD, METER, meter()),
                        new NftTable.Chain("nat", "nat", Hook.POSTROUTING, SOURCE_NAT, sourceNat())));
    }

    /** Before any translation of destinations on the host: a published port of it is one of its addresses, too. */
    private List<NftTable.Rule> beforeRouting() {
        return List.of(
                // Past the bridge: frames that a bridge hands on as they are (IEEE 802.1D, reserved addresses).
                rule(Verdict.DROP, Match.arrivesBy(plan.port())),
                rule(Verdict.DROP, Match.arrivesBy(AddressPlan.BRIDGE), Match.notForwarded()));
    }

    private List<NftTable.Rule> toHost() {
        return List.of(
                rule(Verdict.DROP, Match.arrivesBy(plan.port())),
                rule(Verdict.DROP, Match.arrivesBy(AddressPlan.BRIDGE)));
    }

    /**
     * Into the sandbox only what belongs to its own connections. Out of it, in this order: its connections; no more than so many; name servers;
     * what a rule names inside a closed range; closed ranges refused; the other rules, or everything if there are none.
     */
    private List<NftTable.Rule> forwarded() {
        List<NftTable.Rule> rules = new ArrayList<>();
        for (IpAddress own : own()) {
            rules.add(rule(
                    Verdict.DROP,
                    Match.destination(own),
                    Match.leavesBy(AddressPlan.BRIDGE),
                    Match.noConnection(ESTABLISHED | RELATED)));
            rules.add(rule(Verdict.ACCEPT, Match.destination(own), Match.leavesBy(AddressPlan.BRIDGE)));
        }
        // Everything that is not from this sandbox is another table's, or none of ours.
        for (IpAddress own : own()) {
            outgoing(rules, own, Match.source(own));
        }
        return rules;
    }

    private void outgoing(List<NftTable.Rule> rules, IpAddress own, List<NftExpression> from) {
        List<NftExpression> mine = new ArrayList<>(Match.arrivesBy(AddressPlan.BRIDGE));
        mine.addAll(from);
        rules.addAll(new Destinations(spec, own.family(), mine).rules());
    }

    /** @throws dev.immure.core.ImmureException {@link NetworkFault#METER} when the table is gone */
    static Traffic traffic(Nftables nftables, String table, NetworkSpec.Private spec) throws NetlinkException {
        Map<String, Long> counts = nftables.counts(new Nftables.Name(NftTable.Family.INET, table));
        if (!counts.containsKey(RECEIVED) || !counts.containsKey(SENT)) {
            throw NetworkFault.METER.because(
                    "cannot read", Traffic.METER, "the table " + table + " is gone", "Leave its rules alone");
        }
        boolean reached = spec.trafficBytes().isPresent()
                && counts.getOrDefault(TRAFFIC, 0L) >= spec.trafficBytes().getAsLong();
        return new Traffic(counts.get(RECEIVED), counts.get(SENT), reached);
    }

    /** What the filter has let through; over the limit nothing is. */
    private List<NftTable.Rule> meter() {
        List<NftTable.Rule> rules = new ArrayList<>();
        for (IpAddress own : own()) {
            meter(rules, RECEIVED, Match.destination(own), Match.leavesBy(AddressPlan.BRIDGE));
            meter(rules, SENT, Match.source(own), Match.arrivesBy(AddressPlan.BRIDGE));
        }
        return rules;
    }

    private void meter(
            List<NftTable.Rule> rules, String counter, List<NftExpression> address, List<NftExpression> device) {
        if (spec.trafficBytes().isPresent()) {
            List<NftExpression> used = List.of(new Account(Account.QUOTA, TRAFFIC));
            rules.add(rule(Verdict.DROP, address, device, used));
        }
        rules.add(rule(new Account(Account.COUNTER, counter), address, device));
    }

    private List<NftTable.Rule> sourceNat() {
        return own().stream()
                .map(own -> rule(Verdict.MASQUERADE, Match.source(own), Match.leavesNotBy(AddressPlan.BRIDGE)))
                .toList();
    }

    private List<IpAddress> own() {
        return List.of(plan.v4(), plan.v6());
    }
}
