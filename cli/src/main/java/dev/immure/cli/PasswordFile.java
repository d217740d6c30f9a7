package dev.immure.cli;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file with a password in one line. */
final class PasswordFile {
    private static final int MAX_BYTES = 4096;

    private PasswordFile() {}

    /**
     * The password, without the newline that editors put at the end. What was read is cleared; the caller clears the
     * result.
     */
    static char[] read(Path file) {
        byte[] bytes = SmallFile.SECRET.read(file, MAX_BYTES);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            char[] password = Arrays.copyOfRange(text.array(), 0, lengthOfLine(file, text));
            Arrays.fill(text.array(), '\0');
            return password;
        } catch (CharacterCodingException e) {
            throw malformed(file, "it is not UTF-8");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static int lengthOfLine(Path file, CharBuffer text) {
        int length = text.length();
        if (length > 0 && text.charAt(length - 1) == '\n') {
            length--;
        }
        if (length > 0 && text.charAt(length - 1) == '\r') {
            length--;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) == '\n') {
                throw malformed(file, "it has more than one line");
            }
        }
        if (length == 0) {
            throw malformed(file, "it is empty");
        }
        return length;
    }

    private static ImmureException malformed(Path file, String why) {
        return new ImmureException(new Fault(
                CliFault.PASSWORD_FILE,
                "cannot use password file",
                file.toString(),
                why,
                "Write the password into one line, in UTF-8"));
    }
}
