package dev.immure.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the benchmark decides: thirty rules of the kinds that policies have, copied with other literals until there are
 * enough, over 58 facts of eleven types.
 */
public final class BenchmarkRules {
    static final int RULES_IN_A_COPY = 30;
    /** Several files, as a file is bounded. */
    private static final int COPIES_IN_A_FILE = 25;

    private BenchmarkRules() {}

    /** Content by name of {@code rules} rules. */
    public static SortedMap<String, byte[]> files(int rules) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        int copies = rules / RULES_IN_A_COPY;
        for (int first = 0; first < copies; first += COPIES_IN_A_FILE) {
            String text = String.join("\n", texts(first, Math.min(copies, first + COPIES_IN_A_FILE)));
            files.put("rules-" + (100 + first) + ".drl", text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return files;
    }

    /** The same in one text, for Drools itself. */
    static String drl(int rules) {
        return String.join("\n", texts(0, rules / RULES_IN_A_COPY));
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(BenchmarkRules::copy).toList();
    }

    private static String copy(int n) {
        List<String> rules = new ArrayList<>(images(n));
        rules.addAll(requests(n));
        rules.addAll(attested(n));
        rules.addAll(joins(n));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < rules.size(); i++) {
            String letters = "B" + (char) ('A' + n / 26) + (char) ('A' + n % 26);
            String[] parts = rules.get(i).split(" => ", -1);
            out.append("rule \"%s-%03d\" when %s then decision.%s; end%n".formatted(letters, i, parts[0], parts[1]));
        }
        return out.toString();
    }

    private static List<String> images(int n) {
        return List.of(
                "ImageFacts( verification != \"verified\", $r : reference ) => deny(\"IMAGE\", \"{} is unsigned\", $r)",
                "ImageFacts( name str[startsWith] \"registry.example/team%d/\" ) => deny(\"TEAM\", \"not that team\")"
                        .formatted(n),
                "ImageFacts( labels[\"tier\"] == \"test%d\" ) => warn(\"TIER\", \"a test\")".formatted(n),
                "ImageFacts( layers > %d ) => warn(\"LAYERS\", \"many layers\")".formatted(100 + n),
                "ImageFacts( reference matches \".*:latest%d\" ) => deny(\"LATEST\", \"no version\")".formatted(n),
                "ImageFacts( user in (\"0\", \"root%d\"), $u : user ) => deny(\"ROOT\", \"runs as {}\", $u)"
                        .formatted(n),
                "ImageFacts( sizeBytes > %d ) => deny(\"SIZE\", \"large\")".formatted(1_000_000_000L + n),
                (n == 0 ? "ImageFacts( verification == \"verified\" )" : "ImageFacts( layers == %d )".formatted(50 + n))
                        + " => permit(\"BASE\", \"in order\")");
    }

    private static List<String> requests(int n) {
        return List.of(
                "CapabilityRequest( name == \"CAP_SYS_%d\", $c : name ) => deny(\"CAP\", \"{}\", $c)".formatted(n),
                "CapabilityRequest( name not in (\"CAP_0\",\"CAP_1\",\"CAP_2\",\"CAP_3\",\"CAP_4\",\"CAP_5\",\"CAP_6\",\"X%d\"), $c : name )"
                                .formatted(n)
                        + " => warn(\"CAP-NEW\", \"{} is new\", $c)",
                "MountRequest( source == \"/etc/%d\", !readOnly ) => deny(\"ETC\", \"writable\")".formatted(n),
                "MountRequest( source matches \"/(proc|sys|dev)/%d(/.*)?\", $s : source ) => deny(\"HOST\", \"{}\", $s)"
                        .formatted(n),
                "MountRequest( destination str[endsWith] \".sock%d\" ) => deny(\"SOCK\", \"a socket\")".formatted(n),
                "NetworkRequest( mode == \"host%d\" ) => deny(\"NET\", \"the host's\")".formatted(n),
                "NetworkRequest( publishCount > %d ) => warn(\"PORTS\", \"many\")".formatted(10 + n),
                "ResourceRequest( memoryBytes > %d ) => require(\"cap-memory\", \"1g\")".formatted((8L << 30) + n),
                "ResourceRequest( pids == ResourceRequest.UNLIMITED || pids > %d ) => deny(\"PIDS\", \"too many\")"
                        .formatted(10_000 + n));
    }

