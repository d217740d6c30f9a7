package dev.immure.core.audit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A second process for the tests: appends, and prints each sequence once it was told that it is on disk. */
final class AuditAppender {
    private AuditAppender() {}

    public static void main(String[] arguments) {
        AuditSettings settings = new AuditSettings(
                Long.parseLong(arguments[3]),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                AuditSettings.CHECKPOINT_EVERY,
                Optional.empty(),
                FactsMask.NONE);
        try (AuditLog log = AuditLog.open(Path.of(arguments[0]), settings)) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                AuditPosition position = log.append(
                        new AuditEvent.SandboxStarted(arguments[2] + i, AuditFixture.IMAGE, AuditFixture.PLAN));
                System.out.println(position.sequence() + " " + position.hash());
            }
        }
    }
}
