package dev.immure.policy;

import dev.immure.policy.internal.model.FactField;
import dev.immure.policy.internal.model.FactType;
import dev.immure.policy.internal.model.FieldKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** Writes policies in all of the language, over values so few that conditions hold often. Seeded: a failure repeats. */
final class RandomPolicies {
    private static final Map<String, List<String>> TEXTS = Map.ofEntries(
            Map.entry("verification", List.of("verified", "unsigned")),
            Map.entry("platform", List.of("linux/amd64", "linux/arm64")),
            Map.entry("source", List.of("/etc", "/srv/data", "/srv", "/etc/ssl")),
            Map.entry("destination", List.of("/etc", "/srv/data", "/data")),
            Map.entry("name", List.of("CAP_CHOWN", "CAP_KILL", "registry.example/a", "registry.example/b")),
            Map.entry("mode", List.of("none", "private")),
            Map.entry("weekday", List.of("MONDAY", "SUNDAY")),
            Map.entry("wall", List.of("landlock", "seccomp")));
    private static final List<String> OTHER_TEXTS = List.of("", "a", "b", "ab", "abc", "CAP_CHOWN", "landlock");
    private static final List<String> REGEXES = List.of(
            "a.*", "[a-b]+", "/etc(/.*)?", "(a|b)?c{0,1}", "[^/]*", "\\\\w+", "linux/(amd|arm)64", "CAP_[A-Z]+");
    /** Parameters by name, with their values, and the fields as which they can be read. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "p-text",
            "ab",
            "p-size",
            "1b",
            "p-time",
            "1s",
            "p-whole",
            "2",
            "p-list",
            "[a, b, CAP_KILL]",
            "p-flag",
            "true");

    private static final Map<String, List<String>> READINGS = Map.of(
            "p-text", List.of("text"),
            "p-size", List.of("bytes", "text"),
            "p-time", List.of("nanoseconds", "text"),
            "p-whole", List.of("number", "bytes"),
            "p-list", List.of("texts", "count"),
            "p-flag", List.of("flag"));
    private static final List<String> COMPARE = List.of("==", "!=", "<", "<=", ">", ">=");

    private final SplittableRandom random;
    private final List<String> variables = new ArrayList<>();
    private final List<FactField> bound = new ArrayList<>();
    private int lists;
    /** Patterns left over facts of which there may be thousands: their combinations would fill a whole bundle. */
    private int large;

    private int patterns;
    private int alternatives;
    private int nextVariable;

    RandomPolicies(SplittableRandom random) {
        this.random = random;
    }

    static List<String> textsOf(String field) {
        return TEXTS.getOrDefault(field, OTHER_TEXTS);
    }

    /** The manifest with the parameters that the rules read; empty when they read none of those above. */
    static Optional<String> manifest(String drl) {
        String given = PARAMETERS.keySet().stream()
                .filter(name -> drl.contains("name == \"" + name + "\""))
                .map(name -> "  " + name + ": " + PARAMETERS.get(name) + "\n")
                .collect(Collectors.joining());
        return given.isEmpty() ? Optional.empty() : Optional.of("schema: 1\nparameters:\n" + given);
    }

    String rules(int count) {
        StringBuilder out = new StringBuilder();
        large = 1;
        for (int i = 0; i < count; i++) {
            out.append(rule(100 + i)).append('\n');
        }
        return out.toString();
    }

    private String rule(int number) {
        variables.clear();
        bound.clear();
        lists = 0;
        alternatives = 0;
        nextVariable = 0;
        List<String> elements = new ArrayList<>();
        patterns = 0;
        while (patterns == 0 || (patterns < 4 && random.nextInt(3) > 0)) {
            elements.add("    " + element());
        }
        return "rule \"RND-" + number + "\"\n    salience " + random.nextInt(-5, 5) + "\nwhen\n"
                + String.join("\n", elements) + "\nthen\n    " + consequence(number) + "\nend";
    }

    private String element() {
        int kind = patterns < 3 ? random.nextInt(8) : random.nextInt(2, 8) == 2 ? 2 : 7;
        boolean isOr = kind == 2 || kind == 3;
        if (isOr && ++alternatives > 3) {
            kind = 7;
        }
        patterns += kind == 3 || kind == 4 ? 2 : 1;
        return switch (kind) {
            case 0 -> "not " + closed();
            case 1 -> "exists " + closed();
            case 2 -> lists < 2 && random.nextBoolean() ? shared() : "( " + closed() + " or " + closed() + " )";
            case 3 -> "( " + closed() + " or ( " + single() + " and " + single() + " ) )";
            case 4 -> pick(List.of("not ", "exists ")) + group();
            default -> pattern(type(), 2);
        };
    }

