import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs test classes in one JVM: VmTests GROUP CLASS... Results go to descriptor 3, one line for each test. */
final class VmTests {
    private VmTests() {}

    public static void main(String[] arguments) throws Exception {
        String group = arguments[0];
        List<ClassSelector> classes = Arrays.stream(arguments)
                .skip(1)
                .map(DiscoverySelectors::selectClass)
                .toList();
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request().selectors(classes).build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        Set<String> held = new HashSet<>();
        try (PrintStream results =
                new PrintStream(new FileOutputStream("/proc/self/fd/3"), true, StandardCharsets.UTF_8)) {
            LauncherFactory.create().execute(request, summary, new Lines(group, results, held));
        }
        TestExecutionSummary counts = summary.getSummary();
        counts.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 30);
        // A class whose every test was skipped is one that was sent here for nothing.
        boolean complete = held.containsAll(List.of(arguments).subList(1, arguments.length));
        System.exit(counts.getTotalFailureCount() == 0 && complete ? 0 : 1);
    }

    /** {@code TEST group status test class why}; collects the classes that a test held of. */
    private record Lines(String group, PrintStream out, Set<String> held) implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                held.add(test.getParentId().map(VmTests::lastClass).orElse(""));
            }
            boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
            if (test.isTest() || failed) {
                line(result.getStatus().name(), test, result.getThrowable().map(Throwable::toString).orElse(""));
            }
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            line("SKIPPED", test, reason);
        }

        private void line(String status, TestIdentifier test, String why) {
            String text = "TEST " + group + " " + status + " " + test.getLegacyReportingName() + " "
                    + test.getParentId().map(VmTests::lastClass).orElse("") + " " + why;
            out.println(text.replaceAll("\\p{Cntrl}+", " ").strip());
        }
    }

    private static String lastClass(String uniqueId) {
        int at = uniqueId.lastIndexOf("[class:");
        return at < 0 ? "" : uniqueId.substring(at + 7, uniqueId.indexOf(']', at));
    }
}
