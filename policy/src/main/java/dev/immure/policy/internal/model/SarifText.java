package dev.immure.policy.internal.model;

/** Foreign text in messages of SARIF 2.1.0. */
public final class SarifText {
    private SarifText() {}

    /** Without links: a viewer makes one of {@code [text](address)} (section 3.11.6), whoever named a file or an image so. */
    public static String plain(String text) {
        return text.replace("](", "\\](");
    }
}
