package dev.immure.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.internal.netlink.NftExpression.Verdict;
import dev.immure.core.internal.netlink.NftTable;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an ordinary user's sandbox has around it, as data; RootlessNetworkIT tries it. */
class InnerFirewallTest {
    private static final NetworkSpec.Private ANYWHERE =
            new NetworkSpec.Private(List.of(), List.of(), Optional.empty(), Optional.empty(), OptionalLong.empty());

    private static NftTable.Chain chain(NftTable table, String name) {
        return table.chains().stream()
                .filter(chain -> chain.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatNoRuleNamesDoesNotLeave() {
        NftTable table = InnerFirewall.table(ANYWHERE, new AddressPlan(0), EnumSet.allOf(IpAddress.Family.class));
        List<NftTable.Rule> out = chain(table, "out").rules();
        assertThat(out.getLast().steps()).containsExactly(Verdict.DROP);
        assertThat(chain(table, "through").rules()).containsExactly(new NftTable.Rule(List.of(Verdict.DROP)));
    }

    @Test
    void anIpVersionThatTheSandboxHasNotHasNoRule() {
        AddressPlan plan = new AddressPlan(0);
        NftTable both = InnerFirewall.table(ANYWHERE, plan, EnumSet.allOf(IpAddress.Family.class));
        NftTable one = InnerFirewall.table(ANYWHERE, plan, Set.of(IpAddress.Family.V4));
        assertThat(chain(one, "out").rules())
                .hasSizeLessThan(chain(both, "out").rules().size());
        assertThat(chain(one, "out").rules().toString())
                .doesNotContain(Match.source(plan.v6()).toString());
    }

    @Test
    void theHostIsAskedForBeforeEverythingElse() {
        NftTable table = InnerFirewall.table(ANYWHERE, new AddressPlan(0), Set.of(IpAddress.Family.V4));
        NftTable host = InnerFirewall.host(List.of(Cidr.parse("203.0.113.1"), Cidr.parse("fe80::/10")));
        assertThat(chain(host, "host").priority())
                .isLessThan(chain(table, "out").priority());
        assertThat(chain(host, "host").rules())
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.steps().getLast()).isEqualTo(Verdict.DROP));
    }

    @Test
    void pastaIsToldToOpenNothing() {
        List<String> words =
                Pasta.arguments(Path.of("/usr/bin/pasta"), new AddressPlan(0), Set.of(IpAddress.Family.V4));
        assertThat(words)
                .contains("--no-map-gw", "--ipv4-only", "--no-dhcp", "--no-ra")
                .containsSequence("--tcp-ports", "none")
                .containsSequence("--udp-ports", "none")
                .containsSequence("--tcp-ns", "none")
                .containsSequence("--udp-ns", "none")
                .containsSequence("--dns", "none");
    }
}
