package dev.immure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.immure.cli.caller.Variables;
import dev.immure.cli.fault.CliFault;
import dev.immure.cli.serve.ServeSettings;
import dev.immure.cli.serve.TlsSettings;
import dev.immure.core.Fault;
import dev.immure.core.ImmureException;
import dev.immure.core.audit.AuditSettings;
import dev.immure.core.host.CallerIds;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.image.registry.RegistryRule;
import dev.immure.core.image.store.TreeVerification;
import dev.immure.core.resource.CgroupParent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final CallerIds ROOT = new CallerIds(0, 0);
    private static final CallerIds USER = new CallerIds(1000, 1000);
    private static final String VALID = """
            schema: 1
            root: state
            trust: trust.yaml
            policy: /srv/policies
            policy-trust: policy-trust.yaml
            profile: strict
            cgroup:
              parent: /immure
            """;

    private static final String TLS = """
            schema: 1
            serve:
              tls: {listen: "%s", certificate: server.pem, key: /srv/server.key, clients: clients.pem%s}
            """;

    @TempDir
    private Path directory;

    @Test
    void readsEveryKeyAndResolvesPathsFromTheFile() throws IOException {
        assertThat(options(write("immure.yaml", VALID)).configuration(places(ROOT, Map.of())))
                .isEqualTo(new Configuration(
                        directory.resolve("state"),
                        Optional.of(directory.resolve("trust.yaml")),
                        Optional.of(Path.of("/srv/policies")),
                        Optional.of(directory.resolve("policy-trust.yaml")),
                        Optional.of("strict"),
                        Optional.of(new CgroupParent("/immure")),
                        Optional.empty(),
                        TreeVerification.STAT,
                        Map.of(),
                        AuditSettings.DEFAULT,
                        ServeSettings.defaults()));
    }

    /** Who calls Immure names another file, and the one of the machine holds in this one point. */
    @Test
    void whomTheMachineTrustsForPoliciesHoldsWhateverFileIsNamed() throws IOException {
        write("etc/immure.yaml", "schema: 1\npolicy-trust: machine.yaml\nprofile: strict\n");
        Path named = write("named.yaml", "schema: 1\npolicy-trust: mine.yaml\n");
        Configuration read = options(named).configuration(places(USER, Map.of()));
        assertThat(read.policyTrust()).contains(directory.resolve("etc/machine.yaml"));
        assertThat(read.profile()).isEmpty();
        Path silent = write("silent.yaml", "schema: 1\n");
        assertThat(options(silent).configuration(places(USER, Map.of())).policyTrust())
                .contains(directory.resolve("etc/machine.yaml"));
    }

    @Test
    void saysWhatOfTheFactsIsNotWrittenDown() throws IOException {
        Path file = write("immure.yaml", "schema: 1\naudit:\n  mask: [\"/run/argv/*\", /image/labels/token]\n");
        assertThat(options(file)
                        .configuration(places(ROOT, Map.of()))
                        .recording()
                        .mask()
                        .pointers())
                .containsExactly("/run/argv/*", "/image/labels/token");
    }

    @Test
    void aPointerThatIsNoneIsAFaultOfTheFile() throws IOException {
        Fault fault = fault(write("immure.yaml", "schema: 1\naudit:\n  mask: [run/argv]\n"));
        assertThat(fault.code()).isEqualTo(CliFault.CONFIG);
        assertThat(fault.why()).contains("mask").contains("run/argv");
    }

    @Test
    void saysHowRegistriesAreSpokenTo() throws IOException {
        Path file = write("immure.yaml", """
                schema: 1
                registries:
                  registry.example:
                    mirrors: ["mirror.example:5000"]
                    lookaside: sigstore
                  "127.0.0.1:5055":
                    insecure: false
                  old.example:
                    insecure: true
                    lookaside: https://old.example/sigstore
                """);
        assertThat(options(file).configuration(places(ROOT, Map.of())).registries())
                .isEqualTo(Map.of(
                        RegistryHost.parse("registry.example"),
                        new RegistryRule(
                                List.of(RegistryHost.parse("mirror.example:5000")),
                                Optional.empty(),
                                List.of(),
                                Optional.of(directory.resolve("sigstore").toUri())),
                        RegistryHost.parse("127.0.0.1:5055"),
                        new RegistryRule(List.of(), Optional.of(RegistryRule.Wire.HTTPS), List.of(), Optional.empty()),
                        RegistryHost.parse("old.example"),
                        new RegistryRule(
                                List.of(),
                                Optional.of(RegistryRule.Wire.HTTP),
                                List.of(),
                                Optional.of(URI.create("https://old.example/sigstore")))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "registry: {}|not the name of a registry",
                "'a.example:99999': {}|a port is a number",
                "a.example: {insecure: 'yes'}|insecure is text, not true or false",
                "a.example: {mirrors: [a b]}|not the name of a registry",
                "a.example: {ca: none.pem}|it does not exist",
                "a.example: {lookaside: 'ftp://a.example/'}|neither a path nor an address",
                "a.example: {lookaside: 'https://u@a.example/'}|neither a path nor an address",
                "a.example: {tls: no}|not a field",
            })
    void aRegistryThatCannotBeSpokenToSoIsAFault(String registry, String why) throws IOException {
        Path file = write("immure.yaml", "schema: 1\nregistries:\n  " + registry + "\n");
        Fault fault = fault(file);
        assertThat(fault.code()).isEqualTo(CliFault.CONFIG);
        assertThat(fault.why()).contains(why);
    }

    @Test
    void jsonIsAsGoodAsYaml() throws IOException {
        Path file = write("immure.json", "{\"schema\": 1, \"profile\": \"strict\"}");
        assertThat(options(file).configuration(places(ROOT, Map.of())).profile())
                .contains("strict");
    }

    @Test
    void aProfileWithASlashIsAPathFromTheFile() throws IOException {
        Path file = write("immure.yaml", VALID.replace("profile: strict", "profile: profiles/profile.json"));
        assertThat(options(file).configuration(places(ROOT, Map.of())).profile())
                .contains(directory.resolve("profiles/profile.json").toString());
    }

    @Test
    void theOptionForTheStateFolderWinsOverTheFile() throws IOException {
        GlobalOptions options = options(write("immure.yaml", VALID));
        options.root = Path.of("/elsewhere");
        assertThat(options.configuration(places(ROOT, Map.of())).root()).isEqualTo(Path.of("/elsewhere"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: 1       | schema: 2           | schema is not 1",
                "schema: 1       | colour: red         | schema is missing",
                "profile: strict | profil: strict      | profil is not a field that is known here",
                "profile: strict | root: again         | stands twice",
                "profile: strict | profile: 7          | profile is a whole number, not text",
                "profile: strict | profile: ' '        | profile is empty",
                "profile: strict | profile: [strict]   | profile is a list, not text",
                "root: state     | root: \"a\\0b\"     | root is not a path",
                "profile: strict | profile: \"a/\\0b\" | profile is not a path",
                "profile: strict | profile: [          | not well-formed YAML",
                "profile: strict | profile: !!str x    | tag",
            })
    void refusesAFileWithOneThingWrong(String good, String bad, String why) throws IOException {
        Fault fault = fault(write("immure.yaml", VALID.replace(good, bad)));
        assertThat(fault.code()).isEqualTo(CliFault.CONFIG);
        assertThat(fault.on()).isEqualTo(directory.resolve("immure.yaml").toString());
        assertThat(fault.why()).contains(why);
    }

    @Test
    void reportsAllFaultsAtOnce() throws IOException {
        Fault fault = fault(write("immure.yaml", "schema: 3\nprofile: 1\ntrust: [a]\ncolour: red\nshape: round\n"));
        assertThat(fault.why())
                .contains("line 1: schema is not 1")
                .contains("line 2: profile is a whole number")
                .contains("line 3: trust is a list")
                .contains("line 4: colour is not a field")
                .contains("line 5: shape is not a field");
    }

    @Test
    void refusesAFileThatIsNoMapping() throws IOException {
        assertThat(fault(write("immure.yaml", "- schema: 1\n")).why()).contains("the document is a list");
    }

    @Test
    void refusesAFileThatIsTooLarge() throws IOException {
        Fault fault = fault(write("immure.yaml", VALID + "#".repeat(64 << 10)));
        assertThat(fault.code()).isEqualTo(CliFault.FILE);
        assertThat(fault.why()).contains("larger than 65536 bytes");
    }

    @Test
    void refusesAFileThatEverybodyMayChange() throws IOException {
        Path file = write("immure.yaml", VALID);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
        assertThat(fault(file).code()).isEqualTo(CliFault.PERMISSIONS);
    }

    @Test
    void refusesAFileInAFolderThatTheGroupMayChange() throws IOException {
        Path file = write("immure.yaml", VALID);
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(fault(file).code()).isEqualTo(CliFault.PERMISSIONS);
        assertThat(fault(file).why()).contains("its group may change " + file.getParent());
    }

    @Test
    void refusesWhatIsNoRegularFile() {
        assertThat(fault(Path.of("/dev/zero")).why()).isEqualTo("it is not a regular file");
    }

    @Test
    void aFileThatWasNamedMustExist() {
        Fault fault = fault(directory.resolve("none.yaml"));
        assertThat(fault.code()).isEqualTo(CliFault.FILE);
        assertThat(fault.why()).isEqualTo("it does not exist");
    }

    @Test
    void withoutAnyFileTheCallersOwnPlacesHold() {
        GlobalOptions options = new GlobalOptions();
        assertThat(options.configuration(places(ROOT, Map.of())))
                .isEqualTo(new Configuration(
                        Path.of("/var/lib/immure"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        TreeVerification.STAT,
                        Map.of(),
                        AuditSettings.DEFAULT,
                        ServeSettings.defaults()));
        assertThat(options.configuration(places(USER, Map.of())).root())
                .isEqualTo(directory.resolve("home/.local/share/immure"));
        assertThat(options.configuration(places(USER, Map.of("XDG_DATA_HOME", "/data")))
                        .root())
                .isEqualTo(Path.of("/data/immure"));
    }

    @Test
    void aRelativePathInAVariableOfXdgIsIgnored() {
        assertThat(new GlobalOptions()
                        .configuration(places(USER, Map.of("XDG_DATA_HOME", "data")))
                        .root())
                .isEqualTo(directory.resolve("home/.local/share/immure"));
    }

    @Test
    void theFileOfTheMachineComesBeforeTheUsers() throws IOException {
        write("home/.config/immure/immure.yaml", "schema: 1\nprofile: users\n");
        GlobalOptions options = new GlobalOptions();
        assertThat(options.configuration(places(USER, Map.of())).profile()).contains("users");
        write("etc/immure.yaml", "schema: 1\nprofile: machines\n");
        assertThat(options.configuration(places(USER, Map.of())).profile()).contains("machines");
    }

    @Test
    void theTrustFileHasAPlaceByDefaultAndTheConfigurationFileNamesAnother() throws IOException {
        Path users = write("xdg/immure/trust.yaml", "");
        Map<String, String> variables =
                Map.of("XDG_CONFIG_HOME", directory.resolve("xdg").toString());
        assertThat(new GlobalOptions().configuration(places(USER, variables)).trust())
                .contains(users);
        Path machines = write("etc/trust.yaml", "");
        assertThat(new GlobalOptions().configuration(places(USER, variables)).trust())
                .contains(machines);
        assertThat(options(write("immure.yaml", VALID))
                        .configuration(places(USER, variables))
                        .trust())
                .contains(directory.resolve("trust.yaml"));
    }

    @Test
    void aFileOfTheMachineThatCannotBeReadIsNotPassedOver() throws IOException {
        write("home/.config/immure/immure.yaml", "schema: 1\n");
        Files.createDirectories(directory.resolve("etc"));
        Files.createSymbolicLink(directory.resolve("etc/immure.yaml"), Path.of("gone.yaml"));
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> new GlobalOptions().configuration(places(USER, Map.of())))
                .satisfies(e -> assertThat(e.fault().code()).isEqualTo(CliFault.FILE));
    }

    @Test
    void aFaultyFileStopsEveryCommandThatNeedsIt() throws IOException {
        Path file = write("immure.yaml", "schema: 9\n");
        Cli.Outcome outcome = Cli.bare("image", "ls", "--config", file.toString());
        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(outcome.err()).contains("IMM-CLI-CONFIG").contains("schema is not 1");
    }

    private Path write(String name, String content) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        return file;
    }

    private static GlobalOptions options(Path config) {
        GlobalOptions options = new GlobalOptions();
        options.config = config;
        return options;
    }

    private Fault fault(Path config) {
        try {
            options(config).configuration(places(ROOT, Map.of()));
        } catch (ImmureException e) {
            return e.fault();
        }
        throw new AssertionError("the file was accepted");
    }

    private Places places(CallerIds caller, Map<String, String> variables) {
        return new Places(directory.resolve("etc"), directory.resolve("home"), caller, Variables.of(variables));
    }

    @Test
    void theTlsDoorsFilesAreNamedFromTheFileAndNotRead() throws IOException {
        Path file = write("immure.yaml", TLS.formatted("127.0.0.1:8443", ""));
        assertThat(options(file).configuration(places(ROOT, Map.of())).serve().tls())
                .contains(new TlsSettings(
                        TlsSettings.address("127.0.0.1:8443"),
                        directory.resolve("server.pem"),
                        Path.of("/srv/server.key"),
                        directory.resolve("clients.pem")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:8443|''",
                "127.0.0.1|''",
                "127.0.0.1:8443|, verify: false",
                "127.0.0.1:8443|, clients: x.pem"
            })
    void aTlsDoorThatIsNotWhollyUnderstoodIsRefused(String listen, String more) throws IOException {
        Path file = write("immure.yaml", TLS.formatted(listen, more));
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> options(file).configuration(places(ROOT, Map.of())))
                .returns(CliFault.CONFIG, e -> e.fault().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"listen", "certificate", "key", "clients"})
    void aTlsDoorWithoutAllItsPartsIsRefused(String part) throws IOException {
        String whole = TLS.formatted("127.0.0.1:8443", "");
        Path file = write("immure.yaml", whole.replaceFirst(part + ": [^,}]+,? ?", ""));
        assertThatExceptionOfType(ImmureException.class)
                .isThrownBy(() -> options(file).configuration(places(ROOT, Map.of())))
                .returns(CliFault.CONFIG, e -> e.fault().code());
    }
}
