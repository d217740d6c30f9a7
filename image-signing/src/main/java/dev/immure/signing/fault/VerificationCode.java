package dev.immure.signing.fault;

import dev.immure.core.FaultCode;
import java.util.Optional;

/** A fault code of this module: one enum of them for each family of formats. */
public interface VerificationCode extends FaultCode {
    /** The class of refusal; empty for a mistake on the side of whoever verifies, such as a trust file with faults. */
    Optional<RefusalClass> refusal();
}
