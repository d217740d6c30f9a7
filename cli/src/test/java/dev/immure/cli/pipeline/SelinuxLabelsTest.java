package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.ImmureException;
import dev.immure.core.host.SelinuxSupport;
import dev.immure.core.plan.IdMap;
import dev.immure.core.plan.SelinuxLabel;
import dev.immure.core.plan.Wall;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelinuxLabelsTest {
    private static SelinuxSupport enforcing(boolean levels, SelinuxSupport.Types types) {
        return new SelinuxSupport(SelinuxSupport.State.ENFORCING, levels, Optional.of(types));
    }

    private static SelinuxSupport without(SelinuxSupport.State state) {
        return new SelinuxSupport(state, true, Optional.empty());
    }

    @Test
    void usesTheTypesThatThePolicyHas() {
        assertThat(SelinuxLabels.of(enforcing(true, SelinuxSupport.Types.IMMURE), 0, SelinuxWish.none(), List.of()))
                .contains(new SelinuxLabel(
                        "system_u:system_r:immure_t:s0:c0,c512", "system_u:object_r:immure_file_t:s0:c0,c512"));
        assertThat(SelinuxLabels.of(
                        enforcing(true, SelinuxSupport.Types.CONTAINER), 513, SelinuxWish.none(), List.of()))
                .contains(new SelinuxLabel(
                        "system_u:system_r:container_t:s0:c1,c513", "system_u:object_r:container_file_t:s0:c1,c513"));
    }

    @Test
    void aPolicyWithoutLevelsGetsALabelWithoutOne() {
        assertThat(SelinuxLabels.of(enforcing(false, SelinuxSupport.Types.IMMURE), 7, SelinuxWish.none(), List.of()))
                .contains(new SelinuxLabel("system_u:system_r:immure_t", "system_u:object_r:immure_file_t"));
    }

    @Test
    void noTwoPlacesHaveTheSameCategories() {
        assertThat(IntStream.range(0, 131_072).mapToObj(SelinuxLabels::level).collect(Collectors.toSet()))
                .hasSize(131_072);
    }

    /** Also of two users, and of two state directories of root's: the ids themselves are what nobody shares. */
    @Test
    void noTwoRangesOfIdsHaveTheSamePlace() {
        assertThat(List.of(
                        SelinuxLabels.place(new IdMap.Own(1_879_048_192L, 1_879_048_192L), 0),
                        SelinuxLabels.place(new IdMap.Own(1_879_113_728L, 1_879_113_728L), 1),
                        SelinuxLabels.place(new IdMap.Subordinate(1000, 1000, 100_000, 100_000), 0),
                        SelinuxLabels.place(new IdMap.Subordinate(1001, 1001, 165_536, 165_536), 0),
                        SelinuxLabels.place(new IdMap.Single(1000, 1000, "no subordinate ids"), 0),
                        SelinuxLabels.place(new IdMap.Single(1000, 1000, "no subordinate ids"), 1)))
                .doesNotHaveDuplicates()
                .allMatch(place -> place >= 0 && place < 262_144);
    }

    @Test
    void aHostThatDoesNotEnforceGivesNoLabel() {
        assertThat(SelinuxLabels.of(without(SelinuxSupport.State.ABSENT), 0, SelinuxWish.none(), List.of()))
                .isEmpty();
        assertThat(SelinuxLabels.of(without(SelinuxSupport.State.PERMISSIVE), 0, SelinuxWish.none(), List.of()))
                .isEmpty();
    }

    @Test
    void aHostThatEnforcesWithoutATypeIsRefusedUnlessTheWallIsWaived() {
        SelinuxSupport host = without(SelinuxSupport.State.ENFORCING);
        assertThatThrownBy(() -> SelinuxLabels.of(host, 0, SelinuxWish.none(), List.of(Wall.LANDLOCK)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(CliFault.SELINUX);
                    assertThat(e.fault().remedy()).contains("semodule -i immure.cil");
                });
        assertThat(SelinuxLabels.of(host, 0, SelinuxWish.none(), List.of(Wall.SELINUX)))
                .isEmpty();
    }

    private static Optional<SelinuxLabel> label(SelinuxSupport host, String... said) {
        SelinuxWish wish = SelinuxWish.none();
        for (String one : said) {
            wish = wish.and(one);
        }
        return SelinuxLabels.of(host, 3, wish, List.of());
    }

    @Test
    void typeAndLevelCanBeChosen() {
        SelinuxSupport host = enforcing(true, SelinuxSupport.Types.CONTAINER);
        assertThat(label(host, "level:s0:c7"))
                .contains(new SelinuxLabel(
                        "system_u:system_r:container_t:s0:c7", "system_u:object_r:container_file_t:s0:c7"));
        assertThat(label(host, "type:immure_t"))
                .contains(new SelinuxLabel(
                        "system_u:system_r:immure_t:s0:c3,c512", "system_u:object_r:immure_file_t:s0:c3,c512"));
        assertThat(label(host, "type:other_t", "level:s0"))
                .contains(new SelinuxLabel("system_u:system_r:other_t:s0", "system_u:object_r:container_file_t:s0"));
        assertThat(label(host, "disable")).isEmpty();
    }

    @Test
    void aLabelThatTheHostCannotGiveIsRefused() {
        SelinuxSupport absent = without(SelinuxSupport.State.ABSENT);
        SelinuxSupport flat = enforcing(false, SelinuxSupport.Types.IMMURE);
        for (Executable refused : List.<Executable>of(
                () -> label(absent, "type:immure_t"),
                () -> label(without(SelinuxSupport.State.PERMISSIVE), "level:s0:c1"),
                () -> label(flat, "level:s0:c1"))) {
            assertThatThrownBy(refused::execute)
                    .isInstanceOfSatisfying(
                            ImmureException.class,
                            e -> assertThat(e.fault().code()).isEqualTo(CliFault.SELINUX));
        }
        assertThat(label(absent, "disable")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "disabled",
                "type:",
                "type:a b",
                "type:a:b",
                "level:",
                "level:c1",
                "level:s0:c1,",
                "user:u",
                "filetype:t"
            })
    void whatIsNoLabelIsRefused(String value) {
        assertThatThrownBy(() -> SelinuxWish.none().and(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() -> SelinuxWish.none().and("disable").and("type:immure_t"))
                .hasMessageContaining("either disabled or chosen");
        assertThatThrownBy(() -> SelinuxWish.none().and("level:s0").and("level:s0:c1"))
                .hasMessageContaining("contradicts s0");
    }
}
