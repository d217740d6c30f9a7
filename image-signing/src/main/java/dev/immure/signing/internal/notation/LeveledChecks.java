package dev.immure.signing.internal.notation;

import dev.immure.core.ImmureException;
import dev.immure.signing.check.Check;
import dev.immure.signing.check.CheckLog;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Makes checks as a level demands: one that may fail is still made, and still noted. */
final class LeveledChecks {
    private final VerificationLevel level;
    private final CheckLog checks;
    private final Set<Validation> failed = EnumSet.noneOf(Validation.class);

    LeveledChecks(VerificationLevel level, CheckLog checks) {
        this.level = level;
        this.checks = checks;
    }

    /** The result of the work; empty when it failed or was not done, and the level says to go on. */
    <T> Optional<T> step(Validation validation, String name, String input, String authority, Supplier<T> work) {
        return switch (level.of(validation)) {
            case ENFORCE -> Optional.of(checks.step(name, input, authority, work));
            case LOG -> logged(validation, name, input, authority, work);
            case SKIP -> {
                checks.add(Check.noted(name, input, authority, "not checked: the trust file skips it"));
                failed.add(validation);
                yield Optional.empty();
            }
        };
    }

    private <T> Optional<T> logged(
            Validation validation, String name, String input, String authority, Supplier<T> work) {
        try {
            T value = work.get();
            checks.add(Check.passed(name, input, authority));
            return Optional.of(value);
        } catch (ImmureException e) {
            failed.add(validation);
            checks.add(Check.noted(
                    name,
                    input,
                    authority,
                    "failed, and the trust file only logs " + validation.label() + ": "
                            + e.fault().why() + " (" + e.fault().code().id() + ")"));
            return Optional.empty();
        }
    }

    /** Something that happened beside the checks. */
    void note(String name, String input, String authority, String text) {
        checks.add(Check.noted(name, input, authority, text));
    }

    Set<Validation> failed() {
        return failed;
    }
}
