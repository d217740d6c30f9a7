package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.immure.bpf.KernelProbe;
import dev.immure.profiles.ShippedFilters.Filter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The other half of an allow-list: what people run works under it, and as it does without. */
class OrdinaryProgramsIT {
    @TempDir
    Path folder;

    private KernelProbe probe;

    @BeforeEach
    void compileTheProbe() throws Exception {
        probe = new KernelProbe(folder);
    }

    static List<Filter> both() {
        return List.of(ShippedFilters.DEFAULT, ShippedFilters.STRICT);
    }

    private String run(Filter filter, String... command) throws Exception {
        return probe.runProgram(filter.program(), List.of(command));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @MethodSource("both")
    void shellAndItsTools(Filter filter) throws Exception {
        String script = """
                set -e
                mkdir tree && printf 'b\\na\\nc\\n' > tree/letters && cp tree/letters tree/copy && ln -s copy tree/link
                mv tree/copy tree/moved && chmod 640 tree/moved && touch -d 2020-01-01 tree/letters
                tar -cf - tree | gzip -9 | gzip -d | tar -tf - | sort | wc -l
                sort tree/letters | sed s/a/A/ | awk '{print NR ":" $0}' | head -n 1
                sleep 0.01 & wait
                mkfifo pipe 2>/dev/null || true
                find tree -type f | xargs -n 1 -P 2 cat | wc -c
                (ulimit -c 0; kill -TERM $$) || true
                """;
        // The last line ends the shell by a signal of its own; so it runs in one more shell.
        String output = run(filter, "sh", "-c", "sh -c \"$1\" || test $? = 143", "sh", script);
        assertThat(output.lines().map(String::strip)).startsWith("4", "1:A", "12");
    }

    @ParameterizedTest
    @MethodSource("both")
    void theCompilerAndWhatItMade(Filter filter) throws Exception {
        Path source = write("threads.c", """
                #include <pthread.h>
                #include <spawn.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <sys/wait.h>
                extern char **environ;
                static void *twice(void *n) { return (void *)(2 * (long)n); }
                int main(void) {
                    pthread_t thread; void *result; pid_t child; int status;
                    char *argv[] = {"true", NULL};
                    if (pthread_create(&thread, NULL, twice, (void *)21) || pthread_join(thread, &result)) return 1;
                    if (posix_spawnp(&child, "true", NULL, NULL, argv, environ) || waitpid(child, &status, 0) < 0) return 2;
                    printf("%ld %d %d\\n", (long)result, status, system("exit 3") >> 8);
                    return 0;
                }
                """);
        run(filter, "gcc", "-O2", "-pthread", "-o", "threads", source.toString());
        assertThat(run(filter, "./threads")).isEqualTo("42 0 3\n");
    }

    @ParameterizedTest
    @MethodSource("both")
    void javaWithThreadsAndChildProcesses(Filter filter) throws Exception {
        write("Hello.java", """
                import java.nio.file.*;
                import java.util.stream.IntStream;
                class Hello {
                    public static void main(String[] args) throws Exception {
                        Path file = Files.writeString(Path.of("hello.txt"), "hello");
                        int sum = IntStream.range(0, 10_000).parallel().sum();
                        Thread.ofVirtual().start(() -> System.gc()).join();
                        int status = new ProcessBuilder("sh", "-c", "exit 7").start().waitFor();
                        System.out.println(Files.readString(file) + " " + sum + " " + status);
                    }
                }
                """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        assertThat(run(filter, java, "-Xmx128m", "-XX:-UsePerfData", "Hello.java"))
                .isEqualTo("hello 49995000 7\n");
    }

    @ParameterizedTest
    @MethodSource("both")
    void perlAndItsForks(Filter filter) throws Exception {
        String program = "my $p = fork; if (!$p) { exit 5 } waitpid $p, 0; print $? >> 8, ' ', `echo inner`;"
                + " open my $f, '>', 'p' or die; print $f 'x'; close $f; utime 1, 1, 'p'; print +(stat 'p')[9]";
        assertThat(run(filter, "perl", "-e", program)).isEqualTo("5 inner\n1");
    }

    @ParameterizedTest
    @MethodSource("both")
    void pythonWithProcessesAndThreads(Filter filter) throws Exception {
        assumeInstalled("python3");
        Path program = write("p.py", """
                import concurrent.futures as f, multiprocessing as m, os, select, subprocess, tempfile, threading, time
                def square(n): return n * n
                if __name__ == '__main__':
                    with f.ThreadPoolExecutor(2) as threads: a = sum(threads.map(square, range(5)))
                    with m.get_context('fork').Pool(2) as processes: b = sum(processes.map(square, range(5)))
                    c = subprocess.run(['sh', '-c', 'echo out; exit 4'], capture_output=True)
                    with tempfile.TemporaryDirectory() as d: open(os.path.join(d, 'x'), 'w').write('x')
                    select.epoll().close(); time.sleep(0.001)
                    print(a, b, c.stdout.decode().strip(), c.returncode)
                """);
        assertThat(run(filter, "python3", program.toString())).isEqualTo("30 30 out 4\n");
    }

    @ParameterizedTest
    @MethodSource("both")
    void nodeWithWorkersAndChildProcesses(Filter filter) throws Exception {
        assumeInstalled("node");
        Path program = write("n.js", """
                const { Worker, isMainThread, parentPort } = require('worker_threads');
                if (!isMainThread) { parentPort.postMessage(42); } else {
                  require('fs').writeFileSync('n.txt', 'text');
                  const child = require('child_process').spawnSync('sh', ['-c', 'echo out; exit 4']);
                  new Worker(__filename).on('message', (m) =>
                    require('fs').promises.readFile('n.txt', 'utf8').then((t) =>
                      console.log(m, t, child.stdout.toString().trim(), child.status)));
                }
                """);
        assertThat(run(filter, "node", program.toString())).isEqualTo("42 text out 4\n");
    }

    @ParameterizedTest
    @MethodSource("both")
    void gitWithARepository(Filter filter) throws Exception {
        assumeInstalled("git");
        String script = "git init -q r && cd r && echo x > f && git add f"
                + " && git -c user.name=n -c user.email=e commit -qm first && git gc -q && git log --format=%s";
        assertThat(run(filter, "sh", "-c", script)).isEqualTo("first\n");
    }

    private static void assumeInstalled(String program) {
        boolean isThere = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeThat(isThere)
                .as(program + " is no part of the build's requirements")
                .isTrue();
    }
}
