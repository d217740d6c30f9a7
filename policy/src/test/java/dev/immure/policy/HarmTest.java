package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kie.api.runtime.KieSession;

/**
 * Ways to hang, end or fill the process that asks a policy: each works in plain Drools, in a process of its own, and each is
 * refused here with its place and its own code.
 */
class HarmTest {
    private static final String HEAD =
            "package immure.oracle; import dev.immure.policy.*; " + "global dev.immure.policy.Decision decision;\n";
    private static final int SECONDS_OF_NOTHING = 3;

    @TempDir
    Path folder;

    /** Condition on line 4, consequence on line 6. */
    private static String rule(String when, String then) {
        return HEAD + "rule \"ABC-001\"\nwhen\n" + when + "\nthen\n" + then + "\nend\n";
    }

    private static void assertRefused(String drl, String code, int line) {
        List<Fault> faults = Policies.faults(drl);
        assertThat(faults).anySatisfy(fault -> {
            assertThat(fault.code().id()).isEqualTo("IMM-POLICY-" + code);
            assertThat(fault.on()).isEqualTo("test.drl:" + line);
        });
    }

    private Process drools(String drl) throws IOException {
        Path file = Files.writeString(folder.resolve("policy.drl"), drl);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HarmProbe.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static BufferedReader reader(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @Test
    void anEndlessLoopInAConsequence() throws IOException, InterruptedException {
        String drl = rule("", "while (decision != null) { }");
        assertThatItIsNotThrough(drl);
        assertRefused(drl, "CONSEQUENCE", 6);
    }

    @Test
    void anExpressionThatBacktracks() throws IOException, InterruptedException {
        String drl = rule("MountRequest( source matches \"/(.*a){24}$\" )", "decision.warn(\"W\", \"t\");");
        assertThatItIsNotThrough(drl);
        assertRefused(drl.replace("){24}$", "){24}(?=a)$"), "REGEX", 4);
        assertThat(Policies.codes(Policies.decide(
                        rule("MountRequest( source matches \"/(.*a){24}\" )", "decision.warn(\"W\", \"t\");")
                                        .substring(HEAD.length())
                                + Policies.PERMIT,
                        Inputs.valid()
                                .mounts(new MountRequest("/" + "a".repeat(40) + "b", "/d", true))
                                .build())))
                .as("here the same expression takes no time")
                .isEmpty();
    }

    private void assertThatItIsNotThrough(String drl) throws IOException, InterruptedException {
        Process process = drools(drl);
        try {
            assertThat(reader(process).readLine()).isEqualTo(HarmProbe.READY);
            assertThat(process.waitFor(SECONDS_OF_NOTHING, TimeUnit.SECONDS))
                    .as("plain Drools is through")
                    .isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void theEndOfTheProcess() throws IOException, InterruptedException {
        String drl = rule("", "System.exit(42);");
        assertThat(drools(drl).waitFor()).isEqualTo(42);
        assertRefused(drl, "CONSEQUENCE", 6);
    }

    @Test
    void anotherProgram() throws IOException, InterruptedException {
        Path mark = folder.resolve("mark");
        String drl = rule("", "Runtime.getRuntime().exec(new String[] {\"touch\", \"" + mark + "\"}).waitFor();");
        assertThat(drools(drl).waitFor()).isZero();
        assertThat(mark).exists();
        assertRefused(drl, "CONSEQUENCE", 6);
    }

    @Test
    void allTheMemory() throws IOException, InterruptedException {
        String drl = rule(
                "",
                "java.util.List<byte[]> all = new java.util.ArrayList<>(); "
                        + "while (all != null) { all.add(new byte[1 << 20]); }");
        Process process = drools(drl);
        assertThat(reader(process).readAllLines()).containsExactly(HarmProbe.READY, HarmProbe.FULL);
        assertRefused(drl, "CONSEQUENCE", 6);
    }

    /** Drools writes out every combination of alternatives as a rule: the work doubles with each. */
    @ParameterizedTest
    @CsvSource({"2, 4", "3, 8", "5, 32"})
    void alternativesThatDouble(int groups, int firings) {
        String drl = "rule \"ABC-001\" when " + "( ImageFacts() or RunRequest() ) ".repeat(groups)
                + "then decision.warn(\"W\", \"t\"); end\n";
        KieSession session = Oracle.compileRules(drl).newSession();
        try {
            session.setGlobal("decision", new Ruling(true));
            Inputs.valid().build().facts().forEach(session::insert);
            assertThat(session.fireAllRules()).isEqualTo(firings);
        } finally {
            session.dispose();
        }
        if (firings > 8) {
            assertRefused(drl, "ALTERNATIVES", 1);
        } else {
            assertThat(Policies.faults(drl)).isEmpty();
        }
    }
}
