package dev.immure.core.launch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Everything that holds for an ordinary run once more, in a sandbox that was put up before. */
class SandboxRunHeldIT extends SandboxRunIT {
    @BeforeAll
    static void hold() {
        System.setProperty(TestSandbox.HELD, "true");
    }

    @AfterAll
    static void holdNoMore() {
        System.clearProperty(TestSandbox.HELD);
    }
}
