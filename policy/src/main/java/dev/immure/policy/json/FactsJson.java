package dev.immure.policy.json;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import dev.immure.policy.PolicyInput;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The facts of one decision as JSON: one object whose members are named as the components of {@link PolicyInput} and of
 * the facts in it. What is written is canonical: the same facts are the same bytes, so their digest names them.
 */
public final class FactsJson {
    /**
     * Raised when facts get, lose or change a member. What another version recorded is not guessed at: a fact that nobody looked
     * at then is not known now, and a decision on what is not known is none.
     */
    public static final int VERSION = 1;

    /** Most bytes of facts as JSON: sixteen thousand parts of an image take three million. */
    public static final int MAX_BYTES = 16 << 20;

    /** Most values of any kind in them; bounds the memory for reading. */
    static final int MAX_VALUES = 500_000;

    private static final JsonLimits LIMITS = new JsonLimits(MAX_BYTES, 8, MAX_VALUES);
    private static final int SHOWN = 20;

    private FactsJson() {}

    /**
     * One line of ASCII without white space and without a line feed; members in a fixed order, the keys of maps sorted.
     *
     * @throws ImmureException when there would be more than {@link #MAX_BYTES}, or a text is no Unicode
     */
    public static byte[] write(PolicyInput input) {
        return FactsWriter.write(input);
    }

    /** SHA-256 of {@link #write}. */
    public static Digest digest(PolicyInput input) {
        return Digest.of(write(input));
    }

    /**
     * Reads what {@link #write} wrote, or a person. Refused are members that are not known, stand twice or are missing,
     * values of another type, and facts that are larger than rules may see.
     *
     * @param on where the bytes are from, for the fault
     * @throws ImmureException {@code IMM-POLICY-FACTS-JSON} with the JSON pointer (RFC 6901) of each fault
     */
    public static PolicyInput read(byte[] json, String on) {
        JsonObject document;
        try {
            document = StrictJson.parseObject(json, LIMITS);
        } catch (JsonException e) {
            throw refusal(on, e.why());
        }
        List<FactsProblem> problems = new ArrayList<>();
        return read(document, problems).orElseThrow(() -> refusal(on, sentence(problems)));
    }

    /**
     * As {@link #read(byte[], String)}, for a document that is in memory already.
     *
     * @param problems where every fault is added
     * @return empty when one was
     */
    public static Optional<PolicyInput> read(JsonObject document, List<FactsProblem> problems) {
        return FactsReader.read(document, problems);
    }

    private static String sentence(List<FactsProblem> problems) {
        String first = problems.stream()
                .limit(SHOWN)
                .map(problem -> "\"" + problem.pointer() + "\" " + problem.why())
                .collect(Collectors.joining("; "));
        return problems.size() > SHOWN ? first + "; and " + (problems.size() - SHOWN) + " more" : first;
    }

    private static ImmureException refusal(String on, String why) {
        PolicyFaultCode code = PolicyFaultCode.FACTS_JSON;
        return new ImmureException(new Fault(code, "cannot read the facts in", on, why, code.remedy()));
    }
}
