package dev.immure.policy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sizes of facts. They come from images and command lines, and the work of a decision grows with them. */
final class FactBounds {
    /** PATH_MAX of Linux; nothing that names a file is longer. */
    static final int TEXT = 4096;

    /** Most texts in one list or map. */
    static final int TEXTS = 1024;

    /** Most mounts, capabilities, signatures or best-effort walls of one run. */
    static final int FACTS = 64;

    /** Most parts of an image: as many as a rule may look at together with three facts of which there is one. */
    static final int COMPONENTS = 16_000;

    /** Most vulnerabilities of an image. */
    static final int VULNERABILITIES = 10_000;

    private FactBounds() {}

    static String text(String name, String value) {
        if (value.length() > TEXT) {
            throw tooLarge(name, "it is longer than " + TEXT + " characters");
        }
        return value;
    }

    static List<String> texts(String name, List<String> values) {
        List<String> bounded = facts(name, values, TEXTS);
        bounded.forEach(value -> text(name, value));
        return bounded;
    }

    static Map<String, String> map(String name, Map<String, String> values) {
        if (values.size() > TEXTS) {
            throw tooLarge(name, "it has more than " + TEXTS + " entries");
        }
        values.forEach((key, value) -> {
            text(name, key);
            text(name, value);
        });
        return Map.copyOf(values);
    }

    static <T> List<T> facts(String name, List<T> values) {
        return facts(name, values, FACTS);
    }

    static <T> List<T> facts(String name, List<T> values, int most) {
        if (values.size() > most) {
            throw tooLarge(name, "it has more than " + most + " entries");
        }
        return List.copyOf(values);
    }

    static long count(String name, long value) {
        if (value < 0) {
            throw wrong(name, "it is negative");
        }
        return value;
    }

    static String oneOf(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw wrong(name, "it is none of " + String.join(", ", allowed));
        }
        return value;
    }

    /** A path that rules can compare: absolute, without empty, {@code .} and {@code ..} parts and without a slash at the end. */
    static String path(String name, String value) {
        text(name, value);
        if (!value.equals("/") && !isShortest(value)) {
            throw wrong(name, "it is not an absolute path in its shortest form");
        }
        return value;
    }

    private static boolean isShortest(String path) {
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            return false;
        }
        // -1 keeps the empty part after a slash at the end.
        String[] parts = path.substring(1).split("/", -1);
        return Stream.of(parts).noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    }

    private static ImmureException tooLarge(String name, String why) {
        return fault(PolicyFaultCode.FACT_SIZE, name, why);
    }

    private static ImmureException wrong(String name, String why) {
        return fault(PolicyFaultCode.FACT_VALUE, name, why);
    }

    private static ImmureException fault(PolicyFaultCode code, String name, String why) {
        return new ImmureException(new Fault(code, "cannot give the policy", name, why, code.remedy()));
    }
}
