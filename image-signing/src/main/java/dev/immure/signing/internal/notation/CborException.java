package dev.immure.signing.internal.notation;

/** The bytes are not CBOR as it is read here. Checked, so that the caller says which document it was. */
final class CborException extends Exception {
    private static final long serialVersionUID = 1L;

    CborException(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
