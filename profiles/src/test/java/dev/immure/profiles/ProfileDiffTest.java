package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.profiles.ProfileDiff.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileDiffTest {
    private static final SecurityProfile DEFAULT = ProfileCatalog.shipped().load("default");
    private static final SecurityProfile STRICT = ProfileCatalog.shipped().load("strict");

    @TempDir
    Path folder;

    private SecurityProfile derived(String limits, String rules) throws IOException {
        Files.writeString(
                folder.resolve("profile.json"),
                "{\"schema\":1,\"name\":\"own\",\"base\":\"default\",\"description\":\"Own.\",\"seccomp\":\"s.json\","
                        + limits + "}");
        Files.writeString(folder.resolve("s.json"), "{\"schema\":1,\"rules\":[" + rules + "]}");
        return ProfileCatalog.shipped().loadFile(folder.resolve("profile.json"));
    }

    @Test
    void aProfileDoesNotDifferFromItself() {
        assertThat(ProfileDiff.of(DEFAULT, DEFAULT).isEmpty()).isTrue();
    }

    @Test
    void strictIsTighterInAllThatDiffers() {
        ProfileDiff diff = ProfileDiff.of(DEFAULT, STRICT);
        assertThat(diff.changes()).hasSizeGreaterThan(40);
        assertThat(diff.overall()).isEqualTo(Direction.TIGHTER);
        assertThat(ProfileDiff.of(STRICT, DEFAULT).overall()).isEqualTo(Direction.LOOSER);
    }

    @Test
    void oneLimitIsOneChange() throws IOException {
        ProfileDiff diff = ProfileDiff.of(
                DEFAULT, derived("\"limits\":[{\"limit\":\"pids\",\"value\":7,\"reason\":\"Few.\"}]", ""));
        assertThat(diff.changes())
                .containsExactly(new ProfileDiff.Change("limit", "pids", Direction.TIGHTER, "256", "7"));
    }

    /** 0x5401 is TCGETS: only calls with this request change, and those are found among all arguments. */
    @Test
    void aChangeThatDependsOnAnArgumentIsFound() throws IOException {
        ProfileDiff diff = ProfileDiff.of(
                DEFAULT,
                derived(
                        "\"limits\":[]",
                        "{\"names\":[\"ioctl\"],\"action\":\"ERRNO(EPERM)\",\"reason\":\"Test.\",\"arguments\":"
                                + "[{\"index\":1,\"width\":32,\"operator\":\"EQ\",\"value\":\"0x5401\"}]}"));
        assertThat(diff.changes()).singleElement().satisfies(change -> {
            assertThat(change.name()).isEqualTo("ioctl");
            assertThat(change.direction()).isEqualTo(Direction.TIGHTER);
            assertThat(change.to()).startsWith("ERRNO(1) when argument 1 EQ 0x5401");
        });
    }

    @Test
    void anotherErrorIsNeitherTighterNorLooser() throws IOException {
        ProfileDiff diff = ProfileDiff.of(
                DEFAULT,
                derived("\"limits\":[]", "{\"names\":[\"mount\"],\"action\":\"ERRNO(ENOSYS)\",\"reason\":\"Test.\"}"));
        assertThat(diff.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.direction()).isEqualTo(Direction.DIFFERENT));
    }
}