    private String group() {
        if (lists > 0 || random.nextBoolean()) {
            return "( " + single() + " and " + single() + " )";
        }
        lists += 2;
        String inner = "$g" + nextVariable++;
        return "( MountRequest( " + inner + " : source ) and MountRequest( destination " + pick(List.of("==", "!="))
                + " " + inner + " ) )";
    }

    /** Alternatives that bind one variable in two ways; of one fact type, since compiled DRL fails a cast otherwise. */
    private String shared() {
        lists++;
        String variable = "$o" + nextVariable++;
        variables.add(variable);
        bound.add(
                Facts.SCHEMA.type("MountRequest").orElseThrow().field("source").orElseThrow());
        return "( MountRequest( " + variable + " : source, readOnly ) or MountRequest( " + variable
                + " : destination ) )";
    }

    /** A pattern whose variables nobody sees. */
    private String closed() {
        return pattern(type(), 0);
    }

    private String single() {
        FactType type = pick(Facts.SCHEMA.types().values().stream()
                .filter(t -> t.most() == 1 || t.key().isPresent())
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList());
        return pattern(type, 0);
    }

    /** Two patterns over types with many facts are as much as the bound on work allows. */
    private FactType type() {
        List<FactType> types = Facts.SCHEMA.types().values().stream()
                .filter(t -> t.most() == 1
                        || t.key().isPresent()
                        || (lists < 2 && t.most() <= FactBounds.FACTS)
                        || (lists == 0 && large > 0))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
        FactType type = pick(types);
        if (type.most() > FactBounds.FACTS) {
            large--;
            lists += 2;
        } else if (type.most() > 1 && type.key().isEmpty()) {
            lists++;
        }
        return type;
    }

    private String pattern(FactType type, int mostBindings) {
        List<FactField> fields = fields(type);
        List<String> constraints = new ArrayList<>();
        if (type.key().isPresent()) {
            String name = pick(PARAMETERS.keySet().stream().sorted().toList());
            fields = fields.stream()
                    .filter(field -> READINGS.getOrDefault(name, List.of()).contains(field.name()))
                    .toList();
            constraints.add("name == " + quote(name));
        }
        int bindings = mostBindings == 0 ? 0 : random.nextInt(mostBindings + 1);
        for (int i = 0; i < bindings; i++) {
            FactField field = pick(fields);
            if (field.kind() != FieldKind.MAP) {
                String variable = "$v" + nextVariable++;
                constraints.add(variable + " : " + field.name());
                variables.add(variable);
                bound.add(field);
            }
        }
        int conditions = random.nextInt(3);
        for (int i = 0; i < conditions; i++) {
            constraints.add(condition(fields, 2));
        }
        return type.name() + "( " + String.join(", ", constraints) + " )";
    }

    private static List<FactField> fields(FactType type) {
        return type.fields().values().stream()
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }

