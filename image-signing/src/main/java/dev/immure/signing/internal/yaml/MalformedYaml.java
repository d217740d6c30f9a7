package dev.immure.signing.internal.yaml;

/** A document that is not well-formed, or beyond a limit of {@link StrictYaml}. */
public final class MalformedYaml extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedYaml(String reason) {
        super(reason);
    }

    /** One clause, without the document's own bytes in bulk. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
