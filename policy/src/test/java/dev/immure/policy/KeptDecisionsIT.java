package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.policy.cache.KeptDecisions;
import dev.immure.policy.cache.KeptPolicies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was answered before is answered again, as long as the rules would, and by nobody else's word. */
class KeptDecisionsIT {
    private static final int KEY_AND_LOCK = 2;

    @TempDir
    private Path folder;

    private Path kept;

    @BeforeEach
    void place() {
        kept = folder.resolve("kept");
    }

    private KeptDecisions memory() {
        return new KeptDecisions(kept.resolve("decisions"), "1");
    }

    /** As a process of its own: without an engine. */
    private PolicyDecision ask(PolicyBundle bundle, PolicyInput input) {
        return ask(bundle, input, 1);
    }

    private PolicyDecision ask(PolicyBundle bundle, PolicyInput input, long seed) {
        return PolicyDecisionPoint.remembering(anew(bundle), new SplittableRandom(seed), memory())
                .decide(input);
    }

    /** The same policy, of which nobody has asked anything. */
    private static PolicyBundle anew(PolicyBundle bundle) {
        return bundle.withParameters(Map.of());
    }

    private static PolicyInput at(String moment) {
        return Inputs.valid().clock(Instant.parse(moment)).build();
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(kept.resolve("decisions"))) {
            return files.filter(file -> file.getFileName().toString().length() == 64)
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7})
    void whatIsRecalledIsWhatTheRulesSay(long seed) {
        RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
        PolicyBundle bundle = Policies.compile(random.rules(20).replace("epochSeconds", "hour"));
        PolicyDecisionPoint rules = new PolicyDecisionPoint(bundle, new SplittableRandom(1));
        for (int i = 0; i < 20; i++) {
            PolicyInput input = random.input();
            ask(bundle, input);
            PolicyDecision again = ask(bundle, input);
            assertThat(again.recalled()).isTrue();
            assertThat(said(again)).isEqualTo(said(rules.decide(input)));
        }
    }

    /** All but the id, the permit that goes with it, and where the answer is from. */
    static List<Object> said(PolicyDecision decision) {
        List<Object> said = new ArrayList<>(List.of(
                decision.policy(), decision.rules(), decision.warnings(), decision.waived(), decision.lapsed()));
        switch (decision) {
            case PolicyDecision.Permit permit -> said.addAll(List.of(permit.reasons(), permit.obligations()));
            case PolicyDecision.Deny deny -> said.add(deny.reasons());
        }
        return said;
    }

    @Test
    void eachDecisionHasItsOwnIdAndPermit() {
        PolicyBundle bundle = PolicyBundle.baseline();
        ask(bundle, Inputs.valid().build(), 1);
        PolicyDecision again = ask(bundle, Inputs.valid().build(), 2);
        PolicyDecision third = ask(bundle, Inputs.valid().build(), 3);
        assertThat(again.recalled()).isTrue();
        assertThat(again.decisionId()).isNotEqualTo(third.decisionId());
        assertThat(again).isInstanceOfSatisfying(PolicyDecision.Permit.class, permit -> {
            assertThat(permit.permit().decisionId()).isEqualTo(permit.decisionId());
            assertThat(permit.permit().image()).isEqualTo(Inputs.MANIFEST);
        });
    }

    @Test
    void otherFactsAreAskedAbout() {
        PolicyBundle bundle = PolicyBundle.baseline();
        ask(bundle, Inputs.valid().build());
        assertThat(ask(bundle, Inputs.valid().capabilities("CAP_SYS_ADMIN").build())
                        .recalled())
                .isFalse();
    }

    @Test
    void anotherPolicyAndAnotherVersionOfImmureAreAsked() {
        PolicyInput input = Inputs.valid().build();
        ask(PolicyBundle.baseline(), input);
        assertThat(ask(Policies.compile(Policies.PERMIT), input).recalled()).isFalse();
        PolicyDecision other = PolicyDecisionPoint.remembering(
                        anew(PolicyBundle.baseline()),
                        new SplittableRandom(1),
                        new KeptDecisions(kept.resolve("decisions"), "2"))
                .decide(input);
        assertThat(other.recalled()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // What the rules look at, another moment, whether the answer of 09:30 on 23 November is good for it.
        "ImageFacts(), 2026-11-23T00:00:00Z, true",
        "ImageFacts(), 2026-11-23T23:59:59.999Z, true",
        "ImageFacts(), 2026-11-24T00:00:00Z, false",
        "ImageFacts(), 2026-11-22T23:59:59Z, false",
        "Clock(), 2026-11-23T23:59:59Z, true",
        "Clock( weekday == \"MONDAY\" ), 2026-11-23T20:00:00Z, true",
        "Clock( $d : date ), 2026-11-23T20:00:00Z, true",
        "Clock( hour < 12 ), 2026-11-23T09:59:59Z, true",
        "Clock( hour < 12 ), 2026-11-23T10:00:00Z, false",
        "Clock( $h : hour ), 2026-11-23T10:00:00Z, false",
        "not Clock( hour > 12 ), 2026-11-23T10:00:00Z, false",
        "Clock( epochSeconds > 5 ), 2026-11-23T09:30:00Z, false",
        "Clock( $now : epochSeconds ), 2026-11-23T09:30:00Z, false",
        "exists Clock( hour == 1 || epochSeconds > 5 ), 2026-11-23T09:30:00Z, false",
    })
    void anAnswerHoldsAsLongAsThePolicyCannotTellTheTime(String condition, String moment, boolean recalled) {
        PolicyBundle bundle = Policies.compile(Policies.PERMIT + "rule \"CLK-001 looks\" when " + condition
                + " then decision.warn(\"W\", \"looked\"); end\n");
        ask(bundle, at("2026-11-23T09:30:00Z"));
        assertThat(ask(bundle, at(moment)).recalled()).isEqualTo(recalled);
    }

    /** Random rules that look at the clock: what is recalled at any moment is what they say at that moment. */
    @ParameterizedTest
    @ValueSource(longs = {5, 6, 8})
    void noMomentGetsTheAnswerOfAnotherThatTheRulesTellFromIt(long seed) {
        RandomPolicies random = new RandomPolicies(new SplittableRandom(seed));
        PolicyBundle bundle = Policies.compile(random.rules(30).replace("epochSeconds", "hour")
                + "rule \"CLK-001 early\" when Clock( hour < 9 ) then decision.warn(\"EARLY\", \"early\"); end\n"
                + "rule \"CLK-002 days\" date-effective \"2026-11-24\" when Clock( $d : date ) "
                + "then decision.warn(\"LATER\", \"on {}\", $d); end\n");
        PolicyDecisionPoint rules = new PolicyDecisionPoint(bundle, new SplittableRandom(1));
        PolicyInput facts = random.input();
        int recalled = 0;
        for (int i = 0; i < 60; i++) {
            PolicyInput input =
                    facts.at(new Clock(Instant.parse("2026-11-23T07:00:00Z").plus(Duration.ofMinutes(31L * i))));
            PolicyDecision decision = ask(bundle, input);
            recalled += decision.recalled() ? 1 : 0;
            assertThat(said(decision)).as("%s", input.clock()).isEqualTo(said(rules.decide(input)));
        }
        assertThat(recalled).as("some of them were known").isGreaterThan(15);
    }

    @Test
    void aWaiverThatExpiresExpiresForWhatIsKept() {
        SortedMap<String, byte[]> files = Policies.files(Policies.PERMIT
                + "rule \"DNY-001 no\" when ImageFacts() then decision.deny(\"NO\", \"not this\"); end\n");
        files.put("waivers.yaml", """
                schema: 1
                waivers:
                  - name: OPS-1
                    rule: DNY-001
                    scope: {caller: 1000}
                    reason: for now
                    owner: somebody
                    granted: 2026-11-01
                    expires: 2026-11-23
                """.getBytes(StandardCharsets.UTF_8));
        PolicyBundle bundle = Policies.compile(files);
        assertThat(ask(bundle, at("2026-11-23T09:30:00Z"))).isInstanceOf(PolicyDecision.Permit.class);
        PolicyDecision last = ask(bundle, at("2026-11-23T23:59:59Z"));
        assertThat(last.recalled()).isTrue();
        assertThat(last.waived()).hasSize(1);
        PolicyDecision after = ask(bundle, at("2026-11-24T00:00:00Z"));
        assertThat(after.recalled()).isFalse();
        assertThat(after).isInstanceOf(PolicyDecision.Deny.class);
    }

    @Test
    void aPolicyThatIsNotValidIsNotRecalled() {
        TreeMap<String, byte[]> files = new TreeMap<>(Policies.files(Policies.PERMIT));
        files.put("policy.yaml", "schema: 1\nnot-after: 2026-11-23\n".getBytes(StandardCharsets.UTF_8));
        PolicyBundle bundle = Policies.compile(files);
        ask(bundle, at("2026-11-23T09:30:00Z"));
        assertThat(Policies.codes(ask(bundle, at("2026-11-24T09:30:00Z")))).containsExactly("POLICY-NOT-VALID");
        assertThat(ask(bundle, at("2026-11-24T09:30:00Z")).recalled()).isFalse();
    }

    /** Another time the rules may be through. */
    @Test
    void whatFailedIsNotKept() {
        PolicyBundle bundle = PolicyBundle.baseline();
        Thread.currentThread().interrupt();
        PolicyDecision decision = ask(bundle, Inputs.valid().build());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Policies.codes(decision)).containsExactly("POLICY-INTERRUPTED");
        assertThat(kept.resolve("decisions")).doesNotExist();
    }

    @Test
    void everyByteThatIsChangedMakesItUnknown() throws IOException {
        PolicyBundle bundle = PolicyBundle.baseline();
        PolicyInput input = Inputs.valid().build();
        ask(bundle, input);
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at += 7) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(file, bad);
            assertThat(memory().recall(bundle.digest(), input.at(new Clock(Instant.parse("2026-11-23T00:00:00Z")))))
                    .as("byte %d", at)
                    .isEmpty();
        }
        Files.write(file, good);
        assertThat(ask(bundle, input).recalled()).isTrue();
    }

    @Test
    void anAnswerUnderTheNameOfAnotherIsNone() throws IOException {
        PolicyBundle bundle = PolicyBundle.baseline();
        ask(bundle, Inputs.valid().build());
        Path permit = files().getFirst();
        PolicyInput unwanted = Inputs.valid().capabilities("CAP_SYS_ADMIN").build();
        ask(bundle, unwanted);
        Path denial = files().stream()
                .filter(file -> !file.equals(permit))
                .findFirst()
                .orElseThrow();
        Files.write(denial, Files.readAllBytes(permit));
        PolicyDecision decision = ask(bundle, unwanted);
        assertThat(decision.recalled()).isFalse();
        assertThat(decision).isInstanceOf(PolicyDecision.Deny.class);
    }

    /** From another host, where the same directory has another key. */
    @Test
    void anAnswerOfAnotherHostIsNone() throws IOException {
        PolicyBundle bundle = PolicyBundle.baseline();
        PolicyInput input = Inputs.valid().build();
        ask(bundle, input);
        byte[] foreign = Files.readAllBytes(files().getFirst());
        Path own = files().getFirst();
        Files.delete(kept.resolve("decisions/key"));
        Files.delete(own);
        ask(bundle, input);
        Files.write(own, foreign);
        assertThat(ask(bundle, input).recalled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwxr-xr-x", "rwx-----x"})
    void aDirectoryThatOthersCanReachIsNotUsed(String mode) throws IOException {
        PolicyBundle bundle = PolicyBundle.baseline();
        ask(bundle, Inputs.valid().build());
        Files.setPosixFilePermissions(kept.resolve("decisions"), PosixFilePermissions.fromString(mode));
        assertThat(ask(bundle, Inputs.valid().build()).recalled()).isFalse();
    }

    @Test
    void whatIsKeptIsForItsOwnerAlone() throws IOException {
        ask(PolicyBundle.baseline(), Inputs.valid().build());
        assertThat(Files.getPosixFilePermissions(kept.resolve("decisions")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        for (Path file : List.of(kept.resolve("decisions/key"), files().getFirst())) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void itsSizeIsBounded() throws IOException {
        PolicyBundle bundle = Policies.compile(Policies.PERMIT);
        KeptDecisions memory = memory();
        for (int i = 0; i < 530; i++) {
            PolicyInput input = Inputs.valid()
                    .capabilities("CAP_" + "A".repeat(1 + i % 23) + "_" + "B".repeat(1 + i / 23))
                    .build();
            PolicyDecisionPoint point = PolicyDecisionPoint.remembering(anew(bundle), new SplittableRandom(i), memory);
            if (i < 515) {
                memory.remember(
                        bundle.digest(),
                        input,
                        new PolicyAnswer(
                                false,
                                List.of(),
                                List.of(),
                                List.of(new Reason("A", "B", "c")),
                                List.of(),
                                List.of(),
                                List.of()));
            } else {
                assertThat(point.decide(input).recalled()).isFalse();
            }
        }
        assertThat(kept.resolve("decisions").toFile().list()).hasSize(512 + KEY_AND_LOCK);
    }

    /** A process that stays has an engine, which answers sooner. */
    @Test
    void whoAsksAgainIsAnsweredByTheEngine() {
        PolicyBundle bundle = anew(PolicyBundle.baseline());
        PolicyInput input = Inputs.valid().build();
        ask(bundle, input);
        PolicyDecisionPoint point = PolicyDecisionPoint.remembering(bundle, new SplittableRandom(1), memory());
        assertThat(point.decide(input).recalled()).isTrue();
        assertThat(point.decide(input).recalled()).isFalse();
        assertThat(point.decide(input).recalled()).isFalse();
    }

    @Test
    void withoutADirectoryTheRulesAreAsked() throws IOException {
        Files.writeString(folder.resolve("kept"), "a file");
        PolicyDecision decision = ask(PolicyBundle.baseline(), Inputs.valid().build());
        assertThat(decision).isInstanceOf(PolicyDecision.Permit.class);
        assertThat(decision.recalled()).isFalse();
    }

    /** In a process of its own, as the loader of this one knows Drools by now. */
    @Test
    void aHitLoadsNoClassOfDrools() throws Exception {
        assertThat(probe("first")).isEqualTo("Permit false 1");
        assertThat(loaded("first")).as("the list shows what is loaded").anyMatch(KeptDecisionsIT::isOfDrools);
        assertThat(probe("again")).isEqualTo("Permit true 1");
        assertThat(loaded("again"))
                .contains(PolicyDecisionPoint.class.getName())
                .noneMatch(KeptDecisionsIT::isOfDrools);
    }

    private static boolean isOfDrools(String type) {
        return type.startsWith("org.drools.") || type.startsWith("org.kie.") || type.startsWith("org.antlr.");
    }

    private String probe(String name) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load:file=" + folder.resolve(name),
                        "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KeptProbe.class.getName(),
                        kept.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return out;
    }

    private List<String> loaded(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").split(" ", 2)[0])
                .toList();
    }

    @Test
    void aPolicyThatIsKeptIsTheOneThatWasRead() {
        KeptPolicies memory = new KeptPolicies(kept.resolve("policies"), "1");
        for (String name : ReadyPolicies.names()) {
            PolicyBundle read = ReadyPolicies.load(name);
            SortedMap<String, byte[]> files = ReadyPolicies.files(name).orElseThrow();
            memory.remember(files, read.policy());
            assertThat(memory.recall(files)).contains(read.policy());
        }
        PolicyBundle sample = CompiledPolicyTest.sample();
        assertThat(memory.recall(Policies.files(Policies.PERMIT))).isEmpty();
        memory.remember(Policies.files(Policies.PERMIT), sample.policy());
        assertThat(memory.recall(Policies.files(Policies.PERMIT))).contains(sample.policy());
    }

    @Test
    void filesThatChangeAreReadAnew() {
        KeptPolicies memory = new KeptPolicies(kept.resolve("policies"), "1");
        SortedMap<String, byte[]> files = Policies.files(Policies.PERMIT);
        memory.remember(files, Policies.compile(files).policy());
        assertThat(memory.recall(files)).isPresent();
        SortedMap<String, byte[]> changed = Policies.files(Policies.PERMIT + " ");
        assertThat(memory.recall(changed)).isEmpty();
        SortedMap<String, byte[]> renamed = new TreeMap<>();
        renamed.put("other.drl", files.get(files.firstKey()));
        assertThat(memory.recall(renamed)).isEmpty();
        assertThat(new KeptPolicies(kept.resolve("policies"), "2").recall(files))
                .isEmpty();
    }

    @Test
    void anOutlineThatIsKeptIsThatOfThePolicy() {
        KeptPolicies memory = new KeptPolicies(kept.resolve("policies"), "1");
        for (String name : ReadyPolicies.names()) {
            PolicyBundle read = ReadyPolicies.load(name);
            SortedMap<String, byte[]> files = ReadyPolicies.files(name).orElseThrow();
            assertThat(memory.outline(files)).isEmpty();
            memory.remember(files, read.policy());
            assertThat(memory.outline(files)).contains(PolicyOutline.of(read.policy()));
            assertThat(ReadyPolicies.load(name, memory).canonicalJson()).isEqualTo(read.canonicalJson());
        }
    }

    private SortedMap<String, byte[]> expiring() {
        SortedMap<String, byte[]> files = new TreeMap<>(Policies.files(Policies.PERMIT));
        files.put(
                "policy.yaml",
                "schema: 1\nnot-before: 2026-11-20\nnot-after: 2026-11-23\n".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    /** As in a process of its own: another name, or this process would know the policy already. */
    private PolicyBundle recalled(String process, SortedMap<String, byte[]> files) {
        return PolicyBundle.signed(folder + process, files, new KeptPolicies(kept.resolve("policies"), "1"));
    }

    @Test
    void thePolicyOfAnOutlineEndsOnTheSameDay() {
        recalled("first", expiring());
        PolicyBundle bundle = recalled("second", expiring());
        assertThat(bundle.outline().notAfter()).isPresent();
        for (String moment : List.of("2026-11-19T23:59:59Z", "2026-11-24T00:00:00Z")) {
            PolicyDecision decision = PolicyDecisionPoint.remembering(bundle, new SplittableRandom(1), memory())
                    .decide(at(moment));
            assertThat(Policies.codes(decision)).containsExactly("POLICY-NOT-VALID");
        }
        assertThat(PolicyDecisionPoint.remembering(bundle, new SplittableRandom(1), memory())
                        .decide(at("2026-11-23T23:59:59Z")))
                .isInstanceOf(PolicyDecision.Permit.class);
    }

    @Test
    void everyByteOfAnOutlineThatIsChangedMakesThePolicyUnknown() throws IOException {
        recalled("first", expiring());
        Path outline = keptFile(true);
        byte[] good = Files.readAllBytes(outline);
        KeptPolicies memory = new KeptPolicies(kept.resolve("policies"), "1");
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 1;
            Files.write(outline, bad);
            assertThat(memory.outline(expiring())).as("byte %d", at).isEmpty();
        }
        assertThat(recalled("second", expiring()).digest())
                .isEqualTo(Policies.compile(expiring()).digest());
        assertThat(Files.readAllBytes(outline)).as("written anew").isEqualTo(good);
    }

    /** The rules of an outline whose policy is gone, or was changed, come from the files. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRulesAreReadAnewWhereOnlyTheOutlineCanBeReliedUpon(boolean gone) throws IOException {
        PolicyBundle first = recalled("first", expiring());
        Path policy = keptFile(false);
        if (gone) {
            Files.delete(policy);
        } else {
            byte[] bytes = Files.readAllBytes(policy);
            bytes[bytes.length - 1] ^= 1;
            Files.write(policy, bytes);
        }
        PolicyBundle second = recalled("second", expiring());
        assertThat(second.policy()).isEqualTo(first.policy());
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    /** An outline under the name of another's, though its own host wrote it. */
    @Test
    void theOutlineOfAnotherPolicyIsNone() throws IOException {
        recalled("first", expiring());
        Path strict = keptFile(true);
        byte[] foreign = Files.readAllBytes(strict);
        Files.delete(strict);
        Files.delete(keptFile(false));
        recalled("second", Policies.files(Policies.PERMIT));
        Files.write(keptFile(true), foreign);
        assertThat(new KeptPolicies(kept.resolve("policies"), "1").outline(Policies.files(Policies.PERMIT)))
                .isEmpty();
    }

    private Path keptFile(boolean outline) throws IOException {
        try (var files = Files.list(kept.resolve("policies"))) {
            return files.filter(file -> file.getFileName().toString().length() >= 64
                            && file.getFileName().toString().endsWith("-outline") == outline)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