    private String condition(List<FactField> fields, int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(8)) {
            case 0 -> condition(fields, depth - 1) + " && " + condition(fields, depth - 1);
            case 1 -> condition(fields, depth - 1) + " || " + condition(fields, depth - 1);
            case 2 -> "( " + condition(fields, depth - 1) + " )";
            case 3 -> "!( " + condition(fields, depth - 1) + " )";
            default -> comparison(pick(fields));
        };
    }

    private String comparison(FactField field) {
        return switch (field.kind()) {
            case TEXT -> text(field.name(), textsOf(field.name()));
            case NUMBER -> number(field);
            case FLAG ->
                pick(List.of(field.name(), "!" + field.name(), field.name() + " == true", field.name() + " != true"));
            case TEXTS -> field.name() + pick(List.of(" contains ", " not contains ")) + quote(pick(OTHER_TEXTS));
            case MAP -> map(field.name() + "[\"" + pick(List.of("tier", "team")) + "\"]");
        };
    }

    /** Without the operators on which DifferentialTest shows that a missing key is read differently, on purpose. */
    private String map(String access) {
        return random.nextInt(4) == 0 ? access + pick(List.of(" == null", " != null")) : text(access, OTHER_TEXTS);
    }

    private String text(String access, List<String> values) {
        String value = quote(pick(values));
        // A list is seldom at hand, so it is used when it is.
        if (!access.endsWith("]") && !variable(FieldKind.TEXTS, "").isEmpty() && random.nextBoolean()) {
            return member(access, value);
        }
        int kind = random.nextInt(11);
        return switch (access.endsWith("]") && List.of(4, 5, 6, 9).contains(kind) ? 10 : kind) {
            case 0 -> access + " != " + value;
            case 1 -> access + " in (" + value + ", " + quote(pick(values)) + ")";
            case 2 -> access + " not in (" + value + ", " + quote(pick(values)) + ")";
            case 3 -> access + " matches " + quote(pick(REGEXES));
            case 4 -> access + " not matches " + quote(pick(REGEXES));
            case 5 -> access + " str[startsWith] " + value;
            case 6 -> access + " str[endsWith] " + value;
            case 7 -> access + " contains " + value;
            case 8 -> access + pick(List.of(" == ", " != ")) + variable(FieldKind.TEXT, value);
            case 9 -> member(access, value);
            default -> access + " == " + value;
        };
    }

    private String member(String access, String value) {
        String list = variable(FieldKind.TEXTS, "");
        return list.isEmpty() ? access + " == " + value : access + pick(List.of(" memberOf ", " not memberOf ")) + list;
    }

    private String number(FactField field) {
        String value = String.valueOf(random.nextInt(4));
        return switch (random.nextInt(5)) {
            case 0 -> field.name() + " in (" + value + ", " + random.nextInt(4) + ")";
            case 1 -> field.name() + " not in (" + value + ")";
            case 2 -> field.name() + " == ResourceRequest.UNLIMITED";
            case 3 -> field.name() + " " + pick(COMPARE) + " " + variable(FieldKind.NUMBER, value);
            default -> field.name() + " " + pick(COMPARE) + " " + value;
        };
    }

    private String variable(FieldKind kind, String otherwise) {
        List<String> fitting = new ArrayList<>();
        for (int i = 0; i < variables.size(); i++) {
            if (bound.get(i).kind() == kind) {
                fitting.add(variables.get(i));
            }
        }
        return fitting.isEmpty() ? otherwise : pick(fitting);
    }

    private String consequence(int number) {
        List<String> shown =
                variables.stream().filter(v -> random.nextBoolean()).toList();
        String text = "\"text" + " {}".repeat(shown.size()) + "\""
                + shown.stream().map(v -> ", " + v).collect(Collectors.joining());
        return switch (random.nextInt(6)) {
            case 0 -> "decision.deny(\"D-" + number + "\", " + text + ");";
            case 1, 2 -> "decision.warn(\"W-" + number + "\", " + text + ");";
            case 3 -> "decision.require(\"cap-memory\", \"" + random.nextInt(1, 9) + "m\");";
            default -> "decision.permit(\"P-" + number + "\", " + text + "); decision.require(\"no-network\");";
        };
    }

    private static String quote(String text) {
        return "\"" + text + "\"";
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    PolicyInput input() {
        return new PolicyInput(
                new ImageFacts(
                        pick(OTHER_TEXTS),
                        pick(textsOf("name")),
                        Inputs.MANIFEST,
                        labels(),
                        pick(OTHER_TEXTS),
                        texts(),
                        pick(OTHER_TEXTS),
                        small(),
                        small(),
                        pick(textsOf("platform")),
                        pick(textsOf("verification"))),
                some(() -> new SignatureFacts(
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS))),
                attested(),
                new RunRequest(
                        pick(OTHER_TEXTS),
                        texts(),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        texts(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        some(() -> pick(textsOf("wall"))),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        random.nextBoolean(),
                        texts(),
                        texts()),
                some(() ->
                        new MountRequest(pick(textsOf("source")), pick(textsOf("destination")), random.nextBoolean())),
                some(() -> new CapabilityRequest(pick(List.of("CAP_CHOWN", "CAP_KILL")))),
                new NetworkRequest(pick(textsOf("mode")), texts(), texts(), texts()),
                new ResourceRequest(small(), small(), small(), small(), small(), small(), small(), small()),
                new Caller(random.nextInt(4), random.nextInt(4), texts(), pick(OTHER_TEXTS)),
                new HostFacts(pick(OTHER_TEXTS), texts(), pick(OTHER_TEXTS), pick(OTHER_TEXTS)),
                new Clock(Inputs.NOW.plusSeconds(3600L * random.nextInt(200))));
    }

    private Attested attested() {
        return new Attested(
                some(() -> new AttestationFacts(
                        pick(OTHER_TEXTS),
                        texts(),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        texts(),
                        texts(),
                        texts(),
                        labels())),
                some(() -> new SbomComponent(pick(textsOf("name")), pick(OTHER_TEXTS), pick(OTHER_TEXTS), texts())),
                some(() -> new Vulnerability(
                        pick(OTHER_TEXTS),
                        pick(List.of("CRITICAL", "LOW")),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(OTHER_TEXTS),
                        pick(List.of("affected", "fixed")),
                        pick(OTHER_TEXTS))));
    }

    private long small() {
        return random.nextInt(6) == 0 ? ResourceRequest.UNLIMITED : random.nextInt(4);
    }

    private List<String> texts() {
        return some(() -> pick(OTHER_TEXTS));
    }

    private Map<String, String> labels() {
        return switch (random.nextInt(3)) {
            case 0 -> Map.of();
            case 1 -> Map.of("tier", pick(OTHER_TEXTS));
            default -> Map.of("tier", pick(OTHER_TEXTS), "team", pick(OTHER_TEXTS));
        };
    }

    private <T> List<T> some(java.util.function.Supplier<T> one) {
        List<T> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            values.add(one.get());
        }
        return values;
    }
}
