package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.audit.Receipt;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelinuxDenialTest {
    private static final String OWN = "system_u:system_r:immure_t:s0:c1,c513";
    private static final long SINCE = 1_700_000_000_000L;

    /** As Linux 6.1 wrote it. */
    private static final String RECORD = "audit(1700000001.500:42): avc:  denied  { read } for  pid=812 comm=\"probe\""
            + " name=\"secret\" dev=\"nvme0n1\" ino=4711 scontext=" + OWN
            + " tcontext=system_u:object_r:file_t:s0 tclass=file permissive=0";

    private static Optional<String> told(String record) {
        return SelinuxDenial.of(record, OWN, SINCE).map(Receipt.Denial::what);
    }

    @Test
    void tellsTheActTheNameAndTheType() {
        assertThat(SelinuxDenial.of(RECORD, OWN, SINCE))
                .contains(new Receipt.Denial("selinux", "read file \"secret\" (file_t:s0)"));
    }

    @Test
    void anotherSandboxsRefusalIsNotOurs() {
        assertThat(SelinuxDenial.of(RECORD, OWN + "4", SINCE)).isEmpty();
        assertThat(told(RECORD.replace("c1,c513", "c1,c5"))).isEmpty();
    }

    @Test
    void whatHappenedBeforeTheRunIsAnotherRuns() {
        assertThat(SelinuxDenial.of(RECORD, OWN, SINCE + 1500)).isPresent();
        assertThat(SelinuxDenial.of(RECORD, OWN, SINCE + 1501)).isEmpty();
    }

    @Test
    void whatWasOnlyLoggedIsNoRefusal() {
        assertThat(told(RECORD.replace("permissive=0", "permissive=1"))).isEmpty();
        assertThat(told(RECORD.replace("denied ", "granted "))).isEmpty();
    }

    /** The kernel writes a name with a blank, a quote or a control character in hexadecimal, without quotes. */
    @Test
    void aNameInHexadecimalIsLeftOut() {
        assertThat(told(RECORD.replace("\"secret\"", "73656372657420783D79"))).contains("read file (file_t:s0)");
    }

    @Test
    void aNameCannotPassForAField() {
        assertThat(told(RECORD.replace("\"secret\"", "\"scontext=system_u:system_r:other_t:s0\"")))
                .contains("read file \"scontext=system_u:system_r:other_t:s0\" (file_t:s0)");
        assertThat(told(RECORD.replace(OWN, "system_u:system_r:other_t:s0").replace("secret", "scontext=" + OWN)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "audit(", "audit(1.1:1): avc:  denied  {", "type=1400 audit(1700000001.500:42): avc"})
    void damagedRecordsTellNothing(String record) {
        assertThat(told(record)).isEmpty();
    }

    @Test
    void endlessFieldsAreNotRead() {
        assertThat(told(RECORD.replace("secret", "x".repeat(100_000)))).isEmpty();
        assertThat(told(RECORD.replace("secret", "x".repeat(200)))).contains("read file (file_t:s0)");
    }
}
