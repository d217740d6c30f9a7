package dev.immure.profiles;

import dev.immure.core.json.JsonObject;
import dev.immure.core.json.JsonValue;
import dev.immure.core.runtime.ArgumentComparison;
import dev.immure.core.runtime.ArgumentComparison.Operator;
import dev.immure.core.runtime.ArgumentComparison.Width;
import dev.immure.core.runtime.ArgumentWidths;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code args} of a rule in the JSON of Docker and OCI, given the width that they lack there: a file that says
 * {@code socket} with {@code SCMP_CMP_NE 40} means a family, of which the kernel reads 32 bits, and is passed by
 * 40 + 2^32 where all 64 are compared (CVE-2019-10063 is of this class).
 */
final class OciArguments {
    private static final Set<String> FIELDS = Set.of("index", "value", "valueTwo", "op");
    private static final Pattern UNSIGNED = Pattern.compile("[0-9]{1,20}");
    private static final int INT = 32;

    private OciArguments() {}

    /** A comparison as the file has it. */
    record Comparison(int index, Operator operator, long value, long valueTwo) {}

    static List<Comparison> read(String path, List<JsonObject> entries) {
        List<Comparison> comparisons = new ArrayList<>();
        for (JsonObject entry : entries) {
            String at = path + ".args[" + comparisons.size() + "]";
            OciSeccompReader.requireKnown(at, entry, FIELDS);
            long index = number(at + ".index", entry, "index");
            if (index < 0 || index > 5) {
                throw OciSeccompReader.bad(at + ".index", "a system call has the arguments 0 to 5");
            }
            comparisons.add(new Comparison(
                    (int) index,
                    operator(at + ".op", entry),
                    number(at + ".value", entry, "value"),
                    number(at + ".valueTwo", entry, "valueTwo")));
        }
        return comparisons;
    }

    /**
     * The comparisons that must all hold, once for each alternative: where two compare the same argument, each is an
     * alternative of its own, as runc has it (libcontainer/seccomp, matchCall). One that no argument can meet makes no
     * alternative; one that every argument meets is left out.
     */
    static List<List<ArgumentComparison>> alternatives(String path, String call, List<Comparison> comparisons) {
        long different =
                comparisons.stream().mapToInt(Comparison::index).distinct().count();
        List<List<Comparison>> groups = different == comparisons.size()
                ? List.of(comparisons)
                : comparisons.stream().map(List::of).toList();
        List<List<ArgumentComparison>> alternatives = new ArrayList<>();
        for (List<Comparison> group : groups) {
            List<ArgumentComparison> all = new ArrayList<>();
            boolean isPossible = true;
            for (Comparison comparison : group) {
                switch (meaning(path, call, comparison)) {
                    case Meaning.Always ignored -> {
                        // Nothing to compare.
                    }
                    case Meaning.Never ignored -> isPossible = false;
                    case Meaning.When when -> all.add(when.comparison());
                }
            }
            if (isPossible) {
                alternatives.add(all);
            }
        }
        return alternatives;
    }

    private sealed interface Meaning {
        record Always() implements Meaning {}

        record Never() implements Meaning {}

        record When(ArgumentComparison comparison) implements Meaning {}
    }

    private static Meaning meaning(String path, String call, Comparison asked) {
        int bits = ArgumentWidths.bits(call, asked.index());
        long all = bits == 64 ? -1 : (1L << bits) - 1;
        Width width = bits == 64 ? Width.BITS_64 : Width.BITS_32;
        if (asked.operator() == Operator.MASKED_EQ) {
            long mask = asked.value() & all;
            long value = narrow(path, call, asked.valueTwo(), bits);
            boolean isPossible = (value & ~mask) == 0;
            return mask == 0
                    ? isPossible ? new Meaning.Always() : new Meaning.Never()
                    : isPossible
                            ? new Meaning.When(ArgumentComparison.masked(asked.index(), width, mask, value))
                            : new Meaning.Never();
        }
        long value = narrow(path, call, asked.value(), bits);
        if (bits < INT) {
            return ofMode(path, call, asked, all, value);
        }
        return switch (asked.operator()) {
            case LT -> value == 0 ? new Meaning.Never() : when(asked, width, value);
            case GT -> value == all ? new Meaning.Never() : when(asked, width, value);
            case EQ, NE, LE, GE -> when(asked, width, value);
            case MASKED_EQ -> throw new IllegalStateException("dealt with above");
        };
    }

    private static Meaning when(Comparison asked, Width width, long value) {
        return new Meaning.When(ArgumentComparison.of(asked.index(), asked.operator(), width, value));
    }

    /** The kernel reads 16 bits of a file's mode; only equality can be said of them. */
    private static Meaning ofMode(String path, String call, Comparison asked, long all, long value) {
        if (asked.operator() != Operator.EQ) {
            throw OciSeccompReader.bad(
                    path + ".args", "a mode, of which " + call + " reads 16 bits, takes SCMP_CMP_EQ or MASKED_EQ");
        }
        return new Meaning.When(ArgumentComparison.masked(asked.index(), Width.BITS_32, all, value));
    }

    /** A negative number may be written in 64 bits for an int; anything else above its width was meant otherwise. */
    private static long narrow(String path, String call, long value, int bits) {
        if (bits == 64 || value >>> bits == 0) {
            return value;
        }
        if (value >> (bits - 1) == -1) {
            return value & ((1L << bits) - 1);
        }
        throw OciSeccompReader.bad(
                path + ".args",
                Long.toUnsignedString(value) + " is wider than the " + bits + " bits that " + call + " reads");
    }

    private static Operator operator(String path, JsonObject entry) {
        String name = OciSeccompReader.read(path, () -> entry.requireString("op"));
        return switch (name) {
            case "SCMP_CMP_NE" -> Operator.NE;
            case "SCMP_CMP_LT" -> Operator.LT;
            case "SCMP_CMP_LE" -> Operator.LE;
            case "SCMP_CMP_EQ" -> Operator.EQ;
            case "SCMP_CMP_GE" -> Operator.GE;
            case "SCMP_CMP_GT" -> Operator.GT;
            case "SCMP_CMP_MASKED_EQ" -> Operator.MASKED_EQ;
            default -> throw OciSeccompReader.bad(path, "there is no comparison " + name);
        };
    }

    /** An unsigned number of 64 bits, 0 when absent, as encoding/json of Go has it. */
    private static long number(String path, JsonObject entry, String field) {
        Optional<JsonValue> value = Optional.ofNullable(entry.members().get(field));
        if (value.isEmpty() || value.get() instanceof JsonValue.JsonNull) {
            return 0;
        }
        if (value.get() instanceof JsonValue.JsonNumber number
                && UNSIGNED.matcher(number.text()).matches()) {
            BigInteger exact = new BigInteger(number.text());
            if (exact.bitLength() <= 64) {
                return exact.longValue();
            }
        }
        throw OciSeccompReader.bad(path, "not a whole number of 64 bits");
    }
}
