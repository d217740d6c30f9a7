package dev.immure.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.policy.internal.data.PolicyReader;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A policy as data is read back as what it is, and as nothing else. */
class CompiledPolicyTest {
    private static final String RULES = """
            rule "ABC-001 sample"
                @control("CIS-DI-4.1")
                @owner("platform team")
                salience 7
                date-effective "2026-01-01"
            when
                ImageFacts( $name : name, labels["tier"] == "prod" || labels["team"] == null )
                not ( RunRequest( $u : user ) and Caller( authentication == $u ) )
            then
                decision.deny("NO", "{} is not wanted", $name);
                decision.require("cap-memory", "512m");
            end

            rule "ABC-002 other"
            when
                Parameter( name == "hosts", $hosts : texts )
                exists CapabilityRequest( name in ("CAP_KILL", "CAP_CHOWN") )
                RunRequest( user matches "[0-9]+", !( hostname memberOf $hosts ) )
            then
                decision.warn("ODD", "an odd host name");
            end
            """;
    private static final String MANIFEST = """
            schema: 1
            name: policies.example/prod
            version: 3
            description: For the test.
            not-before: 2026-01-01
            not-after: 2027-01-01
            minimum-engine: 0.1.0
            parameters:
              hosts: [a, b]
            """;
    private static final String WAIVERS = """
            schema: 1
            waivers:
              - name: OPS-1
                rule: ABC-001
                scope: {image: "registry.example/team/*", caller: 1000}
                reason: the old image
                owner: platform team
                granted: 2026-11-01
                expires: 2026-12-01
            """;

    static PolicyBundle sample() {
        SortedMap<String, byte[]> files = new TreeMap<>();
        files.put("10-sample.drl", RULES.getBytes(StandardCharsets.UTF_8));
        files.put("policy.yaml", MANIFEST.getBytes(StandardCharsets.UTF_8));
        files.put("waivers.yaml", WAIVERS.getBytes(StandardCharsets.UTF_8));
        return Policies.compile(files);
    }

    private static Policy read(byte[] json) {
        return new PolicyReader(PolicySchema.facts(), PolicySchema.obligations()).read(json, "policy.json");
    }

    static Stream<PolicyBundle> policies() {
        return Stream.concat(ReadyPolicies.names().stream().map(ReadyPolicies::load), Stream.of(sample()));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void whatIsWrittenIsReadBack(PolicyBundle bundle) {
        assertReadBack(bundle);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 7, 11})
    void anyPolicyIsReadBack(long seed) {
        assertReadBack(Policies.compile(new RandomPolicies(new SplittableRandom(seed)).rules(60)));
    }

    private static void assertReadBack(PolicyBundle bundle) {
        Policy back = read(bundle.canonicalJson());
        assertThat(CanonicalJson.of(back)).isEqualTo(bundle.canonicalJson());
        assertThat(Digest.of(CanonicalJson.of(back))).isEqualTo(bundle.digest());
        assertThat(back.manifest()).isEqualTo(bundle.policy().manifest());
        assertThat(back.parameters()).isEqualTo(bundle.policy().parameters());
        assertThat(back.rules().stream().map(rule -> rule.branches().size() + rule.name() + rule.actions()))
                .isEqualTo(bundle.policy().rules().stream()
                        .map(rule -> rule.branches().size() + rule.name() + rule.actions())
                        .toList());
    }

