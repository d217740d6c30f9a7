package dev.immure.signing.internal.dsse;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.signing.fault.AttestationFault;

/** The sentences about envelopes, statements and predicates that are refused. */
public final class AttestationFaults {
    private static final String REMEDY = "Attest the image again, or remove what is attached";

    private AttestationFaults() {}

    /** @param malformed the code, unless the document is beyond a limit: then LIMIT */
    public static ImmureException of(AttestationFault malformed, String what, String on, JsonException cause) {
        AttestationFault code = switch (cause.flaw()) {
            case TOO_LARGE, DEPTH, TOO_MANY_VALUES -> AttestationFault.LIMIT;
            case BYTE_ORDER_MARK, ENCODING, SYNTAX, DUPLICATE_NAME, TRAILING, NUMBER, TYPE, MISSING, CASE_VARIANT ->
                malformed;
        };
        return of(code, what, on, cause.why());
    }

    public static ImmureException of(AttestationFault code, String what, String on, String why) {
        return new ImmureException(new Fault(code, what, on, why, REMEDY));
    }
}
