package dev.immure.policy;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.Remembered;
import dev.immure.core.image.Digest;
import dev.immure.policy.internal.drl.DrlReader;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.drools.RuleEngine;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.SourceLine;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.yaml.ManifestFile;
import dev.immure.policy.table.TableReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A policy that was understood word by word, as data. Holds no code of its author's. */
public final class PolicyBundle {
    private static final int MOST_FAULTS_IN_ONE_LINE = 20;

    /** A process that launches many times reads its policy each time, and finds what it has understood already. */
    private static final Remembered<SourcesKey, PolicyCompilation> COMPILED = new Remembered<>(8);

    private final String name;
    private final PolicyOrigin origin;
    private final PolicyOutline outline;
    private final PolicyData data;
    private final RuleEngineOnce engine;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** One that was changed: what was signed is no more what it says. */
    private PolicyBundle(String name, Policy policy) {
        this(name, PolicyOrigin.UNSIGNED, policy);
    }

    private PolicyBundle(String name, PolicyOrigin origin, Policy policy) {
        this(name, origin, PolicyOutline.of(policy), () -> policy);
    }

    private PolicyBundle(String name, PolicyOrigin origin, PolicyOutline outline, Supplier<Policy> policy) {
        this.name = name;
        this.origin = origin;
        this.outline = outline;
        this.data = new PolicyData(policy);
        this.engine = new RuleEngineOnce(data);
    }

    /** The policy that ships with Immure: what it denies stands in {@code docs/policy-guide.md}. */
    public static PolicyBundle baseline() {
        return baseline(PolicyMemory.NONE);
    }

    /** The same, as it is remembered if it is. */
    public static PolicyBundle baseline(PolicyMemory memory) {
        return shipped(Baseline.NAME, Baseline.files(), memory);
    }

    /** A policy in the jar; {@link ReadyPolicies} knows them. */
    static PolicyBundle shipped(String name, SortedMap<String, byte[]> files, PolicyMemory memory) {
        return orThrow(compile(name, PolicyOrigin.SHIPPED, files, memory, new Faults()));
    }

    /**
     * Compiles files that are in memory already.
     *
     * @param name for people, not part of the digest
     * @param files content by file name
     * @throws ImmureException as {@link #load}
     */
    public static PolicyBundle of(String name, SortedMap<String, byte[]> files) {
        return orThrow(compile(name, files));
    }

    /** The same, of files whose signatures were verified: for the gate of bundles, and nobody else. */
    public static PolicyBundle signed(String name, SortedMap<String, byte[]> files, PolicyMemory memory) {
        return orThrow(compile(name, PolicyOrigin.SIGNED, files, memory, new Faults()));
    }

    /**
     * Reads the rules and {@code policy.yaml} of a directory, or one file of rules.
     *
     * @throws ImmureException with the fault, or with one that lists all faults ({@code IMM-POLICY-BUNDLE})
     */
    public static PolicyBundle load(Path place) {
        return orThrow(check(place));
    }

    /** The same, as it is remembered if it is. */
    public static PolicyBundle load(Path place, PolicyMemory memory) {
        return orThrow(check(place, memory));
    }

    /** As {@link #load}, but gives every fault separately instead of throwing. */
    public static PolicyCompilation check(Path place) {
        return check(place, PolicyMemory.NONE);
    }

    private static PolicyCompilation check(Path place, PolicyMemory memory) {
        Faults faults = new Faults();
        SortedMap<String, byte[]> files = PolicyFiles.read(place, faults);
        return compile(place.toString(), PolicyOrigin.UNSIGNED, files, memory, faults);
    }

    /** As {@link #of}, but gives every fault separately instead of throwing. */
    public static PolicyCompilation compile(String name, SortedMap<String, byte[]> files) {
        return compile(name, PolicyOrigin.UNSIGNED, files, PolicyMemory.NONE, new Faults());
    }

    /** What this process has understood already, what this host has, or else what is written. */
    private static PolicyCompilation compile(
            String name, PolicyOrigin origin, SortedMap<String, byte[]> files, PolicyMemory memory, Faults faults) {
        if (!faults.isEmpty()) {
            return understand(name, origin, files, faults);
        }
        return COMPILED.get(
                SourcesKey.of(name, origin, files),
                key -> recall(name, origin, files, memory).orElseGet(() -> {
                    PolicyCompilation compilation = understand(name, origin, files, faults);
                    if (compilation instanceof PolicyCompilation.Compiled compiled) {
                        memory.remember(files, compiled.bundle().policy());
                    }
                    return compilation;
                }));
    }

