package dev.immure.core.launch;

import dev.immure.core.audit.Receipt;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one audit record of SELinux ("avc: denied"). Names in it are the program's choice; the kernel writes those with
 * blanks, quotes or control characters in hexadecimal, so a name cannot pass for a field (audit_log_untrustedstring).
 */
final class SelinuxDenial {
    private static final Pattern DENIED = Pattern.compile("^audit\\((\\d{1,12})\\.(\\d{3}):\\d{1,20}\\): +avc: +denied "
            + "+\\{ ([a-z_ ]{1,200}) \\} for  ?(.{0,8000})$");
    private static final Pattern NAME = Pattern.compile("(?:^| )name=\"([\\x21\\x23-\\x7e]{1,128})\"");
    private static final Pattern SOURCE = Pattern.compile(" scontext=(\\S+)");
    private static final Pattern TARGET = Pattern.compile(" tcontext=[^: ]+:[^: ]+:(\\S{1,128})");
    private static final Pattern KIND = Pattern.compile(" tclass=([a-z0-9_]{1,64})");

    private SelinuxDenial() {}

    /**
     * What was refused: {@code read file "secret" (etc_t:s0)}.
     *
     * @param process the context of this sandbox, which no other running one has
     * @param sinceMillis records from before this time are of another run
     * @return empty when the record tells of something else, or of something that was only logged
     */
    static Optional<Receipt.Denial> of(String record, String process, long sinceMillis) {
        Matcher denied = DENIED.matcher(record.strip());
        if (!denied.matches()) {
            return Optional.empty();
        }
        long millis = Long.parseLong(denied.group(1)) * 1000 + Long.parseLong(denied.group(2));
        String fields = " " + denied.group(4) + " ";
        boolean own = first(SOURCE, fields).filter(process::equals).isPresent();
        if (!own || millis < sinceMillis || fields.contains(" permissive=1 ")) {
            return Optional.empty();
        }
        String name = first(NAME, fields).map(n -> " \"" + n + '"').orElse("");
        String target = first(TARGET, fields).map(t -> " (" + t + ")").orElse("");
        return Optional.of(new Receipt.Denial(
                "selinux", denied.group(3).strip() + " " + first(KIND, fields).orElse("object") + name + target));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
