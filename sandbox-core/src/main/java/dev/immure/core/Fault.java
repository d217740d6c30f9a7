package dev.immure.core;

import java.util.Objects;

/**
 * One failure in the four parts a user needs: what failed, on what, why, what to do.
 *
 * @param code stable code
 * @param what the act that failed, in the infinitive: {@code cannot unpack layer}
 * @param on the thing it failed on: a name, digest or path
 * @param why the cause; for a system call its name and errno
 * @param remedy what the reader can do about it, one imperative sentence
 */
public record Fault(FaultCode code, String what, String on, String why, String remedy) {
    public Fault {
        Objects.requireNonNull(code, "code is null");
        Objects.requireNonNull(what, "what is null");
        Objects.requireNonNull(on, "on is null");
        Objects.requireNonNull(why, "why is null");
        Objects.requireNonNull(remedy, "remedy is null");
    }

    /** One line for a person. Foreign bytes in it are not yet escaped; {@link Escape} does that at the terminal. */
    public String sentence() {
        return what + " " + on + ": " + why + ". " + remedy + " [" + code.id() + "]";
    }
}
