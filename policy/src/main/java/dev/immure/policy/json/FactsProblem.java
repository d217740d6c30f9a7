package dev.immure.policy.json;

/**
 * Why facts cannot be read.
 *
 * @param pointer of the value (RFC 6901); of the object, where a member is missing
 * @param why a clause that goes on from the pointer: {@code is a string, not a number}
 */
public record FactsProblem(String pointer, String why) {
    /** A name as a part of a pointer (RFC 6901, section 3). */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