    private static Optional<PolicyCompilation> recall(
            String name, PolicyOrigin origin, SortedMap<String, byte[]> files, PolicyMemory memory) {
        return memory.outline(files)
                .map(outline -> new PolicyCompilation.Compiled(
                        new PolicyBundle(name, origin, outline, () -> read(name, origin, files, memory, outline))));
    }

    /** What is remembered is held to the same rules as what is read; what cannot be relied upon is read anew. */
    private static Policy read(
            String name,
            PolicyOrigin origin,
            SortedMap<String, byte[]> files,
            PolicyMemory memory,
            PolicyOutline outline) {
        Policy policy = memory.recall(files)
                .filter(kept ->
                        faults(name, kept).isEmpty() && PolicyOutline.of(kept).equals(outline))
                .orElseGet(() ->
                        orThrow(understand(name, origin, files, new Faults())).policy());
        if (!PolicyOutline.of(policy).equals(outline)) {
            throw new IllegalStateException("the outline that is kept of policy " + name + " is not its outline");
        }
        return policy;
    }

    /** What is wrong with a policy as data. */
    private static Faults faults(String name, Policy policy) {
        Faults faults = new Faults();
        checkAll(name, policy.rules(), faults);
        ParameterUse.check(policy.rules(), parameters(policy), faults);
        WaiverUse.check(policy.waivers(), policy.rules(), faults);
        return faults;
    }

    private static SortedMap<String, ManifestFile.Parameter> parameters(Policy policy) {
        SourceLine at = new SourceLine(ManifestFile.NAME, 1);
        SortedMap<String, ManifestFile.Parameter> all = new TreeMap<>();
        policy.parameters().forEach((parameter, value) -> all.put(parameter, new ManifestFile.Parameter(value, at)));
        return all;
    }

    private static PolicyCompilation understand(
            String name, PolicyOrigin origin, SortedMap<String, byte[]> files, Faults faults) {
        PolicySources sources = PolicySources.of(files, faults);
        DrlReader reader = new DrlReader(Facts.SCHEMA, ObligationParser::problem);
        List<Rule> rules = new ArrayList<>();
        TableReader tables = new TableReader(Facts.SCHEMA, ObligationParser::problem);
        sources.rules()
                .forEach((file, bytes) -> rules.addAll(
                        TableReader.isTable(file)
                                ? tables.read(file, bytes, faults)
                                : reader.read(file, bytes, faults)));
        checkAll(name, rules, faults);
        // A rule that is not understood would make the parameters it reads look unused.
        if (faults.isEmpty()) {
            ParameterUse.check(rules, sources.parameters(), faults);
            WaiverUse.check(sources.waivers(), rules, faults);
        }
        return faults.isEmpty()
                ? new PolicyCompilation.Compiled(new PolicyBundle(
                        name, origin, new Policy(rules, sources.manifest(), sources.values(), sources.waivers())))
                : new PolicyCompilation.Rejected(faults.list());
    }

    private static void checkAll(String name, List<Rule> rules, Faults faults) {
        if (rules.isEmpty() && faults.isEmpty()) {
            faults.add(PolicyFaultCode.EMPTY, name, "it holds no rule");
        }
        if (rules.size() > Limits.RULES) {
            faults.add(PolicyFaultCode.RULE_COUNT, name, "it has more than " + Limits.RULES + " rules");
        }
        long work = rules.stream().mapToLong(DrlReader::combinations).sum();
        if (work > Limits.BUNDLE_COMBINATIONS) {
            faults.add(
                    PolicyFaultCode.WORK,
                    name,
                    "its rules can make " + work + " combinations of facts, and the most is "
                            + Limits.BUNDLE_COMBINATIONS);
        }
        Map<String, Rule> byName = new HashMap<>();
        for (Rule rule : rules) {
            Rule first = byName.putIfAbsent(rule.name(), rule);
            if (first != null) {
                faults.add(
                        PolicyFaultCode.RULE_TWICE,
                        rule.at(),
                        "\"" + rule.name() + "\" stands at " + first.at() + " too");
            }
        }
    }