    private static List<String> attested(int n) {
        // Of components and vulnerabilities there may be thousands: no policy can afford many rules that look at them
        // all.
        boolean first = n == 0;
        return List.of(
                (first
                                ? "SbomComponent( name == \"log4j\", version"
                                : "SignatureFacts( method == \"m%d\", signer".formatted(n))
                        + " str[startsWith] \"2.\" ) => deny(\"PART\", \"log4j\")",
                (first ? "SbomComponent( licences" : "AttestationFacts( type == \"t%d\", materials".formatted(n))
                        + " contains \"AGPL\" ) => warn(\"LICENCE\", \"a licence\")",
                (first
                                ? "Vulnerability( severity == \"HIGH\", status"
                                : "AttestationFacts( content == \"c%d\", type".formatted(n))
                        + " != \"not_affected\" ) => warn(\"VULN\", \"high\")",
                "AttestationFacts( builder matches \"https://ci%d[.]example/.*\" ) => warn(\"BUILDER\", \"old\")"
                        .formatted(n),
                "not AttestationFacts( buildType != \"b%d\" ) => deny(\"PROVENANCE\", \"none\")".formatted(n),
                "HostFacts( walls not contains \"user\", kernelRelease != \"%d\" ) => deny(\"WALL\", \"user\")"
                        .formatted(n),
                "Caller( uid == %d ) => deny(\"CALLER\", \"blocked\")".formatted(5000 + n));
    }

    private static List<String> joins(int n) {
        return List.of(
                "$i : ImageFacts( $n : name ) not SignatureFacts( signedReference != $n, signer != \"s%d\" )"
                                .formatted(n)
                        + " => deny(\"REFERENCE\", \"signed for another\")",
                "MountRequest( source == \"/srv/%d\", $s : source ) MountRequest( destination == $s )".formatted(n)
                        + " => warn(\"SAME\", \"{}\", $s)",
                "AttestationFacts( $s : signers ) SignatureFacts( signer memberOf $s, certificateIssuer == \"%s\" )"
                                .formatted(n % 10 == 0 ? "" : "i" + n)
                        + " => warn(\"SIGNER\", \"the same\")",
                "ImageFacts( labels[\"tier\"] == \"prod\" ) Clock( hour >= %d ) => warn(\"LATE\", \"late\")"
                        .formatted(24 + n),
                "exists CapabilityRequest( name == \"CAP_%d\" ) RunRequest( terminal ) => deny(\"TERMINAL\", \"no\")"
                        .formatted(n),
                "( RunRequest( customSeccomp, user == \"%d\" ) or RunRequest( customLabel, user == \"%d\" ) )"
                                .formatted(n, n)
                        + " => deny(\"CUSTOM\", \"not the profile\")");
    }

    static PolicyInput input() {
        return Inputs.valid()
                .signatures(Inputs.signature("release"), Inputs.signature("second"))
                .attested(new Attested(
                        List.of(Inputs.provenance("https://ci.example/builder")),
                        facts(15, i -> Inputs.component("c" + i, "MIT", "Apache-2.0")),
                        facts(12, BenchmarkRules::vulnerability)))
                .mounts(facts(12, i -> new MountRequest("/srv/" + i, i == 3 ? "/srv/1" : "/data/" + i, true)))
                .capabilities("CAP_0", "CAP_1", "CAP_2", "CAP_3", "CAP_4", "CAP_5", "CAP_6", "CAP_NEW")
                .build();
    }

    private static Vulnerability vulnerability(int i) {
        return new Vulnerability(
                "CVE-2026-" + (1000 + i),
                i < 3 ? "HIGH" : "LOW",
                "c" + i,
                "1.0",
                "pkg:generic/c" + i + "@1.0",
                "",
                "affected",
                "");
    }

    private static <T> List<T> facts(int count, java.util.function.IntFunction<T> of) {
        return IntStream.range(0, count).mapToObj(of).toList();
    }
}
