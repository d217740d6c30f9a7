package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.plan.Wall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SelinuxLabelsTest {
    private static SelinuxSupport enforcing(boolean levels, SelinuxSupport.Types types) {
        return new SelinuxSupport(SelinuxSupport.State.ENFORCING, levels, Optional.of(types));
    }

    private static SelinuxSupport without(SelinuxSupport.State state) {
        return new SelinuxSupport(state, true, Optional.empty());
    }

    @Test
    void usesTheTypesThatThePolicyHas() {
        assertThat(SelinuxLabels.of(enforcing(true, SelinuxSupport.Types.IMMURE), 0, List.of()))
                .contains(new SelinuxLabel(
                        "system_u:system_r:immure_t:s0:c0,c512", "system_u:object_r:immure_file_t:s0:c0,c512"));
        assertThat(SelinuxLabels.of(enforcing(true, SelinuxSupport.Types.CONTAINER), 513, List.of()))
                .contains(new SelinuxLabel(
                        "system_u:system_r:container_t:s0:c1,c513", "system_u:object_r:container_file_t:s0:c1,c513"));
    }

    @Test
    void aPolicyWithoutLevelsGetsALabelWithoutOne() {
        assertThat(SelinuxLabels.of(enforcing(false, SelinuxSupport.Types.IMMURE), 7, List.of()))
                .contains(new SelinuxLabel("system_u:system_r:immure_t", "system_u:object_r:immure_file_t"));
    }

    @Test
    void noTwoSlotsHaveTheSameCategories() {
        assertThat(IntStream.range(0, 65_536).mapToObj(SelinuxLabels::level).collect(Collectors.toSet()))
                .hasSize(65_536);
    }

    @Test
    void aHostThatDoesNotEnforceGivesNoLabel() {
        assertThat(SelinuxLabels.of(without(SelinuxSupport.State.ABSENT), 0, List.of()))
                .isEmpty();
        assertThat(SelinuxLabels.of(without(SelinuxSupport.State.PERMISSIVE), 0, List.of()))
                .isEmpty();
    }

    @Test
    void aHostThatEnforcesWithoutATypeIsRefusedUnlessTheWallIsWaived() {
        SelinuxSupport host = without(SelinuxSupport.State.ENFORCING);
        assertThatThrownBy(() -> SelinuxLabels.of(host, 0, List.of(Wall.LANDLOCK)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(CliFault.SELINUX);
                    assertThat(e.fault().remedy()).contains("semodule -i immure.cil");
                });
        assertThat(SelinuxLabels.of(host, 0, List.of(Wall.SELINUX))).isEmpty();
    }
}
