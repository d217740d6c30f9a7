package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.runtime.CapabilitySet;
import dev.immure.core.runtime.SeccompProfile;
import dev.immure.core.runtime.SeccompStack;
import dev.immure.profiles.OciSeccomp;
import dev.immure.profiles.ProfileCatalog;
import dev.immure.profiles.ProfileFault;
import dev.immure.profiles.SecurityProfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a profile's files, the reader gives a profile or a fault of its own, and never a looser wall. */
class ProfileFuzzTest {
    private static final String DERIVED = """
            { "schema": 1, "name": "fuzz", "base": "strict", "description": "d", "seccomp": "seccomp.json" }
            """;

    private static final SeccompProfile BASE =
            ProfileCatalog.shipped().load("default").seccomp();

    @TempDir
    static Path folder;

    @FuzzTest
    void aProfileIsReadOrRefused(byte[] data) throws IOException {
        write("{ \"schema\": 1, \"rules\": [] }".getBytes(StandardCharsets.UTF_8), data);
    }

    @FuzzTest
    void rulesOnTopOfABaseOnlyTighten(byte[] data) throws IOException {
        write(data, DERIVED.getBytes(StandardCharsets.UTF_8));
    }

    /** A filter in the JSON of Docker or OCI: on top of the default profile it never opens what that keeps closed. */
    @FuzzTest
    void aFilterOfDockersIsReadOrRefusedAndOnlyTightens(byte[] data) {
        try {
            SeccompProfile filter = OciSeccomp.parse(data, "fuzz.json")
                    .profile(CapabilitySet.parse(List.of("CAP_SYS_ADMIN")), OciSeccomp.KernelRelease.of("6.18.0"));
            SeccompStack stack = SeccompStack.of(BASE).with(filter);
            for (int number = 0; number < 500; number++) {
                for (long value : new long[] {0, 1, 40, 1L << 32, -1}) {
                    long[] registers = {value, value, value, 0, 0, 0};
                    if (BASE.actionFor(number, registers).refuses()) {
                        assertThat(stack.actionFor(number, registers).refuses()).isTrue();
                    }
                }
            }
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isInstanceOf(ProfileFault.class);
        }
    }

    private static void write(byte[] seccomp, byte[] profile) throws IOException {
        Files.write(folder.resolve("seccomp.json"), seccomp);
        Path file = Files.write(folder.resolve("profile.json"), profile);
        try {
            SecurityProfile read = ProfileCatalog.shipped().loadFile(file);
            assertThat(read.seccomp().defaultAction().refuses()).isTrue();
            assertThat(read.seccomp().actionFor(165, new long[6]).refuses())
                    .as("mount")
                    .isTrue();
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isInstanceOf(ProfileFault.class);
        }
    }
}
