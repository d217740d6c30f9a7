package dev.immure.cli.serve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.immure.cli.SuppressForbidden;
import dev.immure.cli.pipeline.Callers;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.ServedRun;
import dev.immure.cli.serve.Service;
import dev.immure.cli.serve.ServiceCaller;
import dev.immure.core.host.CallerIds;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service of root's whose folder the operator has opened, and a client of somebody else's. */
@SuppressForbidden(reason = "setpriv(1) makes somebody else of this process")
class ClientDeputyIT {
    @TempDir
    private static Path directory;

    private static Installed installed;
    private static Service service;

    private record Ended(int status, String out, String err) {}

    @BeforeAll
    static void serve() throws Exception {
        assumeThat(CallerIds.current().isRoot()).isTrue();
        installed = Installed.in(directory);
        write(
                "trust.yaml",
                "schema: 1\nkeys:\n  release: {file: key.pub.pem}\nrules:\n  - scope: \"*\"\n    require: [release]\n");
        write("immure.yaml", "schema: 1\ntrust: trust.yaml\n");
        for (Path folder : List.of(installed.folder(), installed.sockets(), installed.work())) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        service = Service.of(ServeSettings.defaults());
        service.add(new NativeDoor(
                installed.sockets().resolve("client.sock"), PlacedMain.commands(installed.folder()), service.queue()));
    }

    @AfterAll
    static void close() {
        if (service != null) {
            service.close();
        }
    }

    private static void write(String name, String content) throws IOException {
        Path file = Files.writeString(installed.folder().resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static Ended run(List<String> arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "/usr/bin/setpriv",
                "--reuid",
                "1234",
                "--regid",
                "1235",
                "--groups",
                "1236,1237",
                installed.client().toString()));
        words.addAll(arguments);
        ProcessBuilder builder = installed.prepared(installed.sockets(), words);
        builder.environment().put("XDG_CONFIG_HOME", "/somewhere/of/his/own");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, err);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -v /usr:/usr bench:v1",
                "run --copy-in /etc/shadow:/box/x bench:v1",
                "run --copy-out /box/x:/etc/cron.d/x bench:v1",
                "run --env-file /etc/shadow bench:v1",
                "run --receipt /etc/x bench:v1",
                "run --meta /etc/x bench:v1",
                "run --key ../key.pub.pem bench:v1",
                "run --trust ../trust.yaml bench:v1",
                "run --policy /etc/policy bench:v1",
                "run --policy judge bench:v1",
                "run --policy-trust ../trust.yaml bench:v1",
                "run --profile ./profile.json bench:v1",
                "run --security-opt seccomp=/etc/shadow bench:v1",
                "run --cgroup-parent /elsewhere bench:v1",
                "run --authfile /root/auth.json bench:v1",
                "run oci:/root/image",
                "plan dir:/root/image",
                "verify oci-archive:/root/image.tar",
                "policy check docker-archive:/root/image.tar",
                "verify docker://localhost:1/image"
            })
    void whatWouldBeReachedWithTheServicesRightsIsRefused(String line) throws Exception {
        Ended ended = run(List.of(line.split(" ", -1)));
        assertThat(ended.err()).contains("cannot take from uid 1234").endsWith("[IMM-SERVE-DEPUTY]\n");
        assertThat(ended.status()).isEqualTo(77);
        assertThat(ended.out()).isEmpty();
    }

    /** The image holds no program, and none can be bound: so far comes only who was verified, permitted and launched. */
    @Test
    void aStoredImageRunsAndThePolicyKnowsForWhom() throws Exception {
        Ended ended = run(List.of("run", "bench:v1", "/bin/true"));
        assertThat(ended.err()).endsWith("[IMM-LAUNCH-NOT-FOUND]\n");
        assertThat(ended.status()).isEqualTo(127);
        ServedRun run = service.queue().list(root()).getLast();
        assertThat(run.order().caller().name()).isEqualTo("uid 1234");
        assertThat(run.order().caller().facts().gid()).isEqualTo(1235);
        assertThat(run.order().caller().facts().groups()).contains("1235", "1236", "1237");
    }

    @Test
    void verificationIsByTheOperatorsTrustAlone() throws Exception {
        Ended ended = run(List.of("verify", "bench:v1"));
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("trust.yaml").doesNotContain("of/his/own");
    }

    /** Quotas, reserved blocks, files of /proc, names of senders on a socket: root's, if root writes. */
    @ParameterizedTest
    @ValueSource(strings = {">/proc/self/comm", ">file", "<file", "2>>file", ">/dev/full", "| cat | cat"})
    void whereTheWritersRightsCountTheServiceDoesNotWrite(String redirection) throws Exception {
        Path file = Files.writeString(installed.work().resolve("file"), "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        int before = service.queue().list(root()).size();
        String line = installed.client() + " run bench:v1 /bin/true " + redirection;
        List<String> words = List.of(
                "/usr/bin/setpriv", "--reuid", "1234", "--regid", "1235", "--clear-groups", "/bin/sh", "-c", line);
        ProcessBuilder builder = installed.prepared(installed.sockets(), words);
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = builder.start();
        process.getInputStream().readAllBytes();
        process.getErrorStream().readAllBytes();
        process.waitFor();
        assertThat(service.queue().list(root())).hasSize(redirection.startsWith("|") ? before + 1 : before);
    }

    private static ServiceCaller root() {
        return ServiceCaller.user(Callers.of(CallerIds.current(), "socket-peer"), 0);
    }

    @Test
    void whoCannotEnterTheFolderIsJavas() throws Exception {
        Path folder = Files.createDirectory(
                installed.folder().resolve("private"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<String> words = List.of(
                "/usr/bin/setpriv",
                "--reuid",
                "1234",
                "--regid",
                "1235",
                "--clear-groups",
                installed.client().toString(),
                "nothing");
        assertThat(installed.prepared(folder, words).start().waitFor()).isNotZero();
    }
}