    /**
     * The policy that was accepted.
     *
     * @throws ImmureException as {@link #load}
     */
    public static PolicyBundle orThrow(PolicyCompilation compilation) {
        return switch (compilation) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle();
            case PolicyCompilation.Rejected rejected -> throw new ImmureException(asOne(rejected.faults()));
        };
    }

    private static Fault asOne(List<Fault> faults) {
        if (faults.size() == 1) {
            return faults.getFirst();
        }
        String all = faults.stream()
                .limit(MOST_FAULTS_IN_ONE_LINE)
                .map(fault ->
                        fault.on() + " " + fault.why() + " [" + fault.code().id() + "]")
                .collect(Collectors.joining("; "));
        int more = faults.size() - MOST_FAULTS_IN_ONE_LINE;
        return new Fault(
                PolicyFaultCode.BUNDLE,
                "cannot accept policy",
                faults.size() + " places",
                more > 0 ? all + "; and " + more + " more" : all,
                PolicyFaultCode.BUNDLE.remedy());
    }

    /** Where it came from, for people. */
    public String name() {
        return name;
    }

    /** Who stands behind it. */
    public PolicyOrigin origin() {
        return origin;
    }

    /** For people and records: the name, and that nobody has signed it, if so. */
    public String title() {
        return switch (origin) {
            case SHIPPED, SIGNED -> name;
            case UNSIGNED -> name + " (" + origin.label() + ")";
        };
    }

    /** What its manifest says that it is for; empty where it says nothing. */
    public String description() {
        return policy().manifest().description();
    }

    /** SHA-256 of {@link #canonicalJson}: changes exactly when what the rules say changes. */
    public Digest digest() {
        return outline.digest();
    }

    /** The policy as data. */
    public byte[] canonicalJson() {
        return CanonicalJson.of(policy());
    }

    /** All that the rules see: the facts of a launch and the parameters of this policy, in a fixed order. */
    public List<Object> facts(PolicyInput input) {
        List<Object> facts = new ArrayList<>(input.facts());
        facts.addAll(data.parameters());
        return facts;
    }

    /**
     * The waivers, by name.
     *
     * @param now the moment at which they are in force or not
     */
    public List<PolicyWaiver> waivers(Instant now) {
        return policy().waivers().stream()
                .map(waiver -> PolicyWaiver.of(waiver, now))
                .toList();
    }

    /** What is known of it before any rule is read. */
    PolicyOutline outline() {
        return outline;
    }

    /** Names of all rules, in alphabetical order. */
    public List<String> rules() {
        return policy().rules().stream().map(Rule::name).toList();
    }

    /** The same policy with other rules, for tests that change one of them; its digest is another. */
    public PolicyBundle withRules(List<Rule> rules) {
        Policy policy = policy();
        return new PolicyBundle(name, new Policy(rules, policy.manifest(), policy.parameters(), policy.waivers()));
    }

    /**
     * The same policy with other values for some parameters; its digest is another.
     *
     * @param values those that {@link #checkParameters} has nothing against
     */
    public PolicyBundle withParameters(Map<String, ParameterValue> values) {
        Policy policy = policy();
        SortedMap<String, ParameterValue> all = new TreeMap<>(policy.parameters());
        all.putAll(values);
        return new PolicyBundle(name, new Policy(policy.rules(), policy.manifest(), all, policy.waivers()));
    }

    /** The same policy with one more waiver; its digest is another. */
    public PolicyBundle withWaiver(Waiver waiver) {
        List<Waiver> all = new ArrayList<>(policy().waivers());
        all.add(waiver);
        return withWaivers(all);
    }

    /** The same policy with these waivers and no other; its digest is another. */
    public PolicyBundle withWaivers(List<Waiver> waivers) {
        Policy policy = policy();
        return new PolicyBundle(name, new Policy(policy.rules(), policy.manifest(), policy.parameters(), waivers));
    }

    /** Notes the parameters that no rule reads, or not in the form that they have. */
    public void checkParameters(Map<String, ManifestFile.Parameter> values, Faults faults) {
        SortedMap<String, ManifestFile.Parameter> all = parameters(policy());
        all.putAll(values);
        ParameterUse.check(policy().rules(), all, faults);
    }

    /**
     * Whether nobody has asked it anything in this process; true once. Who asks again will ask more often, and is answered soonest
     * by the engine.
     */
    boolean isAskedFirst() {
        return !asked.getAndSet(true) && !engine.isBuilt();
    }

    /** Built when it is first asked for. */
    RuleEngine engine() {
        return engine.get();
    }

    /** The rules as data: for the parts of this module that explain, test and check policies. */
    public Policy policy() {
        return data.policy();
    }
}
