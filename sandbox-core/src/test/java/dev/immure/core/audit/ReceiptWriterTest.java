package dev.immure.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.immure.core.ImmureException;
import dev.immure.core.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReceiptWriterTest {
    private static final Digest ZERO = new Digest("0".repeat(64));

    @TempDir
    Path temporary;

    @Test
    void writesEveryMemberOfTheContract() {
        assertThat(new String(ReceiptWriter.toJson(receipt()), StandardCharsets.US_ASCII))
                .isEqualTo("""
                        {
                          "schema" : 1,
                          "id" : "run-1",
                          "startedAt" : "2026-11-23T12:00:00Z",
                          "image" : {
                            "reference" : "judge/gcc:14",
                            "digest" : "sha256:ZEROS",
                            "tree" : "sha256:ZEROS",
                            "signers" : [ {
                              "identity" : "key:ab",
                              "method" : "cosign-key",
                              "evidence" : {
                                "keyId" : "ab"
                              }
                            } ]
                          },
                          "policy" : {
                            "bundle" : "baseline",
                            "digest" : "sha256:ZEROS",
                            "decision" : "permit",
                            "rules" : [ "signed" ],
                            "obligations" : [ "no network" ],
                            "waived" : [ "W-1: signed: OLD: an old image" ]
                          },
                          "plan" : {
                            "digest" : "sha256:ZEROS"
                          },
                          "limits" : {
                            "memoryBytes" : 67108864,
                            "swapBytes" : 0,
                            "pids" : 64,
                            "milliCpus" : null,
                            "cpuTimeNs" : null,
                            "extraTimeNs" : null,
                            "wallTimeNs" : null,
                            "outputBytes" : null,
                            "diskBytes" : null,
                            "diskInodes" : null,
                            "trafficBytes" : null,
                            "bandwidthInBitsPerSecond" : null,
                            "bandwidthOutBitsPerSecond" : null,
                            "openFiles" : null,
                            "fileSizeBytes" : null,
                            "stackBytes" : null,
                            "coreBytes" : null,
                            "cpuset" : "0-1"
                          },
                          "walls" : {
                            "user" : {
                              "state" : "enforced",
                              "how" : "0\\u21921000000 +65536"
                            },
                            "selinux" : {
                              "state" : "unavailable",
                              "why" : "not in this kernel"
                            },
                            "landlock" : {
                              "state" : "waived",
                              "why" : "ENOSYS"
                            }
                          },
                          "result" : {
                            "verdict" : "SV",
                            "exitCode" : null,
                            "signal" : 31,
                            "cpuTimeNs" : 12345678,
                            "userTimeNs" : null,
                            "systemTimeNs" : null,
                            "wallTimeNs" : 20000000,
                            "memoryPeakBytes" : null,
                            "pageCacheBytes" : null,
                            "pidsPeak" : null,
                            "oomKills" : null,
                            "maxRssBytes" : null,
                            "voluntarySwitches" : null,
                            "forcedSwitches" : null,
                            "diskUsedBytes" : null,
                            "stdoutBytes" : null,
                            "stderrBytes" : null,
                            "rxBytes" : null,
                            "txBytes" : null,
                            "cpuMeter" : "cgroup-v1",
                            "wallMeter" : "clock-monotonic",
                            "memoryMeter" : null,
                            "pidsMeter" : null,
                            "processMeter" : null,
                            "diskMeter" : null,
                            "outputMeter" : null,
                            "trafficMeter" : null,
                            "disks" : [ ],
                            "denied" : {
                              "layer" : "seccomp",
                              "what" : "socket"
                            }
                          },
                          "files" : [ {
                            "way" : "in",
                            "from" : "/home/user/tests",
                            "to" : "/tests",
                            "state" : "copied",
                            "files" : 3,
                            "bytes" : 120,
                            "digest" : null
                          }, {
                            "way" : "out",
                            "from" : "/box/out",
                            "to" : "/home/user/out",
                            "state" : "copied",
                            "files" : 1,
                            "bytes" : 5,
                            "digest" : "sha256:ZEROS"
                          } ],
                          "audit" : {
                            "sequence" : 42,
                            "hash" : "sha256:ZEROS"
                          }
                        }
                        """.replace("ZEROS", ZERO.hex()));
    }

    @Test
    void writesNullForWhatDidNotHappen() throws IOException {
        Receipt refused = new Receipt(
                "run-2",
                Instant.EPOCH,
                new Receipt.Image("evil", Optional.empty(), Optional.empty(), List.of()),
                Optional.empty(),
                Optional.empty(),
                new Receipt.Limits(Map.of(), Optional.empty()),
                Map.of(),
                new Receipt.Result(Verdict.DENIED, new Ending.NotStarted(), Measurements.none(), Optional.empty()),
                List.of(),
                AuditPosition.START);
        String json = new String(ReceiptWriter.toJson(refused), StandardCharsets.US_ASCII);
        assertThat(json)
                .contains("\"policy\" : null", "\"plan\" : null", "\"digest\" : null", "\"exitCode\" : null")
                .contains("\"denied\" : null", "\"cpuTimeNs\" : null")
                .doesNotContain("Ns\" : 0", "Bytes\" : 0", "pidsPeak\" : 0");
        assertThat(tokens(json)).isPositive();
    }

    @Test
    void keepsHostileTextHarmless() throws IOException {
        Receipt good = receipt();
        Receipt hostile = new Receipt(
                "\u001b[2J\u202e\"\\\n\ud800",
                good.startedAt(),
                good.image(),
                good.policy(),
                good.plan(),
                good.limits(),
                good.walls(),
                good.result(),
                good.files(),
                good.audit());
        String json = new String(ReceiptWriter.toJson(hostile), StandardCharsets.ISO_8859_1);
        assertThat(json).matches("[ -~\n]+");
        assertThat(tokens(json)).isPositive();
    }

    @Test
    void refusesAFigureWithoutAMeter() {
        assertThatThrownBy(() -> Measurements.none().with(Figure.MEMORY_PEAK, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("meter");
    }

    @Test
    void refusesAWallNamedLikeAPath() {
        Receipt good = receipt();
        assertThatThrownBy(() -> new Receipt(
                        good.id(),
                        good.startedAt(),
                        good.image(),
                        good.policy(),
                        good.plan(),
                        good.limits(),
                        Map.of("../x", new WallState.Enforced("yes")),
                        good.result(),
                        good.files(),
                        good.audit()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void replacesAnOlderReceiptAndLeavesNothingElse() throws IOException {
        Path file = Files.writeString(temporary.resolve("receipt.json"), "old");
        ReceiptWriter.write(receipt(), file);
        assertThat(Files.readAllBytes(file)).isEqualTo(ReceiptWriter.toJson(receipt()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var names = Files.list(temporary)) {
            assertThat(names).containsExactly(file);
        }
    }

    @Test
    void refusesASymbolicLinkAndLeavesItsTargetAlone() throws IOException {
        Path victim = Files.writeString(temporary.resolve("victim"), "precious");
        Path link = Files.createSymbolicLink(temporary.resolve("receipt.json"), victim);
        assertRefused(link);
        assertThat(victim).hasContent("precious");
        assertThat(Files.isSymbolicLink(link)).isTrue();
    }

    @Test
    void refusesASymbolicLinkOnTheWay() throws IOException {
        Files.createDirectory(temporary.resolve("real"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("real"));
        assertRefused(link.resolve("receipt.json"));
        assertThat(temporary.resolve("real")).isEmptyDirectory();
    }

    @Test
    void refusesADevice() {
        assertRefused(Path.of("/dev/null"));
        assertThat(Files.isRegularFile(Path.of("/dev/null"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    @Test
    void refusesADirectoryAndAMissingOne() {
        assertRefused(temporary);
        assertRefused(Path.of("/"));
        assertRefused(temporary.resolve("nowhere/receipt.json"));
    }

    private static Receipt receipt() {
        Map<String, WallState> walls = new LinkedHashMap<>();
        walls.put("user", new WallState.Enforced("0→1000000 +65536"));
        walls.put("selinux", new WallState.Unavailable("not in this kernel"));
        walls.put("landlock", new WallState.Waived("ENOSYS"));
        return new Receipt(
                "run-1",
                Instant.parse("2026-11-23T12:00:00Z"),
                new Receipt.Image(
                        "judge/gcc:14",
                        Optional.of(ZERO),
                        Optional.of(ZERO),
                        List.of(new Signer("key:ab", "cosign-key", Map.of("keyId", "ab")))),
                Optional.of(new Receipt.Policy(
                        "baseline",
                        ZERO,
                        Decision.PERMIT,
                        List.of("signed"),
                        List.of("no network"),
                        List.of("W-1: signed: OLD: an old image"))),
                Optional.of(ZERO),
                new Receipt.Limits(
                        Map.of(Limit.MEMORY, 67108864L, Limit.SWAP, 0L, Limit.PIDS, 64L), Optional.of("0-1")),
                walls,
                new Receipt.Result(
                        Verdict.SV,
                        new Ending.Signaled(31),
                        AuditFixture.measured(),
                        Optional.of(new Receipt.Denial("seccomp", "socket"))),
                List.of(
                        new FileCopy(
                                FileCopy.Way.IN,
                                "/home/user/tests",
                                "/tests",
                                new FileCopy.Result.Copied(3, 120, Optional.empty())),
                        new FileCopy(
                                FileCopy.Way.OUT,
                                "/box/out",
                                "/home/user/out",
                                new FileCopy.Result.Copied(1, 5, Optional.of(ZERO)))),
                new AuditPosition(42, ZERO));
    }

    private static int tokens(String json) throws IOException {
        int count = 0;
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                parser.finishToken();
                count++;
            }
        }
        return count;
    }

    private static void assertRefused(Path file) {
        assertThatThrownBy(() -> ReceiptWriter.write(receipt(), file))
                .isInstanceOfSatisfying(
                        ImmureException.class, e -> assertThat(e.fault().code()).isEqualTo(AuditFault.OUTPUT_TARGET));
    }
}
