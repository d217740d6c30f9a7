package dev.immure.cli.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.immure.cli.fault.CliFault;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import dev.immure.core.image.UnpackedLayer;
import dev.immure.core.image.UserDatabase;
import dev.immure.core.plan.ContainerUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageUsersTest {
    @TempDir
    private Path tree;

    @BeforeEach
    void makeTheFiles() throws IOException {
        Files.createDirectory(tree.resolve("etc"));
        // A user that is called 1 and is root: CVE-2026-30892.
        Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/:\n1:x:0:0::/:\napp:x:1000:1001::/:\n");
        Files.writeString(tree.resolve("etc/group"), "root:x:0:\napp:x:1001:app\ndata:x:50:app\nlog:x:60:app,x\n");
    }

    private ContainerUser resolve(String user) {
        Digest any = Digest.of(new byte[0]);
        return ImageUsers.resolve(user, () -> UserDatabase.of(List.of(new UnpackedLayer(any, tree, any))));
    }

    private static ContainerUser withoutFiles(String user) {
        return ImageUsers.resolve(user, () -> {
            throw new AssertionError("the image was asked for " + user);
        });
    }

    @Test
    void numbersAreNumbersAndTheImageIsNotAsked() {
        assertThat(withoutFiles("1")).isEqualTo(new ContainerUser(1, 0, List.of()));
        assertThat(withoutFiles("7:8")).isEqualTo(new ContainerUser(7, 8, List.of()));
        assertThat(withoutFiles("0")).isEqualTo(new ContainerUser(0, 0, List.of()));
        assertThat(withoutFiles("")).isEqualTo(new ContainerUser(0, 0, List.of()));
        assertThat(withoutFiles("root")).isEqualTo(new ContainerUser(0, 0, List.of()));
    }

    @Test
    void aNameHasItsGroupAndTheGroupsThatListIt() {
        assertThat(resolve("app")).isEqualTo(new ContainerUser(1000, 1001, List.of(50, 60)));
    }

    @Test
    void aGroupBesideANameIsTheOnlyOne() {
        assertThat(resolve("app:data")).isEqualTo(new ContainerUser(1000, 50, List.of()));
        assertThat(resolve("app:7")).isEqualTo(new ContainerUser(1000, 7, List.of()));
        assertThat(resolve("9:log")).isEqualTo(new ContainerUser(9, 60, List.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "app:nogroup",
                "65535",
                "999999",
                "1:",
                ":1",
                "-1",
                "+1",
                "1e3",
                "0x0",
                " 1",
                "1:2:3",
                "app\n",
                "../etc",
                "1 ",
                "app:../x"
            })
    void whatIsNeitherIsRefused(String user) {
        assertThatThrownBy(() -> resolve(user))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(CliFault.USER));
    }

    @Test
    void moreGroupsThanASandboxTakesAreRefused() throws IOException {
        Stream<String> groups = IntStream.range(0, 65).mapToObj(i -> "g" + i + ":x:" + (2000 + i) + ":app");
        Files.write(tree.resolve("etc/group"), groups.toList());
        assertThatThrownBy(() -> resolve("app")).isInstanceOf(ImmureException.class);
    }
}
