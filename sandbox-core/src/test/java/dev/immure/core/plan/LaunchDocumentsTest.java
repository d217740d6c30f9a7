package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/launch-sequence.md and docs/launch-plan.md against the code. The table of opcodes is written anew by the
 * command in {@link GoldenPlanTest}, with the name of this test in it.
 */
class LaunchDocumentsTest {
    private static final Path SEQUENCE = Path.of("../docs/launch-sequence.md");
    private static final Path PLAN = Path.of("../docs/launch-plan.md");
    private static final String BEGIN = "<!-- opcodes -->\n";
    private static final String END = "<!-- end of opcodes -->";

    /** Process and step, in the order in which they first come. */
    private static List<String> steps(LaunchPlan plan) {
        Set<String> steps = new LinkedHashSet<>();
        plan.ops()
                .forEach(
                        op -> steps.add(process(op.opcode()) + " " + op.opcode().label()));
        return List.copyOf(steps);
    }

    private static String process(Opcode opcode) {
        return opcode.stage().name().toLowerCase(Locale.ROOT);
    }

    /** The rows of the table under "The steps", as their cells. */
    private static List<List<String>> rows() throws IOException {
        String text = Files.readString(SEQUENCE);
        String table = text.substring(text.indexOf("## The steps"), text.indexOf("### As an ordinary user"));
        return table.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| process"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .toList();
    }

    @Test
    void theTableOfStepsIsInTheOrderOfTheCompiler() throws IOException {
        assertThat(rows()).allSatisfy(row -> assertThat(row).hasSize(5));
        assertThat(rows().stream().map(row -> row.get(0) + " " + row.get(1)).toList())
                .isEqualTo(steps(SpecBuilder.full().compile()));
    }

    @Test
    void everyStepIsPlannedByAFullSpecification() {
        Set<Opcode> planned = Stream.of(SpecBuilder.full(), SpecBuilder.ofCaller(SpecBuilder.SUBORDINATE))
                .flatMap(spec -> spec.compile().ops().stream())
                .map(PlanOp::opcode)
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(Opcode.values()).filter(opcode -> !planned.contains(opcode)))
                .containsExactly(Opcode.HOLD, Opcode.SECCOMP_RECORD);
        assertThat(SEQUENCE)
                .content()
                .contains("`seccomp-record` takes the place of `seccomp`", "`hold` takes the place of `spawn-payload`");
    }

    @Test
    void theNumbersOfTheFormatAreTheOnesOfTheCodec() {
        assertThat(PLAN)
                .content()
                .contains(
                        "header   " + LaunchPlanCodec.HEADER_BYTES + " bytes",
                        "ops      " + LaunchPlanCodec.OP_BYTES + " bytes each",
                        "`0x%x`".formatted(LaunchPlanCodec.MAGIC),
                        "| version | " + LaunchPlanCodec.VERSION + " |",
                        "at most " + LaunchPlanCodec.MAX_BYTES,
                        "1 to " + LaunchPlan.MAX_OPS,
                        "passed slots to " + LaunchPlan.MAX_SLOTS,
                        LaunchPlan.NO_SLOT + " stands for \"none\"");
    }

    @Test
    void theTableOfOpcodesIsTheOneOfTheCode() throws IOException {
        String text = Files.readString(PLAN);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String wanted = table();
        if ("write".equals(System.getProperty("immure.golden"))) {
            Files.writeString(PLAN, text.substring(0, begin) + wanted + text.substring(end));
        }
        assertThat(Files.readString(PLAN)).contains(BEGIN + wanted + END);
    }

    private static String table() {
        StringBuilder out =
                new StringBuilder("| number | op | process | numbers | texts | call |\n|---|---|---|---|---|---|\n");
        for (Opcode opcode : Opcode.values()) {
            out.append("| ")
                    .append(opcode.number())
                    .append(" | ")
                    .append(opcode.label())
                    .append(" | ")
                    .append(process(opcode))
                    .append(" | ")
                    .append(names(opcode, Operand::isNumber))
                    .append(" | ")
                    .append(names(opcode, operand -> !operand.isNumber()))
                    .append(" | ")
                    .append(opcode.call().replace("|", "\\|"))
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String names(Opcode opcode, Predicate<Operand> which) {
        return opcode.operands().stream()
                .filter(which)
                .map(LaunchDocumentsTest::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(Operand operand) {
        return switch (operand.kind()) {
            case DECIMAL, OCTAL, BITS, TEXT -> operand.name();
            case SLOT -> operand.name() + " (slot)";
            case OPTIONAL_SLOT -> operand.name() + " (slot or none)";
            case BYTES -> operand.name() + " (block)";
        };
    }
}
