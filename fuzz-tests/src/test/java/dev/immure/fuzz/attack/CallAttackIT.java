package dev.immure.fuzz.attack;

import static dev.immure.cli.attack.PlanEdits.noFilter;
import static dev.immure.cli.attack.PlanEdits.without;

import dev.immure.core.plan.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** System calls that open a way out. Each is tried behind all walls, then without the one that should stop it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallAttackIT {
    private final AttackGround ground;

    CallAttackIT(@TempDir Path folder) throws IOException {
        ground = AttackGround.open(folder);
    }

    /** CVE-2019-10063 and CVE-2019-7303 in their widest form. */
    @Test
    void E13_upperHalfOfAnIntArgumentIsCompared() throws IOException {
        ground.assertHeld("upper-half");
        ground.assertOpens(noFilter(), "upper-half");
    }

    @Test
    void E14_noKeyringCarriesABitToTheNextRun() throws IOException {
        ground.assertHeld("keyrings");
        ground.assertOpens(noFilter(), "keyrings");
    }

    /** CVE-2017-5226: on a terminal that really is its own, since a filter may look at a bad descriptor only. */
    @Test
    void E16_nothingIsTypedIntoATerminal() throws IOException {
        ground.assertHeld("type-into-terminal");
        ground.assertOpens(noFilter(), "type-into-terminal");
    }

    @Test
    void E17_terminalInputIsRefusedWithHighBitsAndByTheOldTable() throws IOException {
        for (String attack : new String[] {"terminal-input", "upper-half", "i386"}) {
            ground.assertHeld(attack);
            ground.assertOpens(noFilter(), attack);
        }
    }

    @Test
    void E29_aProgramOfAnotherArchitectureMakesNoCall() throws IOException {
        ground.assertHeld("foreign", "/bin/exit42");
        ground.assertOpens(noFilter(), "foreign", "/bin/exit42");
        ground.assertHeld("x32");
    }

    /** A second thread changes the path while the kernel reads it; mounts and masks decide, not the text. */
    @Test
    void E30_aPathThatChangesInTheCallReachesNothingElse() throws IOException {
        ground.assertHeld("flip-path", "/tmp/innocent", "/proc/kallsyms");
        ground.assertOpens(without(Opcode.MASK_PATH), "flip-path", "/tmp/innocent", "/proc/kallsyms");
    }

    @Test
    void E38_noUserNamespaceIsMadeInside() throws IOException {
        ground.assertHeld("user-namespaces");
        ground.assertOpens(noFilter().andThen(without(Opcode.SET_SYSCTL)), "user-namespaces");
    }

    /** CVE-2022-0185, CVE-2022-0492 and CVE-2024-1086: fsconfig, release_agent and nf_tables from inside. */
    @Test
    void cve2022_0185_noFileSystemIsSetUpAndNoPacketFilterReached() throws IOException {
        ground.assertHeld("mount-family");
        ground.assertOpens(noFilter(), "mount-family");
    }

    @Test
    void cve2026_31431_rareSocketFamiliesAreOutOfReach() throws IOException {
        ground.assertHeld("socket-families");
        ground.assertOpens(noFilter(), "socket-families");
    }
}
