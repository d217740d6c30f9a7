package dev.immure.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PlanOpsHeaderTest {
    @Test
    void theHeaderOfTheInitProgramIsGeneratedFromTheOpcodeTable() throws IOException {
        assertThat(Path.of("src/main/c/plan_ops.h"))
                .as("run tools/plan-header after changing an opcode")
                .content()
                .isEqualTo(PlanOpsHeader.generate());
        assertThat(Files.size(Path.of("src/main/c/plan_ops.h"))).isPositive();
    }
}
