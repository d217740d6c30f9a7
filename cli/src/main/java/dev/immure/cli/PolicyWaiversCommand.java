package dev.immure.cli;

import dev.immure.cli.render.Console;
import dev.immure.cli.render.WaiversReport;
import dev.immure.policy.PolicyBundle;
import dev.immure.policy.bundle.PolicyAtHand;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code immure policy waivers}. */
@Command(
        name = "waivers",
        description = "List the waivers of a policy, or those that soon lift nothing any more.",
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:no waiver expires within the days of --expiring, or the option is not given",
            "1:one does, or has expired"
        },
        footer = {"", "Example:", "  immure policy waivers --expiring 30d ./policies"})
final class PolicyWaiversCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final GlobalOptions global = new GlobalOptions();

    @Option(
            names = "--expiring",
            paramLabel = "DAYS",
            converter = Days.class,
            description = "Only those that expire within so many days, today included, such as 30d.")
    private OptionalLong expiring = OptionalLong.empty();

    @Parameters(index = "0", arity = "0..1", paramLabel = PolicyPlaces.LABEL, description = PolicyPlaces.DESCRIPTION)
    private @Nullable Path place;

    PolicyWaiversCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PolicyAtHand hand = PolicyPlaces.at(global, place);
        WaiversReport report = WaiversReport.of(
                hand.place(),
                PolicyBundle.orThrow(hand.compilation())
                        .waivers(Clock.systemUTC().instant()),
                expiring);
        global.answer(console, report);
        return expiring.isPresent() && !report.waivers().isEmpty() ? ExitStatus.NEGATIVE : ExitStatus.OK;
    }

    /** Days, with their letter: what is expected of a date that is far away is not a number of seconds. */
    static final class Days implements ITypeConverter<OptionalLong> {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,4})d");

        @Override
        public OptionalLong convert(String text) {
            var days = FORM.matcher(text);
            if (!days.matches()) {
                throw new TypeConversionException("'" + text + "' is not a number of days such as 30d");
            }
            return OptionalLong.of(Long.parseLong(days.group(1)));
        }
    }
}
