import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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
        try (PrintStream results =
                new PrintStream(new FileOutputStream("/proc/self/fd/3"), true, StandardCharsets.UTF_8)) {
            LauncherFactory.create().execute(request, summary, new Lines(group, results));
        }
        TestExecutionSummary counts = summary.getSummary();
        counts.printFailuresTo(new PrintWriter(System.out, true, StandardCharsets.UTF_8), 30);
        boolean held = counts.getTotalFailureCount() == 0 && counts.getTestsSucceededCount() > 0;
        System.exit(held ? 0 : 1);
    }

    /** {@code TEST group status class method}, and {@code SKIP group class method: why}. */
    private record Lines(String group, PrintStream out) implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
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
