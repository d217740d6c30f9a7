package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.Fault;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A table says what DRL says, and what is not a table is refused with its place. */
class DecisionTableTest {
    static final String HEAD = "rule,ImageFacts.verification,decision,code,message\n";
    static final String ROW = "PRM-001 all,verified,permit,ALL,everything\n";

    private static final String DRL = """
            rule "IMG-001 unsigned"
                @control("CIS-DOCKER-1.6.0-4.5") @description("Nobody answers for it")
            when
                ImageFacts( verification == "unsigned", $ImageFacts_reference : reference )
            then
                decision.deny("IMAGE-UNSIGNED", "{} is not signed", $ImageFacts_reference);
            end
            rule "MNT-001 no writable home"
                @control("CIS-DOCKER-1.6.0-5.6") @control("NIST-800-190-4.5.5")
            when
                MountRequest( readOnly == false, source matches "/home(/.*)?", $MountRequest_source : source )
            then
                decision.deny("MOUNT-HOME", "{} would be writable", $MountRequest_source);
            end
            rule "LIM-001 at most 2 GB"
                @control("CIS-DOCKER-1.6.0-5.11")
            when
                ResourceRequest( memoryBytes > 2147483648, $ResourceRequest_memoryBytes : memoryBytes )
            then
                decision.deny("LIMIT-MEMORY", "{} bytes are too many", $ResourceRequest_memoryBytes);
            end
            rule "NET-001 offline is calm"
            when
                NetworkRequest( mode == "none" )
            then
                decision.require("cap-pids", "64");
                decision.require("read-only-root");
            end
            rule "PRM-001 verified"
            when
                ImageFacts( verification == "verified" )
            then
                decision.permit("VERIFIED", "the image is signed by somebody trusted");
            end
            """;

