package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.fuzz.Promises.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecificationTest {
    private static final Path ROOT = Path.of("..");

    /** One test, and one method of a test class that is none. */
    private static final TestSources SOURCES = new TestSources(Map.of("XTest", List.of("""
            class XTest {
                @Test
                void holds() {
                }

                static void prepare() {
                }
            }
            """)));

    @Test
    void everyPromiseNamesATestThatExists() throws IOException {
        Promises promises = specification();

        assertThat(promises.flaws(TestSources.below(ROOT))).isEmpty();
    }

    @Test
    void promisesAreCountedWithoutGaps() throws IOException {
        List<Promise> all = specification().all();

        assertThat(all).as("a check over nothing would always hold").hasSizeGreaterThan(40);
        assertThat(all)
                .extracting(Promise::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, all.size()).boxed().toList());
    }

    @Test
    void aPromiseWithATestHasNoFlaw() {
        assertThat(Promises.read("1. It holds,\n   always. `XTest#holds`\n\n2. So does this. `XTest#holds`\n")
                        .flaws(SOURCES))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "No test.|promise 1 names no test",
                "`YTest#holds`|promise 1 names YTest#holds, which is no test",
                "`XTest#held`|promise 1 names XTest#held, which is no test",
                "`XTest#hold`|promise 1 names XTest#hold, which is no test",
                "`XTest#prepare`|promise 1 names XTest#prepare, which is no test",
            })
    void findsAPromiseWithoutATestOfItsOwn(String text, String flaw) {
        assertThat(Promises.read("1. " + text + "\n").flaws(SOURCES)).containsExactly(flaw);
    }

    @Test
    void findsANumberThatIsThereTwice() {
        assertThat(Promises.read("1. One. `XTest#holds`\n1. Two. `XTest#holds`\n")
                        .flaws(SOURCES))
                .containsExactly("number 1 is there twice");
    }

    private static Promises specification() throws IOException {
        return Promises.read(Files.readString(ROOT.resolve("SPECIFICATION.md")));
    }
}
