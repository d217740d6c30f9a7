package dev.immure.signing.internal.token;

import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.signing.fault.TokenFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a key on a token (RFC 7512): {@code pkcs11:object=release?module-path=/usr/lib/…so&pin-source=/etc/…/pin}.
 * An attribute that narrows the choice and cannot be compared here ({@code token}, {@code id}) is refused: passed over,
 * another key might sign.
 *
 * @param slot {@code slot-id}: needed where the module has several tokens
 * @param object label of the private key's certificate
 * @param module the library that speaks for the token
 * @param pinSource file with the PIN
 */
public record TokenUri(OptionalLong slot, String object, Path module, Path pinSource) {
    public static final String SCHEME = "pkcs11:";

    private static final Set<String> PATH = Set.of("object", "slot-id", "type");
    private static final Set<String> QUERY = Set.of("module-path", "pin-source");
    private static final Pattern SLOT = Pattern.compile("[0-9]{1,10}");
    private static final int LENGTH = 4096;

    /** @throws ImmureException with URI */
    public static TokenUri parse(String text) {
        if (!text.startsWith(SCHEME) || text.length() > LENGTH) {
            throw refused(text, "it does not begin with " + SCHEME + ", or is longer than " + LENGTH + " characters");
        }
        int question = text.indexOf('?');
        String path = text.substring(SCHEME.length(), question < 0 ? text.length() : question);
        Map<String, String> narrowing = attributes(text, path, ";", PATH);
        Map<String, String> access = attributes(text, question < 0 ? "" : text.substring(question + 1), "&", QUERY);
        if (!narrowing.getOrDefault("type", "private").equals("private")) {
            throw refused(text, "its type is not private, and only a private key signs");
        }
        return new TokenUri(
                slot(text, narrowing),
                required(text, narrowing, "object"),
                file(text, required(text, access, "module-path")),
                file(text, required(text, access, "pin-source").replaceFirst("^file:(//(?=/)|(?=/[^/]))", "")));
    }

    private static OptionalLong slot(String text, Map<String, String> attributes) {
        String number = attributes.getOrDefault("slot-id", "");
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!SLOT.matcher(number).matches()) {
            throw refused(text, "its slot-id is not a number");
        }
        return OptionalLong.of(Long.parseLong(number));
    }

    private static Path file(String text, String name) {
        try {
            Path path = Path.of(name);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // a NUL: said below
        }
        // RFC 7512, 2.4, also has "|program": nothing is started to get a PIN.
        throw refused(text, "a file is not given by an absolute path");
    }

    private static Map<String, String> attributes(String text, String part, String separator, Set<String> known) {
        Map<String, String> attributes = new HashMap<>();
        for (String one : part.isEmpty() ? new String[0] : part.split(Pattern.quote(separator), -1)) {
            int equals = one.indexOf('=');
            String name = equals < 0 ? one : one.substring(0, equals);
            if (name.equals("pin-value")) {
                throw refused("pkcs11:…", "a PIN on the command line is seen by every user; write it into a file");
            }
            if (!known.contains(name)) {
                throw refused(text, "its attribute \"" + name + "\" is not one that can be followed here");
            }
            if (attributes.put(name, decoded(text, one.substring(equals + 1))) != null) {
                throw refused(text, "its attribute \"" + name + "\" stands twice");
            }
        }
        return attributes;
    }

    private static String required(String text, Map<String, String> attributes, String name) {
        String value = attributes.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw refused(text, "it has no " + name);
        }
        return value;
    }

    private static String decoded(String text, String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            if (encoded[i] != '%') {
                bytes.write(encoded[i]);
            } else if (i + 2 < encoded.length && hex(encoded[i + 1]) && hex(encoded[i + 2])) {
                bytes.write(HexFormat.fromHexDigit(encoded[i + 1]) << 4 | HexFormat.fromHexDigit(encoded[i + 2]));
                i += 2;
            } else {
                throw refused(text, "a % in it is not followed by two hexadecimal digits");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(text, "an attribute of it is not UTF-8");
        }
    }

    private static boolean hex(byte digit) {
        return HexFormat.isHexDigit(digit);
    }

    private static ImmureException refused(String text, String why) {
        return new ImmureException(new Fault(
                TokenFault.URI,
                "cannot use the name of a key",
                text,
                why,
                "Write pkcs11:object=LABEL?module-path=/LIBRARY.so&pin-source=/FILE, with slot-id=N where needed"));
    }
}
