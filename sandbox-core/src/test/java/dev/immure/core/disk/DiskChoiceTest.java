package dev.immure.core.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.plan.DiskBackend;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskChoiceTest {
    private static final long MIB = 1 << 20;

    /** A host that has these and no others. */
    private static DiskOffers host(DiskBackend... available) {
        Map<DiskBackend, DiskOffer> offers = new EnumMap<>(DiskBackend.class);
        for (DiskBackend backend : DiskBackend.values()) {
            boolean there = List.of(available).contains(backend);
            offers.put(backend, new DiskOffer("looked at " + backend, there ? "" : "get " + backend));
        }
        return new DiskOffers(offers);
    }

    private static DiskBackend choose(
            DiskPreference preference, DiskOffers offers, long mib, boolean sized, long memory) {
        return DiskChoice.choose(preference, offers, mib * MIB, 64, sized, memory * MIB)
                .backend();
    }

    @Test
    void aProjectQuotaIsTheBest() {
        DiskOffers every = host(DiskBackend.values());
        assertThat(choose(DiskPreference.AUTO, every, 10, true, 100)).isEqualTo(DiskBackend.PROJECT);
        assertThat(choose(DiskPreference.AUTO, every, 100, true, 10)).isEqualTo(DiskBackend.PROJECT);
        assertThat(choose(DiskPreference.AUTO, every, 100, false, 10)).isEqualTo(DiskBackend.PROJECT);
    }

    @Test
    void moreDiskThanMemoryTakesALoopFile() {
        DiskOffers usual = host(DiskBackend.TMPFS, DiskBackend.LOOP);
        assertThat(choose(DiskPreference.AUTO, usual, 101, true, 100)).isEqualTo(DiskBackend.LOOP);
        assertThat(choose(DiskPreference.AUTO, usual, 100, true, 100)).isEqualTo(DiskBackend.TMPFS);
        assertThat(choose(DiskPreference.AUTO, usual, 101, false, 100))
                .as("a profile's default is not worth a file of that size")
                .isEqualTo(DiskBackend.TMPFS);
        assertThat(choose(DiskPreference.AUTO, host(DiskBackend.TMPFS), 101, true, 100))
                .isEqualTo(DiskBackend.TMPFS);
    }

    /** It does not limit inodes, and nobody said that this is good enough. */
    @Test
    void btrfsIsNeverChosenUnasked() {
        DiskOffers offers = host(DiskBackend.TMPFS, DiskBackend.BTRFS);
        assertThat(choose(DiskPreference.AUTO, offers, 100, true, 10)).isEqualTo(DiskBackend.TMPFS);
        assertThat(choose(DiskPreference.BTRFS, offers, 100, true, 10)).isEqualTo(DiskBackend.BTRFS);
    }

    @Test
    void whatIsNamedIsTakenOrRefusedWithTheEvidence() {
        for (DiskPreference named : DiskPreference.values()) {
            if (named == DiskPreference.AUTO) {
                continue;
            }
            DiskBackend backend = DiskBackend.valueOf(named.name());
            assertThat(choose(named, host(backend), 100, true, 100)).isEqualTo(backend);
            DiskBackend[] others = Arrays.stream(DiskBackend.values())
                    .filter(other -> other != backend)
                    .toArray(DiskBackend[]::new);
            assertThatThrownBy(() -> choose(named, host(others), 100, true, 100))
                    .isInstanceOfSatisfying(ImmureException.class, refusal -> {
                        assertThat(refusal.fault().code()).isEqualTo(DiskFault.BACKEND);
                        assertThat(refusal.fault().on()).isEqualTo(named.label());
                        assertThat(refusal.fault().why()).isEqualTo("looked at " + backend);
                        assertThat(refusal.fault().remedy()).isEqualTo("get " + backend);
                    });
        }
    }

    @Test
    void aQgroupIsNotForAFewMegabytes() {
        assertThatThrownBy(() -> choose(DiskPreference.BTRFS, host(DiskBackend.BTRFS), 15, true, 100))
                .hasMessageContaining("IMM-DISK-BACKEND")
                .hasMessageContaining("16 MiB");
    }

    /** What a policy is told must not be less than what a program can make. */
    @Test
    void onBtrfsTheBytesBoundTheInodes() {
        assertThat(DiskChoice.inodesInForce(DiskPreference.BTRFS, 16 * MIB, 64)).isEqualTo(16 * MIB / 160);
        assertThat(DiskChoice.inodesInForce(DiskPreference.LOOP, 16 * MIB, 64)).isEqualTo(64);
        assertThat(DiskChoice.inodesInForce(DiskPreference.AUTO, 16 * MIB, 64)).isEqualTo(64);
    }

    @Test
    void aPreferenceIsReadByItsLabelAlone() {
        assertThat(DiskPreference.parse("loop")).isEqualTo(DiskPreference.LOOP);
        assertThatThrownBy(() -> DiskPreference.parse("LOOP"))
                .hasMessage("the back-ends of a disk are auto, tmpfs, btrfs, project, loop");
    }
}
