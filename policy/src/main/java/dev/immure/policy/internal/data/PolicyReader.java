package dev.immure.policy.internal.data;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonValue;
import dev.immure.core.json.JsonValue.JsonArray;
import dev.immure.core.json.JsonValue.JsonBoolean;
import dev.immure.core.json.JsonValue.JsonNumber;
import dev.immure.core.json.JsonValue.JsonString;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.internal.drl.BranchBounds;
import dev.immure.policy.internal.drl.Limits;
import dev.immure.policy.internal.model.CanonicalJson;
import dev.immure.policy.internal.model.FactSchema;
import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.Manifest;
import dev.immure.policy.internal.model.ObligationSyntax;
import dev.immure.policy.internal.model.ParameterValue;
import dev.immure.policy.internal.model.Policy;
import dev.immure.policy.internal.model.PolicyFaultCode;
import dev.immure.policy.internal.model.Rule;
import dev.immure.policy.internal.model.Waiver;
import dev.immure.policy.internal.model.WaiverScope;
import dev.immure.policy.internal.yaml.ManifestFile;
import dev.immure.policy.internal.yaml.WaiverFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the canonical form of a policy: what {@link CanonicalJson} wrote, and nothing that it would write otherwise. So one
 * policy has one form, whatever is in the bytes that no member stands for, and each byte that is changed changes the policy or
 * is refused. The words of the rules are held to the bounds of the language as if they came from DRL.
 */
public final class PolicyReader {
    /** Most bytes that are read; a policy of 5,000 rules has some three million. */
    public static final int MAX_BYTES = 16 << 20;

    /** A condition in sixteen brackets is some hundred levels down. */
    private static final int DEPTH = 128;

    private static final int VALUES = 1_000_000;
    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, DEPTH, VALUES);

    private final FactSchema schema;
    private final ObligationSyntax obligations;

    public PolicyReader(FactSchema schema, ObligationSyntax obligations) {
        this.schema = schema;
        this.obligations = obligations;
    }

    /**
     * Reads a policy whose sources are not known.
     *
     * @param on where the bytes are from, for the fault and for the places of its rules
     * @throws ImmureException {@code IMM-POLICY-DATA}
     */
    public Policy read(byte[] json, String on) {
        return read(json, Places.unknown(on), on);
    }

    /** The same, and each word with the place in the sources where it was written. */
    public Policy read(byte[] json, Places places, String on) {
        try {
            Policy policy = policy(Members.of(StrictJson.parseObject(json, LIMITS)), places);
            places.end();
            requireBounded(policy, on);
            if (!Arrays.equals(CanonicalJson.of(policy), json)) {
                throw Members.refused("it is not written in the one way in which policies are written");
            }
            return policy;
        } catch (JsonException e) {
            throw refusal(on, e.why());
        } catch (IllegalArgumentException e) {
            throw refusal(on, String.valueOf(e.getMessage()));
        }
    }

    private static ImmureException refusal(String on, String why) {
        PolicyFaultCode code = PolicyFaultCode.DATA;
        return new ImmureException(new Fault(code, "cannot read the policy in", on, why, code.remedy()));
    }

    private Policy policy(Members document, Places places) throws JsonException {
        if (!document.text("format").equals(CanonicalJson.FORMAT)
                || document.whole("version") != CanonicalJson.VERSION) {
            throw Members.refused("it is no " + CanonicalJson.FORMAT + " of version " + CanonicalJson.VERSION);
        }
        Manifest manifest = document.has("manifest") ? manifest(document.object("manifest")) : Manifest.NONE;
        SortedMap<String, ParameterValue> parameters =
                document.has("parameters") ? parameters(document.object("parameters")) : new TreeMap<>();
        List<Waiver> waivers = new ArrayList<>();
        if (document.has("waivers")) {
            for (JsonValue waiver : document.items("waivers", 1, Limits.WAIVERS)) {
                waivers.add(waiver(Members.of(waiver), manifest, places));
            }
        }
        if (waivers.stream().map(Waiver::name).distinct().count() < waivers.size()) {
            throw Members.refused("two waivers have one name");
        }
        List<Rule> rules = new ArrayList<>();
        RuleData data = new RuleData(schema, obligations, places);
        for (JsonValue rule : document.items("rules", 1, Limits.RULES)) {
            rules.add(data.read(rule));
        }
        return new Policy(rules, manifest, parameters, waivers);
    }

    private static Manifest manifest(Members manifest) throws JsonException {
        Manifest read = new Manifest(
                manifest.text("name"),
                manifest.whole("version"),
                manifest.text("description"),
                manifest.day("notBefore"),
                manifest.day("notAfter"),
                manifest.text("minimumEngine"),
                manifest.text("base"),
                manifest.whole("maximalWaiverDays"));
        Optional<String> problem = ManifestFile.problem(read);
        if (problem.isPresent()) {
            throw Members.refused(problem.get());
        }
        return read;
    }

    private static SortedMap<String, ParameterValue> parameters(Members parameters) throws JsonException {
        SortedMap<String, ParameterValue> read = new TreeMap<>();
        for (Map.Entry<String, JsonValue> member : parameters.object().members().entrySet()) {
            ParameterValue value = switch (member.getValue()) {
                case JsonString text -> new ParameterValue.Text(text.text());
                case JsonNumber number -> new ParameterValue.Whole(Members.whole(number));
                case JsonBoolean flag -> new ParameterValue.Flag(flag.value());
                case JsonArray array -> new ParameterValue.Texts(Members.texts(array.items()));
                default -> throw Members.refused("a parameter is text, a number, a truth value or a list");
            };
            if (!ManifestFile.isParameter(member.getKey(), value)) {
                throw Members.refused("the parameter '" + member.getKey() + "' is not in order");
            }
            read.put(member.getKey(), value);
        }
        if (read.size() > Limits.PARAMETERS) {
            throw Members.refused("there are more than " + Limits.PARAMETERS + " parameters");
        }
        return read;
    }

    private static Waiver waiver(Members waiver, Manifest manifest, Places places) throws JsonException {
        long caller = waiver.whole("caller");
        Waiver read = new Waiver(
                waiver.text("name"),
                places.next(),
                waiver.text("rule"),
                waiver.text("code"),
                new WaiverScope(
                        said(waiver.text("image")),
                        said(waiver.text("digest")),
                        caller == -1 ? Optional.empty() : Optional.of(caller)),
                waiver.text("reason"),
                waiver.text("owner"),
                waiver.text("granted"),
                waiver.text("expires"));
        if (!WaiverFile.isSound(read, manifest.maximalWaiverDays())) {
            throw Members.refused("the waiver '" + read.name() + "' is not in order");
        }
        return read;
    }

    private static Optional<String> said(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** The work that one rule can make; what all make together, the policy is asked for as any other. */
    private static void requireBounded(Policy policy, String on) {
        Faults faults = new Faults();
        policy.rules()
                .forEach(rule -> rule.branches().forEach(branch -> BranchBounds.check(branch, rule.at(), faults)));
        if (!faults.isEmpty()) {
            throw refusal(on, faults.list().getFirst().why());
        }
    }
}
