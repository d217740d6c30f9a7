package dev.immure.signing.internal.tuf;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.TufFault;

/** The sentences about a TUF repository that is not followed. */
final class TufFaults {
    private static final String WHAT = "cannot update trust from TUF file";

    private TufFaults() {}

    static ImmureException refused(TufFault code, String file, String why) {
        return new ImmureException(new Fault(
                code,
                WHAT,
                file,
                why,
                "Nothing was written. Ask whoever keeps the repository, and try again when it is in order"));
    }

    static ImmureException malformed(String file, String why) {
        return refused(TufFault.METADATA, file, why);
    }
}
