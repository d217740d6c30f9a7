package dev.immure.core.network;

import static dev.immure.core.internal.netlink.NftExpression.ConnectionState.ESTABLISHED;
import static dev.immure.core.internal.netlink.NftExpression.ConnectionState.RELATED;
import static dev.immure.core.network.Match.rule;

import dev.immure.core.internal.netlink.NftExpression;
import dev.immure.core.internal.netlink.NftExpression.Account;
import dev.immure.core.internal.netlink.NftExpression.Verdict;
import dev.immure.core.internal.netlink.NftTable;
import dev.immure.core.internal.netlink.NftTable.Hook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of an ordinary user's sandbox as data, for its own network namespace, where no process of the program has
 * CAP_NET_ADMIN. One table says what is reached, and counts; the other, asked before it, names the host and is replaced
 * whenever the host's addresses change. Pure.
 */
final class InnerFirewall {
    static final String TABLE = "immure";
    static final String HOST_TABLE = "immure-host";

    private static final int HOST = -10;
    private static final int FILTER = 0;
    private static final int METER = 10;
    private static final String LOOPBACK = "lo";

    private InnerFirewall() {}

    /** @param families those that the sandbox has; nothing of another leaves it */
    static NftTable table(NetworkSpec.Private spec, AddressPlan plan, Set<IpAddress.Family> families) {
        Optional<NftTable.Quota> quota = spec.trafficBytes().isPresent()
                ? Optional.of(
                        new NftTable.Quota(Firewall.TRAFFIC, spec.trafficBytes().getAsLong()))
                : Optional.empty();
        List<NftTable.Rule> sent = meter(spec, Firewall.SENT, Match.leavesNotBy(LOOPBACK));
        List<NftTable.Rule> received = meter(spec, Firewall.RECEIVED, Match.arrivesNotBy(LOOPBACK));
        return new NftTable(
                NftTable.Family.INET,
                TABLE,
                List.of(Firewall.RECEIVED, Firewall.SENT),
                quota,
                List.of(
                        new NftTable.Chain("out", "filter", Hook.OUTPUT, FILTER, out(spec, plan, families)),
                        new NftTable.Chain("in", "filter", Hook.INPUT, FILTER, in()),
                        new NftTable.Chain("through", "filter", Hook.FORWARD, FILTER, List.of(rule(Verdict.DROP))),
                        new NftTable.Chain("sent", "filter", Hook.OUTPUT, METER, sent),
                        new NftTable.Chain("received", "filter", Hook.INPUT, METER, received)));
    }

    /** @param blocks what never leaves the sandbox, not even when a rule names it, nor over a connection that stands */
    static NftTable host(Collection<Cidr> blocks) {
        List<NftTable.Rule> rules = blocks.stream()
                .map(block -> rule(Verdict.DROP, Match.leavesNotBy(LOOPBACK), Match.destination(block)))
                .toList();
        return new NftTable(
                NftTable.Family.INET,
                HOST_TABLE,
                List.of(),
                Optional.empty(),
                List.of(new NftTable.Chain("host", "filter", Hook.OUTPUT, HOST, rules)));
    }

    /** What is not from the sandbox's own address goes nowhere: the last rule. */
    private static List<NftTable.Rule> out(NetworkSpec.Private spec, AddressPlan plan, Set<IpAddress.Family> families) {
        List<NftTable.Rule> rules = new ArrayList<>();
        rules.add(rule(Verdict.ACCEPT, Match.leavesBy(LOOPBACK)));
        for (IpAddress.Family family : families) {
            List<NftExpression> mine = new ArrayList<>(Match.leavesNotBy(LOOPBACK));
            mine.addAll(Match.source(plan.own(family)));
            rules.addAll(new Destinations(spec, family, mine).rules());
        }
        rules.add(rule(Verdict.DROP));
        return rules;
    }

    /** Only what belongs to the sandbox's own connections. */
    private static List<NftTable.Rule> in() {
        return List.of(
                rule(Verdict.ACCEPT, Match.arrivesBy(LOOPBACK)),
                rule(Verdict.DROP, Match.noConnection(ESTABLISHED | RELATED)));
    }

    /** What the filter has let through; over the limit nothing is. */
    private static List<NftTable.Rule> meter(NetworkSpec.Private spec, String counter, List<NftExpression> device) {
        List<NftTable.Rule> rules = new ArrayList<>();
        if (spec.trafficBytes().isPresent()) {
            List<NftExpression> used = List.of(new Account(Account.QUOTA, Firewall.TRAFFIC));
            rules.add(rule(Verdict.DROP, device, used));
        }
        rules.add(rule(new Account(Account.COUNTER, counter), device));
        return rules;
    }
}
