package dev.immure.signing.internal.sigstore.wire;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.signing.fault.SigstoreFault;

/** The sentences about bundles, log entries and what else a signature brings along. */
public final class BundleFaults {
    private static final String REMEDY = "Sign the artifact again, or remove what is attached";

    private BundleFaults() {}

    /** @param malformed the code, unless the document is beyond a limit: then LIMIT */
    public static ImmureException malformed(SigstoreFault malformed, String what, String on, JsonException cause) {
        SigstoreFault code = switch (cause.flaw()) {
            case TOO_LARGE, DEPTH, TOO_MANY_VALUES -> SigstoreFault.LIMIT;
            case BYTE_ORDER_MARK, ENCODING, SYNTAX, DUPLICATE_NAME, TRAILING, NUMBER, TYPE, MISSING, CASE_VARIANT ->
                malformed;
        };
        return refused(code, what, on, cause.why());
    }

    public static ImmureException refused(SigstoreFault code, String what, String on, String why) {
        return new ImmureException(new Fault(code, what, on, why, REMEDY));
    }
}
