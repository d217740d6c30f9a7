package dev.immure.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BitPatternTest {
    private static boolean contains(BitPattern pattern, long[] registers) {
        for (int r = 0; r < BitPattern.REGISTERS; r++) {
            if ((registers[r] & pattern.mask(r)) != pattern.value(r)) {
                return false;
            }
        }
        return true;
    }

    private static long count(List<BitPattern> patterns, long[] registers) {
        return patterns.stream().filter(p -> contains(p, registers)).count();
    }

    /** Four bits in each of two registers: small enough to look at every element. */
    private static BitPattern random(SplittableRandom random) {
        BitPattern first = BitPattern.of(0, random.nextInt(16), random.nextInt(16));
        return first.intersect(BitPattern.of(3, random.nextInt(16), random.nextInt(16)))
                .orElseThrow();
    }

    @Test
    void differenceAndIntersectionAreThoseOfSets() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            BitPattern a = random(random);
            BitPattern b = random(random);
            for (int element = 0; element < 256; element++) {
                long[] registers = {element & 15, 0, 0, element >> 4, 0, 0};
                boolean inA = contains(a, registers);
                boolean inB = contains(b, registers);
                assertThat(count(a.minus(b), registers)).as("%s minus %s", a, b).isEqualTo(inA && !inB ? 1 : 0);
                assertThat(count(a.intersect(b).stream().toList(), registers)).isEqualTo(inA && inB ? 1 : 0);
            }
        }
    }

    @Test
    void minusItselfIsNothing() {
        BitPattern pattern = BitPattern.of(2, -1, 0x5412);
        assertThat(pattern.minus(pattern)).isEmpty();
        assertThat(pattern.minus(BitPattern.any())).isEmpty();
        assertThat(BitPattern.any().minus(pattern)).hasSize(64);
    }

    @Test
    void aRangeNeedsFewPatterns() {
        for (Operator operator : List.of(Operator.LT, Operator.LE, Operator.GT, Operator.GE)) {
            List<ArgumentComparison> range =
                    List.of(ArgumentComparison.of(0, operator, Width.BITS_64, 0x5555555555555555L));
            assertThat(ArgumentPatterns.of(range, 1000)).hasSizeLessThanOrEqualTo(64);
        }
        List<ArgumentComparison> all = List.of(ArgumentComparison.of(0, Operator.GE, Width.BITS_64, 0));
        assertThat(ArgumentPatterns.of(all, 1000)).containsExactly(BitPattern.any());
    }

    @Test
    void comparisonsOfOneArgumentAddUp() {
        List<BitPattern> patterns = ArgumentPatterns.of(
                List.of(
                        ArgumentComparison.of(0, Operator.GE, Width.BITS_32, 13),
                        ArgumentComparison.of(0, Operator.LE, Width.BITS_32, 25)),
                1000);
        for (long value = 0; value < 64; value++) {
            long[] registers = {value | (1L << 40), 0, 0, 0, 0, 0};
            assertThat(count(patterns, registers)).isEqualTo(value >= 13 && value <= 25 ? 1 : 0);
        }
    }
}
