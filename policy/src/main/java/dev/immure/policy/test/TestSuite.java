package dev.immure.policy.test;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.yaml.MalformedYaml;
import dev.immure.core.yaml.Node;
import dev.immure.core.yaml.StrictYaml;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * The scenarios of a policy, in the order of files and lines.
 *
 * @param scenarios at most {@value #MOST}; each case of a scenario is one
 * @param equivalent changes of rules that no scenario can notice
 */
public record TestSuite(List<Scenario> scenarios, List<EquivalentChanges.Entry> equivalent) {
    /** Most scenarios of one policy. */
    public static final int MOST = 10_000;

    private static final int MOST_FAULTS_IN_ONE_LINE = 20;

    public TestSuite {
        scenarios = List.copyOf(scenarios);
        equivalent = List.copyOf(equivalent);
    }

    /**
     * Reads {@code tests/*_test.yaml} of a policy, and {@code tests/equivalent.yaml}.
     *
     * @param directory of the policy
     * @return without a scenario when there is no such file
     * @throws ImmureException with the fault, or with one that lists all faults ({@code IMM-POLICY-SCENARIOS})
     */
    public static TestSuite load(Path directory, PolicyBundle policy) {
        return read(new TestDirectory(directory.resolve("tests")), directory.toString(), policy);
    }

    /**
     * As {@link #load}, for files that are in memory already.
     *
     * @param files content by name below {@code tests/}
     */
    public static TestSuite of(SortedMap<String, byte[]> files, PolicyBundle policy) {
        return read(new TestFiles.InMemory(files), policy.name(), policy);
    }

    private static TestSuite read(TestFiles files, String place, PolicyBundle policy) {
        Faults faults = new Faults();
        Fixtures fixtures = new Fixtures(files);
        List<Scenario> scenarios = new ArrayList<>();
        for (String name : files.scenarios(faults)) {
            String shown = TestFiles.shown(name);
            files.read(name, TestFiles.FILE_BYTES, why -> faults.add(PolicyFaultCode.SCENARIO_FILE, shown, "it " + why))
                    .flatMap(bytes -> document(shown, bytes, faults))
                    .ifPresent(document ->
                            scenarios.addAll(ScenarioReader.read(shown, document, fixtures, policy, faults)));
            if (scenarios.size() > MOST) {
                faults.add(PolicyFaultCode.SCENARIO_FILE, shown, "there are more than " + MOST + " scenarios");
                break;
            }
        }
        List<EquivalentChanges.Entry> equivalent = EquivalentChanges.read(files, faults);
        if (!faults.isEmpty()) {
            throw new ImmureException(asOne(place, faults.list()));
        }
        return new TestSuite(scenarios, equivalent);
    }

    private static Optional<Node> document(String shown, byte[] bytes, Faults faults) {
        try {
            return Optional.of(StrictYaml.read(bytes));
        } catch (MalformedYaml e) {
            faults.add(PolicyFaultCode.SCENARIO_FILE, shown, e.reason());
            return Optional.empty();
        }
    }

    private static Fault asOne(String place, List<Fault> faults) {
        PolicyFaultCode code =
                faults.size() == 1 ? (PolicyFaultCode) faults.getFirst().code() : PolicyFaultCode.SCENARIOS;
        if (faults.size() == 1) {
            Fault one = faults.getFirst();
            return new Fault(code, "cannot accept the test at", one.on(), one.why(), one.remedy());
        }
        String all = faults.stream()
                .limit(MOST_FAULTS_IN_ONE_LINE)
                .map(fault -> fault.on() + " " + fault.why())
                .collect(Collectors.joining("; "));
        int more = faults.size() - MOST_FAULTS_IN_ONE_LINE;
        return new Fault(
                code,
                "cannot accept the tests of",
                place,
                faults.size() + " faults: " + all + (more > 0 ? "; and " + more + " more" : ""),
                code.remedy());
    }
}
