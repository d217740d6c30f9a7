package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.launch.CCompiler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the decoder of immure-init and the one of Java against each other. The C side runs under sanitizers. */
class PlanDecodersIT {
    private static final int PLANS = 12_000;
    private static final int MUTATIONS = 500_000;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    @TempDir
    static Path directory;

    @BeforeAll
    static void compile() {
        CCompiler.sanitized(
                List.of(Path.of("src/test/c/plan_check.c"), Path.of("src/main/c/plan.c")),
                directory.resolve("plan_check"));
    }

    /** What plan.c says to each. */
    private static List<String> verdicts(List<byte[]> plans) throws IOException, InterruptedException {
        return answers("batch", plans);
    }

    private static List<String> answers(String mode, List<byte[]> plans) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "verdicts", ".txt");
        Process check = new ProcessBuilder(directory.resolve("plan_check").toString(), mode)
                .redirectOutput(output.toFile())
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = check.getOutputStream()) {
            for (byte[] plan : plans) {
                ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                in.write(length.putInt(plan.length).array());
                in.write(plan);
            }
        }
        int status = check.waitFor();
        assertThat(status).as(() -> "plan_check: " + read(output)).isZero();
        return Files.readAllLines(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String javaVerdict(byte[] plan) {
        Optional<List<PlanOp>> ops = LaunchPlanCodec.decode(plan);
        return ops.map(o -> "accepted %016x".formatted(checksum(o))).orElse("refused");
    }

    /** The same sum as plan_check.c makes, from what Java has decoded: FNV-1a. */
    private static long checksum(List<PlanOp> ops) {
        long sum = FNV_OFFSET;
        for (PlanOp op : ops) {
            ByteBuffer numbers = ByteBuffer.allocate(36).order(ByteOrder.LITTLE_ENDIAN);
            numbers.putInt(op.opcode().number());
            op.numbers().forEach(numbers::putLong);
            sum = add(sum, numbers.array());
            int index = 0;
            for (Operand operand : op.opcode().operands()) {
                if (!operand.isNumber()) {
                    sum = add(sum, op.texts().get(index++).toByteArray());
                    sum = operand.kind() == Operand.Kind.TEXT ? add(sum, new byte[1]) : sum;
                }
            }
            sum = add(sum, new byte[PlanOp.MAX_TEXTS - index]);
        }
        return sum;
    }

    private static long add(long sum, byte[] bytes) {
        long result = sum;
        for (byte b : bytes) {
            result = (result ^ Byte.toUnsignedLong(b)) * FNV_PRIME;
        }
        return result;
    }

    @Test
    void bothReadTheSameOutOfGoodPlans() throws IOException, InterruptedException {
        PlanGenerator generator = new PlanGenerator(new SplittableRandom(7));
        List<byte[]> plans = new ArrayList<>(List.of(
                BrokenPlans.valid(),
                LaunchPlanCodec.encode(new SpecBuilder().compile()),
                LaunchPlanCodec.encode(SpecBuilder.full().compile())));
        for (int i = 0; i < 1000; i++) {
            plans.add(LaunchPlanCodec.encode(generator.next()));
        }
        assertThat(verdicts(plans))
                .allMatch(verdict -> verdict.startsWith("accepted "))
                .isEqualTo(plans.stream().map(PlanDecodersIT::javaVerdict).toList());
    }

    @Test
    void immureInitRefusesEveryBrokenPlan() throws IOException, InterruptedException {
        List<String> names = List.copyOf(BrokenPlans.all().keySet());
        List<String> verdicts = verdicts(List.copyOf(BrokenPlans.all().values()));
        assertThat(verdicts).hasSameSizeAs(names);
        for (int i = 0; i < names.size(); i++) {
            assertThat(verdicts.get(i)).as(names.get(i)).isEqualTo("refused");
        }
    }

    @Test
    void bothAgreeOnMutatedPlans() throws IOException, InterruptedException {
        long seed = Long.getLong("immure.fuzz.seed", System.nanoTime());
        System.getLogger(PlanDecodersIT.class.getName())
                .log(System.Logger.Level.INFO, "again with -Dimmure.fuzz.seed={0,number,#}", seed);
        SplittableRandom random = new SplittableRandom(seed);
        PlanGenerator generator = new PlanGenerator(random);
        PlanMutator mutator = new PlanMutator(random);
        List<byte[]> plans = new ArrayList<>();
        for (int i = 0; i < PLANS; i++) {
            plans.add(mutator.mutate(LaunchPlanCodec.encode(generator.next())));
        }
        List<String> verdicts = verdicts(plans);
        assertThat(verdicts).as("seed %d", seed).hasSize(PLANS);
        for (int i = 0; i < PLANS; i++) {
            assertThat(verdicts.get(i)).as("plan %d of seed %d", i, seed).isEqualTo(javaVerdict(plans.get(i)));
        }
        // or the comparison would say little
        long accepted = verdicts.stream().filter(v -> v.startsWith("accepted")).count();
        assertThat(accepted).as("seed %d", seed).isBetween(PLANS / 20L, PLANS * 19L / 20);
    }

    /** Over every plan that differs from the template's own in one place. */
    @Test
    void bothAgreeWhichPlansGoOnWhereATemplateWaits() throws IOException, InterruptedException {
        LaunchPlan plan = PlanTemplateTest.holdable().compile();
        LaunchPlan template = plan.template().orElseThrow();
        List<LaunchPlan> variants = new ArrayList<>(PlanTemplateTest.variants(plan));
        variants.add(template);
        List<byte[]> pairs = new ArrayList<>();
        for (LaunchPlan variant : variants) {
            pairs.add(LaunchPlanCodec.encode(template));
            pairs.add(LaunchPlanCodec.encode(variant));
        }
        List<String> wanted = variants.stream()
                .map(variant -> {
                    // Of the descriptors immure-init sees the count alone.
                    boolean counted =
                            variant.handles().size() == template.handles().size();
                    LaunchPlan seen =
                            counted ? new LaunchPlan(variant.ops(), template.handles(), variant.totalSlots()) : variant;
                    return seen.continues(template) ? "continues" : "other";
                })
                .toList();
        assertThat(answers("pairs", pairs)).isEqualTo(wanted).contains("continues", "other");
    }

    @Test
    void noMutationOfARealPlanMakesImmureInitReadOutsideIt() throws IOException, InterruptedException {
        long seed = Long.getLong("immure.fuzz.seed", System.nanoTime());
        Path plan = directory.resolve("plan");
        Files.write(plan, LaunchPlanCodec.encode(SpecBuilder.full().compile()));
        Process fuzz = new ProcessBuilder(
                        directory.resolve("plan_check").toString(),
                        "fuzz",
                        Long.toUnsignedString(seed),
                        Integer.toString(MUTATIONS),
                        plan.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(fuzz.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(fuzz.waitFor()).as("seed %d: %s", seed, said).isZero();
        assertThat(said).matches("[1-9][0-9]* accepted of " + MUTATIONS + "\n");
    }
}
