package dev.immure.core.audit;

import dev.immure.core.audit.AuditEvent.ImageRefused;
import dev.immure.core.audit.AuditEvent.ImageVerified;
import dev.immure.core.audit.AuditEvent.PolicyDecided;
import dev.immure.core.audit.AuditEvent.SandboxExited;
import dev.immure.core.audit.AuditEvent.SandboxFailed;
import dev.immure.core.audit.AuditEvent.SandboxStarted;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps what was masked in a run's facts out of the run's other records: a rule may quote a fact in its reason, and the
 * fault of a launch its command. Knows the values in memory only, and only of runs of this process.
 */
final class Redaction {
    private static final int MAX_RUNS = 256;

    /** A shorter value is replaced only where it stands as a word: else a masked "a" would spoil every text. */
    private static final int SHORT = 4;

    private final boolean hidesReference;
    private final Map<String, List<Pattern>> runs = new LinkedHashMap<>();

    Redaction(FactsMask mask) {
        this.hidesReference = mask.coversReference();
    }

    void learn(String run, Set<String> secrets) {
        if (secrets.isEmpty()) {
            return;
        }
        if (runs.size() == MAX_RUNS) {
            runs.remove(runs.keySet().iterator().next());
        }
        runs.put(run, patterns(secrets));
    }

    AuditEvent apply(AuditEvent event) {
        UnaryOperator<String> hide = text -> hide(text, runs.getOrDefault(event.run(), List.of()));
        return switch (event) {
            case ImageVerified verified -> verified(verified, hide);
            case ImageRefused refused -> refused(refused, hide);
            case PolicyDecided decided -> decided.withTexts(hide);
            case SandboxStarted started -> started;
            case SandboxExited exited -> exited;
            case SandboxFailed failed ->
                new SandboxFailed(
                        failed.run(),
                        failed.code(),
                        hide.apply(failed.what()),
                        hide.apply(failed.on()),
                        hide.apply(failed.why()));
        };
    }

    private ImageVerified verified(ImageVerified event, UnaryOperator<String> hide) {
        UnaryOperator<String> all =
                hidesReference ? text -> hide(hide.apply(text), patterns(Set.of(event.reference()))) : hide;
        List<Signer> signers = event.signers().stream()
                .map(signer ->
                        new Signer(all.apply(signer.identity()), signer.method(), values(signer.evidence(), all)))
                .toList();
        return new ImageVerified(event.run(), all.apply(event.reference()), event.image(), signers);
    }

    private ImageRefused refused(ImageRefused event, UnaryOperator<String> hide) {
        UnaryOperator<String> all =
                hidesReference ? text -> hide(hide.apply(text), patterns(Set.of(event.reference()))) : hide;
        return new ImageRefused(
                event.run(), all.apply(event.reference()), event.image(), event.code(), all.apply(event.why()));
    }

    private static Map<String, String> values(Map<String, String> map, UnaryOperator<String> hide) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> hide.apply(entry.getValue())));
    }

    /** Longest first: else what is left of a longer one would show. */
    private static List<Pattern> patterns(Set<String> secrets) {
        return secrets.stream()
                .flatMap(Redaction::withItsValue)
                .filter(secret -> !secret.isBlank())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Redaction::pattern)
                .toList();
    }

    /** Of {@code --password=x} a message may quote the x alone. */
    private static Stream<String> withItsValue(String secret) {
        int equals = secret.indexOf('=');
        return equals < 0 ? Stream.of(secret) : Stream.of(secret, secret.substring(equals + 1));
    }

    private static Pattern pattern(String secret) {
        String literal = Pattern.quote(secret);
        return Pattern.compile(
                secret.length() < SHORT ? "(?<![\\p{L}\\p{N}])" + literal + "(?![\\p{L}\\p{N}])" : literal);
    }

    private static String hide(String text, List<Pattern> secrets) {
        String hidden = text;
        for (Pattern secret : secrets) {
            hidden = secret.matcher(hidden).replaceAll(FactsMask.MARKER.replace("$", "\\$"));
        }
        return hidden;
    }
}
