package dev.immure.signing.internal.notation;

import dev.immure.signing.internal.x509.NameAttribute;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * A distinguished name as a trust policy writes it: {@code C=US, ST=WA, O=corp}. Values are plain text: the form
 * {@code =#} with encoded bytes made other readers run out of memory (CVE-2023-25656), and no name needs it.
 *
 * @param attributes by object identifier; at least country, state and organization
 */
record DistinguishedName(Map<String, String> attributes) {
    private static final int MAX_LENGTH = 1024;

    /** The keywords of RFC 4514, section 3, and those that openssl prints. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("CN", "2.5.4.3"),
            Map.entry("SERIALNUMBER", "2.5.4.5"),
            Map.entry("C", "2.5.4.6"),
            Map.entry("L", "2.5.4.7"),
            Map.entry("ST", "2.5.4.8"),
            Map.entry("STREET", "2.5.4.9"),
            Map.entry("O", "2.5.4.10"),
            Map.entry("OU", "2.5.4.11"),
            Map.entry("POSTALCODE", "2.5.4.17"),
            Map.entry("DC", "0.9.2342.19200300.100.1.25"),
            Map.entry("UID", "0.9.2342.19200300.100.1.1"));

    private static final Set<String> REQUIRED = Set.of("C", "ST", "O");

    DistinguishedName {
        attributes = Map.copyOf(attributes);
    }

    /** @throws IllegalArgumentException with what is wrong with the text */
    static DistinguishedName parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("has a control character");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String part : new Splitter(text).parts()) {
            put(attributes, part);
        }
        for (String keyword : REQUIRED) {
            if (!attributes.containsKey(TYPES.get(keyword))) {
                throw new IllegalArgumentException("has no " + keyword + ", and C, ST and O are demanded");
            }
        }
        return new DistinguishedName(attributes);
    }

    private static void put(Map<String, String> attributes, String part) {
        int equals = part.indexOf('=');
        String keyword = equals < 0 ? "" : part.substring(0, equals).strip();
        String type = TYPES.get(keyword);
        if (type == null) {
            throw new IllegalArgumentException("has a part that is not one of "
                    + String.join(", ", new TreeMap<>(TYPES).keySet()) + " with a value");
        }
        String value = Splitter.unescaped(part.substring(equals + 1));
        if (attributes.put(type, value) != null) {
            throw new IllegalArgumentException("has " + keyword + " twice");
        }
    }

    /** Whether a subject has every one of these attributes, once, with this very value. */
    boolean isIn(Iterable<NameAttribute> subject) {
        return attributes.entrySet().stream().allMatch(wanted -> {
            int of = 0;
            boolean same = false;
            for (NameAttribute attribute : subject) {
                if (attribute.type().equals(wanted.getKey())) {
                    of++;
                    same = attribute.value().equals(wanted.getValue());
                }
            }
            // A second one of the same kind leaves open which of them is meant.
            return of == 1 && same;
        });
    }

    /** Whether each subject that the other is in has this one too. */
    boolean includes(DistinguishedName other) {
        return other.attributes().entrySet().containsAll(attributes.entrySet());
    }

    /** Cuts at commas and takes backslashes off (RFC 4514, 2.4, as the Notary specification narrows it). */
    private record Splitter(String text) {
        Splitter {
            Objects.requireNonNull(text, "text is null");
        }

        List<String> parts() {
            List<String> out = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == ',') {
                    out.add(text.substring(start, i));
                    start = i + 1;
                } else if (c == '+' || c == ';') {
                    throw new IllegalArgumentException("has a " + c + " that is not escaped");
                }
            }
            out.add(text.substring(start));
            return out;
        }

        static String unescaped(String raw) {
            String value = raw.stripLeading();
            if (value.startsWith("#")) {
                throw new IllegalArgumentException("has a value in encoded form (=#)");
            }
            StringBuilder out = new StringBuilder();
            int kept = 0;
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == '\\') {
                    if (++i == value.length() || " ,;\\+\"#=<>".indexOf(value.charAt(i)) < 0) {
                        throw new IllegalArgumentException("has a backslash before nothing that needs one");
                    }
                    out.append(value.charAt(i));
                    kept = out.length();
                } else {
                    out.append(c);
                }
            }
            // Spaces at the end count only when escaped.
            int end = out.length();
            while (end > kept && out.charAt(end - 1) == ' ') {
                end--;
            }
            if (end == 0) {
                throw new IllegalArgumentException("has an empty value");
            }
            return out.substring(0, end);
        }
    }
}
