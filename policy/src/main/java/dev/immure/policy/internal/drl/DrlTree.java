package dev.immure.policy.internal.drl;

import dev.immure.policy.internal.model.Faults;
import dev.immure.policy.internal.model.PolicyFaultCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.drools.drl.ast.descr.PackageDescr;
import org.drools.drl.parser.DrlParser;
import org.drools.drl.parser.DroolsError;
import org.kie.internal.builder.conf.LanguageLevelOption;

/** Runs DrlParser on a thread of its own: its grammar backtracks, its recursion is deep, and it gives null on error. */
final class DrlTree {
    /** Deep enough for the nesting that {@link RawText} admits, with room. */
    private static final long STACK = 16L * 1024 * 1024;

    private DrlTree() {}

    static Optional<PackageDescr> parse(SourceText source, Faults faults) {
        DrlParser parser = new DrlParser(LanguageLevelOption.DRL6);
        FutureTask<Optional<PackageDescr>> task =
                new FutureTask<>(() -> Optional.ofNullable(parser.parse(false, source.text())));
        Thread thread = new Thread(null, task, "immure-drl-parser", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            Optional<PackageDescr> tree = task.get(Limits.PARSE.toMillis(), TimeUnit.MILLISECONDS);
            return verdict(source, parser.getErrors(), tree, faults);
        } catch (ExecutionException e) {
            // Whatever the parser threw, StackOverflowError included: the file is not a policy.
            faults.add(PolicyFaultCode.SYNTAX, source.file(), "the DRL parser failed: " + e.getCause());
        } catch (TimeoutException e) {
            faults.add(PolicyFaultCode.PARSE_TIME, source.file(), "parsing took longer than " + Limits.PARSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            faults.add(PolicyFaultCode.PARSE_TIME, source.file(), "parsing was interrupted");
        }
        return Optional.empty();
    }

    private static Optional<PackageDescr> verdict(
            SourceText source, List<DroolsError> errors, Optional<PackageDescr> tree, Faults faults) {
        for (DroolsError error : errors) {
            int line = error.getLines().length > 0 ? error.getLines()[0] : 1;
            faults.add(PolicyFaultCode.SYNTAX, source.at(line), strip(error.getMessage()));
        }
        if (errors.isEmpty() && tree.isEmpty()) {
            faults.add(PolicyFaultCode.SYNTAX, source.file(), "the DRL parser found nothing it understands");
        }
        return errors.isEmpty() ? tree : Optional.empty();
    }

    /** {@code [3,23]: [ERR 101] Line 3:23 no viable…} without what {@code file:line} says already. */
    private static String strip(String message) {
        return message.replaceFirst("^(\\[[^\\]]*]:? ?)*(Line \\d+:\\d+ )?", "").strip();
    }
}
