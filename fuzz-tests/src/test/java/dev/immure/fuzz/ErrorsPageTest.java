package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.FaultCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ErrorsPageTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyCodeIsThereOnceInItsForm() {
        assertThat(ErrorsPage.codes())
                .as("a check over nothing would always hold")
                .hasSizeGreaterThan(100)
                .extracting(FaultCode::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id).matches("IMM(-[A-Z0-9]+){2,}"));
    }

    @Test
    void everyCodeSaysInItsJavadocWhatItMeans() throws IOException {
        for (FaultCode code : ErrorsPage.codes()) {
            assertThat(ErrorsPage.meaning(ROOT, code)).as(code.id()).endsWith(".");
        }
    }

    @Test
    void thePageSaysWhatTheEnumsSay() throws IOException {
        Path page = ROOT.resolve("docs/errors.md");
        String markdown = ErrorsPage.markdown(ROOT);
        if (Boolean.getBoolean("immure.docs.write")) {
            Files.writeString(page, markdown);
        }

        assertThat(Files.readString(page))
                .as("docs/errors.md is out of date: its head says how to write it anew")
                .isEqualTo(markdown);
    }
}
