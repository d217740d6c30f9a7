package dev.immure.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.cli.attack.Range;
import dev.immure.core.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/service.md, as they stand there. */
class ServicePageIT {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    /** A command ends before the next, or with its block. */
    private static final Pattern COMMAND = Pattern.compile("(?ms)^curl .*?(?=^curl |\\z)");

    @TempDir
    private Path folder;

    private static List<String> examples() throws IOException {
        String page = Files.readString(Path.of("../docs/service.md"));
        return BLOCK.matcher(page)
                .results()
                .flatMap(block -> COMMAND.matcher(block.group(1)).results().map(MatchResult::group))
                .toList();
    }

    @Test
    void everyExampleOfThePageDoesWhatItSays() throws IOException, InterruptedException, JsonException {
        Range range = Range.open(folder);
        range.image("team/app:v1", range.tree("tree"));
        Path trust = Files.writeString(folder.resolve("trust.yaml"), """
                schema: 1
                keys:
                  test: {file: key.pub.pem}
                rules:
                  - {scope: team/app, require: [test]}
                """);
        Path config = Files.writeString(folder.resolve("serve.yaml"), "schema: 1\ntrust: trust.yaml\n");
        for (Path file : List.of(trust, config)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
        try (ServiceProcess service = ServiceProcess.start(
                folder.resolve("run"), List.of("--root", range.root().toString(), "--config", config.toString()))) {
            String id = "none";
            assertThat(examples()).hasSizeGreaterThan(8);
            for (String example : examples()) {
                ApiClient.Reply reply = curl(example, id);
                assertThat(reply.status()).as(example + reply.body()).isBetween(200, 299);
                if (example.contains("\"hello\"")) {
                    assertThat(reply.json().requireObject("stdout").requireString("text"))
                            .isEqualTo("hello");
                }
                if (reply.status() == 202) {
                    id = reply.json().requireString("id");
                }
            }
            assertThat(service.api().get("/v1/runs/" + id).json().requireString("state"))
                    .isEqualTo("ended");
        }
    }

    private ApiClient.Reply curl(String example, String id) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", example.strip() + " -w '\n%{http_code}'");
        shell.environment().putAll(Map.of("S", "--unix-socket " + folder.resolve("run/api.sock"), "ID", id));
        Process process = shell.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(example + said).isZero();
        int end = said.lastIndexOf('\n');
        return new ApiClient.Reply(Integer.parseInt(said.substring(end + 1)), List.of(), said.substring(0, end));
    }

    @Test
    void everyFieldThatThePageNamesIsTaken() throws IOException {
        String page = Files.readString(Path.of("../docs/service.md"));
        int from = page.indexOf("mean the same: ");
        String listed = page.substring(from, page.indexOf("What can be repeated"));
        String code = Files.readString(Path.of("src/main/java/dev/immure/cli/ServedCalls.java"));
        List<String> taken = Stream.of("text", "texts", "flag", "file")
                .flatMap(kind -> Pattern.compile("request\\." + kind + "\\(\"([a-z-]+)\"\\)")
                        .matcher(code)
                        .results()
                        .map(found -> found.group(1)))
                .toList();
        assertThat(taken).hasSizeGreaterThan(30);
        for (String field : taken) {
            if (!List.of("command", "interactive", "manifest-only").contains(field)) {
                assertThat(listed).contains("`" + field + "`");
            }
        }
    }
}
