package dev.immure.cli;

import dev.immure.policy.ReadyPolicies;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of a new policy that builds on a ready one: its values to change, a rule, scenarios that hold. */
final class PolicyScaffold {
    private static final String RULES = """
            // Rules of your own, beside those of FROM. One that denies wins over every one that permits.
            // docs/policy-guide.md lists facts, fields and operators.

            // An example: somebody must answer for what runs, and the label says who.
            rule "OWN-001 image without a team"
                @owner("platform team") @description("Somebody answers for every image")
            when
                ImageFacts( labels["team"] == null, $image : reference )
            then
                decision.warn("OWN-TEAM", "{} has no label team", $image);
            end
            """;

    private static final String TESTS = """
            # What the policy must decide, and on what facts. A scenario names only what differs from the fixture.
            schema: 1
            fixture: fixtures/permitted.yaml
            scenarios:
              - name: an image without a team is permitted, with a warning
                expect:
                  decision: permit
                  warnings: [OWN-TEAM]
              - name: an image of a team is permitted
                facts:
                  image:
                    labels:
                      team: web
                expect:
                  decision: permit
                  warnings: []
              - name: what FROM denies is denied here, too
                facts:
                  image:
                    verification: unsigned
                  signatures: []
                expect:
                  decision: deny
                  reasons-include: [IMAGE-UNSIGNED]
            """;

    private static final String README = """
            # NAME

            A policy of Immure that builds on FROM.

            | file | holds |
            |---|---|
            | `policy.yaml` | the name, what it builds on, and values to change without touching a rule |
            | `rules.drl` | rules of your own; `*.csv` and `*.xlsx` tables may stand beside it |
            | `tests/` | scenarios, and the facts that they start from |

            ```
            immure policy lint --strict .       what cannot be read, and what does not mean what it seems to
            immure policy test --mutate .       whether the scenarios hold, and whether they would notice a change
            immure policy check --policy . …    what it decides about one run, which is not started
            immure run --policy . …
            ```
            """;

    private PolicyScaffold() {}

    /**
     * Content by path.
     *
     * @param from a ready policy
     */
    static SortedMap<String, String> files(String name, String from) {
        SortedMap<String, String> files = new TreeMap<>();
        files.put("policy.yaml", manifest(name, from));
        files.put("rules.drl", RULES.replace("FROM", from));
        files.put("tests/rules_test.yaml", TESTS.replace("FROM", from));
        files.put("tests/fixtures/permitted.yaml", new String(ReadyPolicies.permitted(from), StandardCharsets.UTF_8));
        files.put("README.md", README.replace("NAME", name).replace("FROM", from));
        return files;
    }

    /** The parameters of the base as comments: what is not changed follows the base when Immure is upgraded. */
    private static String manifest(String name, String from) {
        String base = new String(ReadyPolicies.files(from).orElseThrow().get("policy.yaml"), StandardCharsets.UTF_8);
        String parameters = base.substring(base.indexOf("parameters:"))
                .lines()
                .map(line -> "# " + line)
                .collect(Collectors.joining("\n"));
        return "schema: 1\nname: " + name + "\nversion: 1\ndescription: " + from + " with rules of our own\nbase: "
                + from
                + "\n# Values of " + from + ". Take the # away where another one is wanted; `immure policy show " + from
                + "` has them all.\n" + parameters + "\n";
    }
}
