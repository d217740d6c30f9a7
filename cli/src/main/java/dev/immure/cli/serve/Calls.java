package dev.immure.cli.serve;

import dev.immure.cli.render.Answer;
import dev.immure.cli.render.Console;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;

/**
 * Understands what callers ask, by the rules of the command line. Fields are named as its options are; one that is not
 * known is a fault.
 */
public interface Calls {
    /**
     * A run.
     *
     * @throws JsonException for a field of another type than it is to have
     * @throws dev.immure.core.ImmureException with all faults of the options at once, or
     *     {@link dev.immure.cli.fault.ServeFault#DEPUTY}
     */
    RunOrder run(JsonObject request, ServiceCaller caller, Console console) throws JsonException;

    /** Who signed an image; as {@code immure verify}. */
    Reply verify(JsonObject request, ServiceCaller caller) throws JsonException;

    /** What the policy decides; as {@code immure policy check}. */
    Reply check(JsonObject request, ServiceCaller caller) throws JsonException;

    /**
     * An answer, and whether it is the one that was hoped for.
     *
     * @param granted false when signature or policy say no
     */
    record Reply(Answer answer, boolean granted) {}
}
