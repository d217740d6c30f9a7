package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;
import dev.immure.profiles.SelinuxModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileCommandsTest {
    @Test
    void listsTheShippedProfiles() {
        Cli.Outcome outcome = Cli.bare("profile", "ls");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).containsPattern("(?m)^default  ").containsPattern("(?m)^strict   ");
    }

    @Test
    void showsEverythingThatAProfileSays() throws JsonException {
        JsonObject profile =
                Cli.bare("profile", "show", "strict", "--output", "json").json();
        assertThat(profile.requireString("name")).isEqualTo("strict");
        assertThat(profile.strings("capabilities")).isEmpty();
        assertThat(profile.requireObject("limits").requireLong("memoryBytes")).isPositive();
        assertThat(profile.strings("maskedPaths")).contains("/proc/kcore");
        JsonObject rule = profile.requireObject("seccomp").objects("rules").getFirst();
        assertThat(rule.requireString("reason")).isNotBlank();
    }

    @Test
    void theTextGivesTheReasonOfALimit() {
        assertThat(Cli.bare("profile", "show", "strict").out())
                .containsPattern("(?m)^Memory +256\\.0 MiB +\\S")
                .contains("/proc/kcore")
                .contains("System calls without a network: ");
    }

    @Test
    void printsTheSelinuxModuleAsSemoduleTakesIt() {
        Cli.Outcome outcome = Cli.bare("profile", "selinux");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).isEqualTo(SelinuxModule.text()).contains("(type immure_t)");
    }

    @Test
    void aDiffSaysWhichIsTighter() throws JsonException {
        Cli.Outcome text = Cli.bare("profile", "diff", "default", "strict");
        assertThat(text.status()).isZero();
        assertThat(text.out())
                .startsWith("strict against default: tighter in all that differs.")
                .containsPattern("(?m)^tighter +limit +pids +256 -> 64$");
        JsonObject json = Cli.bare("profile", "diff", "strict", "default", "--output", "json")
                .json();
        assertThat(json.requireString("overall")).isEqualTo("looser");
        assertThat(json.objects("changes").getFirst().requireString("change")).isEqualTo("looser");
        assertThat(Cli.bare("profile", "diff", "strict", "strict").out()).contains("gives what strict gives");
    }

    @Test
    void anUnknownNameIsAFault() {
        Cli.Outcome outcome = Cli.bare("profile", "show", "lax");
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err())
                .contains("the shipped profiles are default, strict")
                .contains("IMM-PROFILE-UNKNOWN");
    }

    @Test
    void readsAProfileOfTheUsersOwn(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("profile.json"), "{\"schema\": 1, \"schema\": 1}");
        Cli.Outcome outcome = Cli.bare("profile", "show", file.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-PROFILE-JSON").contains(file.toString());
    }
}
