package dev.immure.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The numbered promises of SPECIFICATION.md: paragraphs that begin with a number and name tests in backquotes. */
record Promises(List<Promise> all) {
    private static final Pattern PROMISE = Pattern.compile("(?m)^(\\d{1,3})\\. ((?:.+\\n)+?)(?=\\n|\\z|\\d{1,3}\\. )");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    /** One promise; {@code tests} are those it names. */
    record Promise(int number, List<NamedTest> tests) {}

    /** A test by the simple name of its class and the name of its method. */
    record NamedTest(String type, String method) {}

    static Promises read(String page) {
        return new Promises(PROMISE.matcher(page)
                .results()
                .map(found -> new Promise(Integer.parseInt(found.group(1)), tests(found)))
                .toList());
    }

    private static List<NamedTest> tests(MatchResult promise) {
        return TEST.matcher(promise.group(2))
                .results()
                .map(test -> new NamedTest(test.group(1), test.group(2)))
                .toList();
    }

    /** What is wrong with them, one sentence each; empty when every promise has tests that exist. */
    List<String> flaws(TestSources sources) {
        List<String> flaws = new ArrayList<>();
        Set<Integer> numbers = new HashSet<>();
        for (Promise promise : all) {
            if (!numbers.add(promise.number())) {
                flaws.add("number " + promise.number() + " is there twice");
            }
            if (promise.tests().isEmpty()) {
                flaws.add("promise " + promise.number() + " names no test");
            }
            promise.tests().stream()
                    .filter(test -> !sources.has(test))
                    .forEach(test -> flaws.add("promise " + promise.number() + " names " + test.type() + "#"
                            + test.method() + ", which is no test"));
        }
        return flaws;
    }
}
