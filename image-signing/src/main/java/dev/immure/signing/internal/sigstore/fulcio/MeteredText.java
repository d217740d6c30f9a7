package dev.immure.signing.internal.sigstore.fulcio;

/**
 * Text that may be looked at only so often. java.util.regex tries every way to match, which for some expressions is
 * exponential in the text (CWE-1333), and who gets a certificate chooses the text.
 */
final class MeteredText implements CharSequence {
    /** A name of 2,048 characters, looked at 500 times over: some milliseconds. */
    private static final int MAX_LOOKS = 1_000_000;

    private final CharSequence text;
    private final int[] looks;

    MeteredText(String text) {
        this(text, new int[1]);
    }

    private MeteredText(CharSequence text, int[] looks) {
        this.text = text;
        this.looks = looks;
    }

    /** The text was looked at too often. */
    static final class SpentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private SpentException() {
            super("looked at too often");
        }
    }

    @Override
    public char charAt(int index) {
        if (++looks[0] > MAX_LOOKS) {
            throw new SpentException();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new MeteredText(text.subSequence(start, end), looks);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
