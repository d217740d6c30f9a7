package dev.immure.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.netlink.NftExpression;
import dev.immure.core.internal.netlink.NftExpression.Verdict;
import dev.immure.core.internal.netlink.NftTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The rules as data; NetworkIT tries them. */
class FirewallTest {
    private static NetworkSpec.Private spec(String... allow) {
        return new NetworkSpec.Private(
                List.of(allow).stream().map(AllowRule::parse).toList(),
                List.of(IpAddress.parse("10.0.0.53")),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.of(1000));
    }

    private static List<NftExpression> ends(NetworkSpec.Private spec, String chain) {
        return Firewall.tables(new AddressPlan(3), spec).stream()
                .flatMap(table -> table.chains().stream())
                .filter(c -> c.name().equals(chain))
                .flatMap(c -> c.rules().stream())
                .map(rule -> rule.steps().getLast())
                .toList();
    }

    @Test
    void everythingIsNamedAfterTheSlot() {
        assertThat(Firewall.tables(new AddressPlan(3), spec()))
                .extracting(NftTable::name)
                .containsExactly("immure-3", "immure-3");
        assertThat(new AddressPlan(3).v4()).hasToString("10.119.0.5");
        assertThat(new AddressPlan(3).v6()).hasToString("fd69:6d6d:7572:6500::5");
    }

    @Test
    void nothingIsAcceptedOnTheWayToTheHost() {
        assertThat(ends(spec(), "to_host")).containsOnly(Verdict.DROP);
        assertThat(ends(spec(), "before_routing")).containsOnly(Verdict.DROP);
    }

    @Test
    void withAListTheLastWordIsNo() {
        assertThat(ends(spec("192.0.2.0/24"), "forwarded").getLast()).isEqualTo(Verdict.REJECT);
        assertThat(ends(spec(), "forwarded").getLast()).isEqualTo(Verdict.ACCEPT);
    }

    @Test
    void everyRuleOfTheForwardChainNamesTheSandbox() {
        NftTable inet = Firewall.tables(new AddressPlan(3), spec("192.0.2.0/24", "[2001:db8::/32]:443"))
                .getLast();
        List<List<Byte>> own = List.of(
                NftExpression.bytes(new AddressPlan(3).v4().bytes()),
                NftExpression.bytes(new AddressPlan(3).v6().bytes()));
        assertThat(inet.chains())
                .filteredOn(chain ->
                        chain.name().equals("forwarded") || chain.name().equals("meter"))
                .flatExtracting(NftTable.Chain::rules)
                .allSatisfy(rule -> assertThat(rule.steps())
                        .anyMatch(step -> step instanceof NftExpression.Compare compare
                                && compare.equal()
                                && own.contains(compare.value())));
    }

    @Test
    void blocksThatAreNeverReachedComeBeforeAllElse() {
        assertThat(ends(spec("10.0.0.0/8"), "forwarded"))
                .startsWith(Verdict.DROP, Verdict.ACCEPT, Verdict.DROP, Verdict.ACCEPT, Verdict.DROP, Verdict.DROP);
    }
}
