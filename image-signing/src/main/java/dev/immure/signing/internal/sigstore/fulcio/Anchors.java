package dev.immure.signing.internal.sigstore.fulcio;

/** Whether a regular expression is anchored at both ends, whichever of its alternatives is taken. */
final class Anchors {
    private Anchors() {}

    static boolean hold(String regex) {
        if (regex.length() < 2 || regex.charAt(0) != '^' || !regex.endsWith("$")) {
            return false;
        }
        int depth = 0;
        boolean inClass = false;
        for (int i = 0; i < regex.length(); i++) {
            char character = regex.charAt(i);
            if (character == '\\') {
                i++; // what follows stands for itself, or for a class of characters
                if (i == regex.length() - 1) {
                    return false; // the anchor at the end is itself quoted
                }
            } else if (inClass) {
                inClass = character != ']';
            } else if (character == '[') {
                inClass = true;
            } else if (character == '(') {
                depth++;
            } else if (character == ')') {
                depth--;
            } else if (character == '|' && depth == 0) {
                return false;
            }
        }
        return !inClass && depth == 0;
    }
}
