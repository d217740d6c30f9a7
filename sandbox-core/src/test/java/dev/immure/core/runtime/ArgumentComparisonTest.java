package dev.immure.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentComparisonTest {
    @ParameterizedTest
    @CsvSource({
        "EQ, 5, 5, true",
        "EQ, 5, 0x100000005, true",
        "EQ, 5, 6, false",
        "NE, 5, 5, false",
        "NE, 5, 0x100000005, false",
        "NE, 5, 6, true",
        "LT, 5, 4, true",
        "LT, 5, 0x100000004, true",
        "LT, 5, 5, false",
        "LE, 5, 5, true",
        "LE, 5, 0x100000006, false",
        "GT, 5, 6, true",
        "GT, 5, 0x100000000, false",
        "GT, 5, -1, true",
        "GE, 5, 5, true",
        "GE, 5, 0x100000004, false",
    })
    void looksAtTheLowHalfOfAnInt(Operator operator, long value, String argument, boolean expected) {
        ArgumentComparison comparison = ArgumentComparison.of(0, operator, Width.BITS_32, value);
        assertThat(comparison.matches(Long.decode(argument))).isEqualTo(expected);
    }

    @Test
    void comparesUnsigned() {
        assertThat(ArgumentComparison.of(0, Operator.GT, Width.BITS_64, 1).matches(-1))
                .isTrue();
        assertThat(ArgumentComparison.of(0, Operator.LT, Width.BITS_32, 0xffffffffL)
                        .matches(0x7fffffffL))
                .isTrue();
    }

    @Test
    void refusesWhatCanNeverBeTrue() {
        assertRefused(() -> ArgumentComparison.of(0, Operator.LT, Width.BITS_64, 0), "no argument");
        assertRefused(() -> ArgumentComparison.of(0, Operator.GT, Width.BITS_32, 0xffffffffL), "no argument");
        assertRefused(() -> ArgumentComparison.masked(0, Width.BITS_32, 0xf0, 0x1), "no argument");
    }

    @Test
    void refusesAValueWiderThanTheArgument() {
        assertRefused(() -> ArgumentComparison.of(0, Operator.EQ, Width.BITS_32, 1L << 32), "wider");
        assertRefused(() -> ArgumentComparison.of(0, Operator.EQ, Width.BITS_32, -1), "wider");
        assertRefused(() -> ArgumentComparison.masked(0, Width.BITS_32, 1L << 32, 0), "wider");
    }

    @Test
    void refusesAMaskThatDoesNotBelong() {
        assertRefused(() -> new ArgumentComparison(0, Operator.EQ, Width.BITS_32, 0xff, 1), "only MASKED_EQ");
        assertRefused(() -> ArgumentComparison.masked(0, Width.BITS_32, 0, 0), "compares nothing");
    }

    @Test
    void refusesASeventhArgument() {
        assertRefused(() -> ArgumentComparison.of(6, Operator.EQ, Width.BITS_32, 1), "0 to 5");
        assertRefused(() -> ArgumentComparison.of(-1, Operator.EQ, Width.BITS_32, 1), "0 to 5");
    }

    private static void assertRefused(Runnable make, String reason) {
        assertThatThrownBy(make::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
