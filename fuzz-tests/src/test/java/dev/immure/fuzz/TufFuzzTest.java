package dev.immure.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.signing.fault.TufFault;
import dev.immure.signing.internal.tuf.Accepted;
import dev.immure.signing.internal.tuf.TufClient;
import dev.immure.signing.internal.tuf.TufRepository;
import java.time.Instant;
import java.util.Optional;

/** A repository in which every file is the same foreign bytes, below a root that is foreign too: never a way to a target. */
class TufFuzzTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");

    private static TufRepository everywhere(byte[] content) {
        return new TufRepository() {
            @Override
            public Optional<byte[]> fetch(String path, int limit) {
                return path.endsWith(".root.json") ? Optional.empty() : Optional.of(content);
            }

            @Override
            public void close() {}
        };
    }

    @FuzzTest
    void metadataIsReadOrRefused(byte[] data) {
        try {
            TufClient.update(data, everywhere(data), Accepted.NOTHING, NOW, "trusted_root.json");
            throw new AssertionError("one file cannot be a whole repository");
        } catch (ImmureException e) {
            assertThat(e.fault().code()).isInstanceOf(TufFault.class);
        }
    }

    @FuzzTest
    void acceptedVersionsAreReadOrRefused(byte[] data) {
        try {
            Accepted read = Accepted.parse(data);
            assertThat(Accepted.parse(read.encode())).isEqualTo(read);
        } catch (JsonException e) {
            assertThat(e.why()).isNotBlank();
        }
    }
}