    static PolicyCompilation compile(String file, byte[] table) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put(file, table);
        return PolicyBundle.compile("test", files);
    }

    static PolicyBundle bundle(String csv) {
        return switch (compile("table.csv", csv.getBytes(StandardCharsets.UTF_8))) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle();
            case PolicyCompilation.Rejected rejected -> throw new AssertionError(rejected.faults());
        };
    }

    static List<Fault> faults(String file, byte[] table) {
        return switch (compile(file, table)) {
            case PolicyCompilation.Compiled compiled -> List.of();
            case PolicyCompilation.Rejected rejected -> rejected.faults();
        };
    }

    private static void assertRefused(String csv, String code, String place, String why) {
        assertThat(faults("table.csv", csv.getBytes(StandardCharsets.UTF_8))).anySatisfy(fault -> {
            assertThat(fault.code().id()).isEqualTo("IMM-POLICY-" + code);
            assertThat(fault.on()).isEqualTo(place);
            assertThat(fault.why()).contains(why);
        });
    }

    static String example() throws IOException {
        Matcher csv = Pattern.compile("```csv\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "decision-tables.md")));
        assertThat(csv.find()).isTrue();
        return csv.group(1);
    }

    @Test
    void theTableOfTheDocumentationIsTheSamePolicyAsTheSameRulesInDrl() throws IOException {
        PolicyBundle table = bundle(example());
        PolicyBundle drl = Policies.compile(DRL);
        assertThat(new String(table.canonicalJson(), StandardCharsets.UTF_8))
                .isEqualTo(new String(drl.canonicalJson(), StandardCharsets.UTF_8));
        assertThat(table.digest()).isEqualTo(drl.digest());
        assertThat(Files.readString(Path.of("..", "docs", "decision-tables.md")))
                .contains(DRL.substring(DRL.indexOf("rule \"MNT-001"), DRL.indexOf("rule \"LIM-001")));
    }

    @Test
    void aWorkbookIsTheSamePolicyAsTheSameTableInCsv() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String line : example().lines().toList()) {
            List<String> cells = new ArrayList<>();
            // A comma outside of quotes has an even number of quotes behind it.
            for (String field : line.split(",(?=([^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
                cells.add(field.replace("\"", ""));
            }
            rows.add(cells);
        }
        byte[] workbook = Workbooks.zip(Workbooks.parts(Workbooks.sheet(rows)));
        assertThat(faults("table.xlsx", workbook)).isEmpty();
        assertThat(compile("table.xlsx", workbook))
                .isInstanceOfSatisfying(PolicyCompilation.Compiled.class, compiled -> {
                    assertThat(compiled.bundle().digest())
                            .isEqualTo(Policies.compile(DRL).digest());
                    assertThat(compiled.bundle().policy().rules().getFirst().at())
                            .hasToString("table.xlsx!Sheet1!A2");
                });
    }

    @Test
    void everyKindOfFieldAndOperatorIsReadAsInDrl() {
        PolicyBundle table = bundle("rule,ImageFacts.labels[tier] !=,ImageFacts.labels[team],ImageFacts.name not in,"
                + "ImageFacts.name startsWith,ImageFacts.entrypoint contains,ImageFacts.layers in,"
                + "not SignatureFacts.signer,exists MountRequest.destination endsWith,RunRequest.terminal,"
                + "ResourceRequest.wallTimeNanos <=,ResourceRequest.pids,Clock.weekday,"
                + "date-effective,date-expires,owner,note,decision,code,message\r\n"
                + "ABC-100,gold,(missing),\"a, b\",reg,sh,\"1,2\",,,yes,1.5s,,,2026-01-01,2027-01-01,me,anything,warn,W,text\r\n"
                + "ABC-101,,,,,,,*,.d,,,UNLIMITED,MONDAY,,,,,deny,D,text\r\n");
        PolicyBundle drl = Policies.compile("""
                rule "ABC-100" @owner("me")
                    date-effective "2026-01-01" date-expires "2027-01-01"
                when
                    ImageFacts( labels["tier"] != "gold", labels["team"] == null, name not in ("a", "b"),
                        name str[startsWith] "reg", entrypoint contains "sh", layers in (1, 2) )
                    RunRequest( terminal == true )
                    ResourceRequest( wallTimeNanos <= 1500000000 )
                then
                    decision.warn("W", "text");
                end
                rule "ABC-101"
                when
                    not SignatureFacts()
                    exists MountRequest( destination str[endsWith] ".d" )
                    ResourceRequest( pids == ResourceRequest.UNLIMITED )
                    Clock( weekday == "MONDAY" )
                then
                    decision.deny("D", "text");
                end
                """);
        assertThat(new String(table.canonicalJson(), StandardCharsets.UTF_8))
                .isEqualTo(new String(drl.canonicalJson(), StandardCharsets.UTF_8));
    }

    private static PolicyCompilation compile(String yaml, String file, String rules) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        files.put("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
        files.put(file, rules.getBytes(StandardCharsets.UTF_8));
        return PolicyBundle.compile("test", files);
    }

    @Test
    void aCellMayNameAParameter() {
        String yaml = "schema: 1\nparameters:\n  allowed-registries: [a.example]\n  max-memory: 2g\n";
        PolicyCompilation table = compile(yaml, "table.csv", """
                rule,ImageFacts.registry not memberOf,ResourceRequest.memoryBytes >,decision,code,message
                ABC-100,{allowed-registries},{max-memory},deny,D,{ImageFacts.reference} is too large
                """);
        PolicyCompilation drl = compile(yaml, "rules.drl", """
                rule "ABC-100"
                when
                    Parameter( name == "allowed-registries", $allowed_registries_texts : texts )
                    Parameter( name == "max-memory", $max_memory_bytes : bytes )
                    ImageFacts( registry not memberOf $allowed_registries_texts, $ImageFacts_reference : reference )
                    ResourceRequest( memoryBytes > $max_memory_bytes )
                then
                    decision.deny("D", "{} is too large", $ImageFacts_reference);
                end
                """);
        assertThat(digest(table)).isEqualTo(digest(drl));
        assertThat(compile(
                        "schema: 1\n",
                        "table.csv",
                        HEAD.replace("verification", "name memberOf") + ROW.replace("verified", "{nobody}")))
                .isInstanceOfSatisfying(
                        PolicyCompilation.Rejected.class,
                        rejected -> assertThat(rejected.faults())
                                .extracting(fault -> fault.code().id())
                                .containsExactly("IMM-POLICY-PARAMETER-UNKNOWN"));
    }

    private static Digest digest(PolicyCompilation compilation) {
        return switch (compilation) {
            case PolicyCompilation.Compiled compiled -> compiled.bundle().digest();
            case PolicyCompilation.Rejected rejected -> throw new AssertionError(rejected.faults());
        };
    }

    @Test
    void aRuleOfATableFiresAndNamesItsLine() {
        PolicyDecision decision =
                Policies.decide(bundle(HEAD + "\n" + ROW), Inputs.valid().build());
        assertThat(decision).isInstanceOf(PolicyDecision.Permit.class);
        assertThat(decision.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.source()).isEqualTo("table.csv:3"));
    }

    @Test
    void aByteOrderMarkIsAllowedOnce() {
        byte[] plain = (HEAD + ROW).getBytes(StandardCharsets.UTF_8);
        assertThat(faults("table.csv", ("\ufeff" + HEAD + ROW).getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertRefused("\ufeff\ufeff" + HEAD + ROW, "CONTROL", "table.csv:1", "U+feff");
        assertThat(faults("table.csv", Arrays.copyOf(plain, plain.length))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            no quotes end     | PRM-001,"verified,permit,A,b          | TABLE-FORM    | table.csv:2 | does not end
            text behind quote | PRM-001,"verified"x,permit,A,b        | TABLE-FORM    | table.csv:2 | follows a closing quote
            quote inside      | PRM-001,veri"fied",permit,A,b         | TABLE-FORM    | table.csv:2 | does not begin with one
            short             | PRM-001,verified,permit,A             | TABLE-FORM    | table.csv:2 | has 4 fields, and the header has 5
            long              | PRM-001,verified,permit,A,b,c         | TABLE-FORM    | table.csv:2 | has 6 fields
            no condition      | PRM-001,,permit,A,b                   | TABLE-CELL    | table.csv:2 | no condition
            no decision       | PRM-001,verified,,A,b                 | TABLE-CELL    | table.csv:2 | no decision (column 'decision')
            nothing said      | PRM-001,verified,,,                   | TABLE-CELL    | table.csv:2 | decides nothing
            other verb        | PRM-001,verified,allow,A,b            | VERB          | table.csv:2 | 'allow'
            verb in capitals  | PRM-001,verified,Deny,A,b             | VERB          | table.csv:2 | 'Deny'
            no rule name      | all,verified,permit,A,b               | RULE-NAME     | table.csv:2 | all
            no code           | PRM-001,verified,permit,,b            | REASON-CODE   | table.csv:2 | no code
            kept code         | PRM-001,verified,deny,POLICY-X,b      | REASON-CODE   | table.csv:2 | POLICY-X
            no text           | PRM-001,verified,permit,A,            | TEMPLATE      | table.csv:2 | without saying why
            braces            | PRM-001,verified,permit,A,{}          | TEMPLATE      | table.csv:2 | field of a fact
            open brace        | PRM-001,verified,permit,A,a { b       | TEMPLATE      | table.csv:2 | field of a fact
            unknown in text   | PRM-001,verified,permit,A,{Foo.bar}   | FACT-TYPE     | table.csv:2 | Foo
            no field in text  | PRM-001,verified,permit,A,{Clock.bar} | FIELD         | table.csv:2 | bar
            unmatched in text | PRM-001,verified,permit,A,{MountRequest.source} | VARIABLE | table.csv:2 | no condition on MountRequest
            map in text       | PRM-001,verified,permit,A,{ImageFacts.labels}   | VARIABLE | table.csv:2 | is a map
            formula           | PRM-001,=1+1,permit,A,b               | TABLE-FORMULA | table.csv:2 | formula
            formula in text   | PRM-001,verified,permit,A,@SUM(A1)    | TABLE-FORMULA | table.csv:2 | formula
            escape            | PRM-001,veri\\u0066ied,permit,A,b     | UNICODE-ESCAPE | table.csv:2 | escape
            """)
    void aRowThatIsNoneIsRefused(String what, String row, String code, String place, String why) {
        assertRefused(HEAD + row.strip() + "\n", code, place, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            unknown heading   | rule,decision,code,message,Weather        | TABLE-COLUMN | 'Weather' heads no column
            no heading        | rule,decision,code,message,               | TABLE-COLUMN | no heading
            twice             | rule,rule,decision,code,message           | TABLE-COLUMN | two columns
            none for the rule | decision,code,message                     | TABLE-COLUMN | headed 'rule'
            none for the code | rule,decision,message                     | TABLE-COLUMN | headed 'code'
            semicolons        | rule;decision;code;message                | TABLE-COLUMN | heads no column
            unknown fact      | rule,decision,code,message,Moon.phase     | FACT-TYPE    | Moon
            unknown field     | rule,decision,code,message,Clock.phase    | FIELD        | Clock has no field
            unknown operator  | rule,decision,code,message,Clock.hour ~=  | OPERATOR     | no operator
            map without key   | rule,decision,code,message,ImageFacts.labels | TABLE-COLUMN | is a map
            key without map   | rule,decision,code,message,Clock.date[x]  | TABLE-COLUMN | is no map
            """)
    void aHeaderThatIsNoneIsRefused(String what, String header, String code, String why) {
        assertRefused(header.strip() + "\n", code, "table.csv:1", why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Clock.hour               | noon        | TABLE-CELL | no whole number
            Clock.hour               | 1.5         | TABLE-CELL | no whole number
            Clock.hour               | 007         | TABLE-CELL | no whole number
            Clock.hour               | 99999999999999999999 | TABLE-CELL | no whole number
            Clock.hour               | 512m        | TABLE-CELL | no whole number
            ImageFacts.sizeBytes     | 1q          | TABLE-CELL | no amount of sizeBytes
            ResourceRequest.wallTimeNanos | 1d     | TABLE-CELL | no amount
            RunRequest.terminal      | maybe       | TABLE-CELL | neither yes nor no
            ImageFacts.name in       | "a,,b"      | TABLE-CELL | part of the list is empty
            ImageFacts.name          | "a "        | TABLE-CELL | begins or ends with a blank
            ImageFacts.name          | "a\\nb"      | TABLE-CELL | line break
            ImageFacts.name matches  | (a          | REGEX      | refused
            ImageFacts.name <        | a           | OPERATOR   | does not work on name
            ImageFacts.name memberOf | a           | OPERATOR   | use 'in'
            ImageFacts.entrypoint    | a           | OPERATOR   | does not work on entrypoint
            date-expires             | 31.12.2027  | DATE       | is no day
            require                  | fly         | OBLIGATION | no obligation
            require                  | cap-memory many | OBLIGATION | cap-memory
            control                  | "a, a"      | ANNOTATION | twice
            owner                    | "a\\nb"      | ANNOTATION | several lines
            """)
    void aCellThatIsNoneOfItsColumnIsRefused(String heading, String cell, String code, String why) {
        assertRefused(
                "rule,Caller.uid,decision,code,message," + heading.strip() + "\nABC-100,0,warn,W,t,"
                        + cell.replace("\\n", "\n") + "\n",
                code,
                "table.csv:2",
                why);
    }

    @Test
    void moreThanTheLanguageAllowsIsRefusedInATableToo() {
        assertRefused("""
                rule,MountRequest.source,CapabilityRequest.name,SignatureFacts.signer,decision,code,message
                ABC-100,*,*,*,warn,W,t
                """, "WORK", "table.csv:2", "combinations of facts");
        assertRefused("""
                rule,Clock.hour,Caller.uid,HostFacts.selinux,RunRequest.user,ImageFacts.name,decision,code,message
                ABC-100,*,*,*,*,*,warn,W,t
                """, "JOIN", "table.csv:2", "5 patterns");
        assertRefused(HEAD + ROW + ROW, "RULE-TWICE", "table.csv:3", "table.csv:2");
        assertRefused("", "TABLE-FORM", "table.csv", "no row");
        assertRefused(HEAD, "EMPTY", "test", "no rule");
    }

    @Test
    void whatIsNotTextIsRefused() {
        assertThat(faults("table.csv", new byte[] {'r', (byte) 0xff}))
                .extracting(fault -> fault.code().id())
                .containsExactly("IMM-POLICY-ENCODING");
        assertRefused(HEAD + ROW.replace("everything", "every\u202ething"), "CONTROL", "table.csv:2", "202e");
        assertRefused(HEAD + ROW.replace(",permit", "\r,permit"), "CONTROL", "table.csv:2", "U+d");
        assertRefused(HEAD + ROW.replace("everything", "x".repeat(600)), "TEMPLATE", "table.csv:2", "longer than 512");
        assertRefused("a,".repeat(70) + "a\n", "SIZE", "table.csv:1", "more than 64 fields");
        assertRefused(HEAD + "\"" + "x".repeat(20_000) + "\"\n", "SIZE", "table.csv:2", "longer than");
    }
}