    /** Not by its digest alone: the policy that is read differs, or none is. */
    @Test
    void everyByteThatIsChangedIsSeen() {
        byte[] json = sample().canonicalJson();
        Policy policy = read(json);
        for (int at = 0; at < json.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] other = json.clone();
                other[at] ^= (byte) (1 << bit);
                try {
                    Policy changed = read(other);
                    assertThat(changed).as("byte %d bit %d", at, bit).isNotEqualTo(policy);
                    assertThat(Digest.of(CanonicalJson.of(changed))).isEqualTo(Digest.of(other));
                } catch (ImmureException e) {
                    assertThat(e.fault().code()).isEqualTo(PolicyFaultCode.DATA);
                }
            }
        }
    }

    /** Each takes a part of the sample that is in order and says something that no rule in DRL could say. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\":1,\"manifest\"|\"version\":2,\"manifest\"|version 1",
                "\"name\":\"ABC-001 sample\"|\"name\":\"abc\"|no name of a rule",
                "\"salience\":7|\"salience\":200000|is not between",
                "CIS-DI-4.1|CIS DI|no id",
                "\"owner\":\"platform team\",\"when\"|\"owner\":\" \",\"when\"|no line of words",
                "\"fact\":\"ImageFacts\"|\"fact\":\"Runtime\"|no fact type",
                "\"field\":\"user\"|\"field\":\"class\"|has no field",
                "\"is\":\"matches\"|\"is\":\"soundslike\"|no operator",
                "\"regex\":\"[0-9]+\"|\"regex\":\"(a+)+b\\\\1\"|regular expression is refused",
                "\"is\":\"matches\"|\"is\":\"<\"|missing",
                "\"field\":\"authentication\"|\"field\":\"sources\"|has no field",
                "\"ofSlot\":1|\"ofSlot\":0|no variable stands for",
                "\"ofSlot\":1|\"ofSlot\":9|no variable stands for",
                "\"slot\":2|\"slot\":3|not counted in their order",
                "\"values\":[\"CAP_KILL\",\"CAP_CHOWN\"]|\"values\":[]|items",
                "\"values\":[\"CAP_KILL\",\"CAP_CHOWN\"]|\"values\":[1]|another kind",
                "\"require\":\"cap-memory\"|\"require\":\"add-memory\"|no obligation",
                "\"deny\":\"NO\"|\"deny\":\"POLICY-X\"|no code of a reason",
                "\"text\":\"{} is not wanted\"|\"text\":\"{} {} is not wanted\"|one {} for each variable",
                "\"of\":[\"$name\"]|\"of\":[\"$u\"]|one {} for each variable",
                "\"hosts\":[\"a\",\"b\"]|\"hosts\":-1|not negative",
                "\"hosts\":[\"a\",\"b\"]|\"Hosts\":[\"a\",\"b\"]|not in order",
                "\"reason\":\"the old image\"|\"reason\":\" \"|not in order",
                "\"expires\":\"2026-12-01\"|\"expires\":\"2036-12-01\"|not in order",
                "policies.example/prod|Policies/prod|no name of a policy",
                "\"notAfter\":\"2027-01-01\"|\"notAfter\":\"2025-01-01\"|before its first",
                "\"minimumEngine\":\"0.1.0\"|\"minimumEngine\":\"new\"|no version",
                "\"rules\":[|\"rules\": [|one way",
                "\"format\":\"immure-policy\",|\"format\":\"immure-policy\",\"extra\":1,|one way",
            })
    void whatNoRuleCouldSayIsRefused(String part, String instead, String why) {
        String json = new String(sample().canonicalJson(), StandardCharsets.UTF_8);
        assertThat(json).contains(part);
        assertThatThrownBy(() -> read(json.replace(part, instead).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(ImmureException.class, e -> {
                    assertThat(e.fault().code()).isEqualTo(PolicyFaultCode.DATA);
                    assertThat(e.fault().why()).contains(why);
                });
    }

    @Test
    void twoRulesOfOneNameAreRefused() {
        String json = new String(sample().canonicalJson(), StandardCharsets.UTF_8);
        int rules = json.indexOf("\"rules\":[") + "\"rules\":[".length();
        String rule = json.substring(rules, json.length() - 2);
        String twice = json.substring(0, rules) + rule + "," + rule + "]}";
        assertThatThrownBy(() -> read(twice.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().why()).contains("two rules are named"));
    }

    /** A join that the parser of DRL would refuse, written down as data. */
    @Test
    void moreWorkThanARuleMayMakeIsRefused() {
        String pattern = "{\"match\":[{\"slot\":%d,\"fact\":\"SbomComponent\",\"bind\":{},\"all\":[]}]}";
        String json = "{\"format\":\"immure-policy\",\"version\":1,\"rules\":[{\"name\":\"ABC-001\",\"salience\":0,"
                + "\"when\":[[" + String.format(pattern, 0) + "," + String.format(pattern, 1) + "]],"
                + "\"then\":[{\"permit\":\"A\",\"text\":\"t\",\"of\":[]}]}]}";
        assertThatThrownBy(() -> read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().why()).contains("combinations of facts"));
    }

    @Test
    void nestingIsBoundedBeforeItIsFollowed() {
        String deep = "{\"format\":\"immure-policy\",\"version\":1,\"rules\":" + "[".repeat(100_000);
        assertThatThrownBy(() -> read(deep.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().why()).contains("nested deeper"));
    }
}
