package dev.immure.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.immure.bpf.KernelProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What solutions of tasks do, in each language that has a profile: reading and writing, threads, large memory, sorting,
 * clocks, files. Compiled under the profile {@code compile}, run under that of the language. A language whose tools are not
 * installed is left out.
 */
class JudgeProgramsIT {
    @TempDir
    Path folder;

    private KernelProbe probe;

    @BeforeEach
    void compileTheProbe() throws Exception {
        probe = new KernelProbe(folder);
    }

    private String run(String profile, String... command) throws Exception {
        return probe.runProgram(ShippedFilters.of(profile).program(), List.of(command));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** The filter kills, as the kernel does it without PID 1: by SIGSYS, which a parent sees as 128 + 31. */
    private void assertKilled(String profile, String... command) {
        assertThatThrownBy(() -> run(profile, command)).hasMessageContaining("ended with 159");
    }

    private static final String C = """
            #include <pthread.h>
            #include <signal.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <time.h>
            #include <unistd.h>
            static int order(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
            static void *twice(void *n) { return (void *)(2 * (long)n); }
            int main(void) {
                pthread_t thread;
                void *result;
                int *values = malloc(4 << 20);
                struct timespec pause = {0, 1000};
                FILE *file;
                for (int i = 0; i < 1 << 20; i++) values[i] = (i * 7919) & 0xfffff;
                qsort(values, 1 << 20, sizeof *values, order);
                values = realloc(values, 160 << 20);
                memset(values + (1 << 20), 1, 100 << 20);
                if (pthread_create(&thread, NULL, twice, (void *)21) || pthread_join(thread, &result)) return 1;
                if (!(file = fopen("c.txt", "w+")) || fputs("text", file) < 0 || fclose(file) || remove("c.txt")) return 2;
                nanosleep(&pause, NULL); alarm(100); signal(SIGALRM, SIG_IGN); usleep(1);
                printf("%d %ld %d\\n", values[1], (long)result, time(NULL) > clock() / CLOCKS_PER_SEC);
                if (isatty(0)) return 3;
                return 0;
            }
            """;

    @Test
    void aSolutionInC() throws Exception {
        write("c.c", C);
        run("compile", "gcc", "-O2", "-pthread", "-o", "c", "c.c");
        assertThat(run("judge-c", "./c")).isEqualTo("1 42 1\n");
        run("compile", "gcc", "-O2", "-static", "-pthread", "-o", "static", "c.c");
        assertThat(run("judge-c", "./static")).isEqualTo("1 42 1\n");
    }

    @Test
    void aSolutionInCpp() throws Exception {
        write("c.cpp", """
                #include <algorithm>
                #include <chrono>
                #include <filesystem>
                #include <fstream>
                #include <future>
                #include <iostream>
                #include <map>
                #include <random>
                #include <thread>
                #include <vector>
                int main() {
                    std::ios::sync_with_stdio(false);
                    std::vector<unsigned long> values(1 << 20);
                    std::mt19937_64 random(std::random_device{}());
                    for (auto &value : values) value = random();
                    std::sort(values.begin(), values.end());
                    auto later = std::async(std::launch::async, [] { return 42; });
                    std::thread([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }).join();
                    std::map<int, int> map;
                    for (int i = 0; i < 100000; i++) map[i] = i;
                    try { throw 1; } catch (int) { }
                    std::ofstream("cpp.txt") << 1;
                    std::filesystem::remove("cpp.txt");
                    std::cout << later.get() << " " << map.size() << std::endl;
                }
                """);
        run("compile", "g++", "-O1", "-std=c++17", "-pthread", "-o", "cpp", "c.cpp");
        assertThat(run("judge-cpp", "./cpp")).isEqualTo("42 100000\n");
    }

    @Test
    void aSolutionInRust() throws Exception {
        assumeInstalled("rustc");
        write("r.rs", """
                use std::collections::HashMap;
                fn main() {
                    let mut values: Vec<u64> = (0..1_000_000u64).map(|x| x.wrapping_mul(2654435761) % 1_000_003).collect();
                    values.sort();
                    let thread = std::thread::spawn(|| 42);
                    let map: HashMap<i32, i32> = (0..1000).map(|x| (x, x)).collect();
                    std::fs::write("r.txt", "x").unwrap();
                    std::fs::remove_file("r.txt").unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(1));
                    println!("{} {}", thread.join().unwrap(), map.len());
                }
                """);
        run("compile", "rustc", "-O", "-o", "rust", "r.rs");
        assertThat(run("judge-rust", "./rust")).isEqualTo("42 1000\n");
    }

    @Test
    void aSolutionInGo() throws Exception {
        assumeInstalled("go");
        write("g.go", """
                package main
                import ("bufio"; "fmt"; "os"; "runtime"; "sort"; "sync"; "time")
                func main() {
                    values := make([]int, 1<<20)
                    for i := range values { values[i] = (i * 7919) & 0xfffff }
                    sort.Ints(values)
                    var group sync.WaitGroup
                    sums := make(chan int, 8)
                    for i := 0; i < 8; i++ { group.Add(1); go func(n int) { defer group.Done(); sums <- n * n }(i) }
                    group.Wait(); close(sums)
                    total := 0
                    for s := range sums { total += s }
                    os.WriteFile("g.txt", []byte("x"), 0600); os.Remove("g.txt")
                    time.Sleep(time.Millisecond); runtime.GC()
                    out := bufio.NewWriter(os.Stdout); defer out.Flush()
                    fmt.Fprintln(out, total, values[1])
                }
                """);
        run(
                "compile",
                "env",
                "HOME=" + folder,
                "GOCACHE=" + folder.resolve("cache"),
                "go",
                "build",
                "-o",
                "go",
                "g.go");
        assertThat(run("judge-go", "./go")).isEqualTo("140 1\n");
    }

    @Test
    void aSolutionInJava() throws Exception {
        write("Main.java", """
                import java.nio.file.*;
                import java.util.*;
                import java.util.stream.*;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        long[] values = new Random(1).longs(300_000).toArray();
                        Arrays.parallelSort(values);
                        byte[] large = new byte[40 << 20];
                        Thread.ofVirtual().start(System::gc).join();
                        Files.delete(Files.writeString(Path.of("j.txt"), "x"));
                        Thread.sleep(1);
                        new java.security.SecureRandom().nextInt();
                        System.out.println(IntStream.range(0, 10_000).parallel().sum() + " " + large.length);
                    }
                }
                """);
        String bin = Path.of(System.getProperty("java.home"), "bin").toString();
        run("compile", bin + "/javac", "-J-Xmx128m", "Main.java");
        assertThat(run("judge-java", bin + "/java", "-Xmx128m", "-XX:-UsePerfData", "-cp", ".", "Main"))
                .isEqualTo("49995000 41943040\n");
    }

    @Test
    void aSolutionInPython() throws Exception {
        String python = "/usr/bin/python3";
        assumeThat(Path.of(python)).isExecutable();
        write("p.py", """
                import asyncio, bisect, collections, decimal, fractions, hashlib, heapq, itertools, json, math, os, random, re
                import sys, threading, time
                from concurrent.futures import ThreadPoolExecutor
                values = [random.random() for _ in range(200000)]; values.sort()
                large = bytearray(50 << 20)
                thread = threading.Thread(target=lambda: time.sleep(0.001)); thread.start(); thread.join()
                open('p.txt', 'w').write('x'); os.remove('p.txt')
                async def later(): await asyncio.sleep(0.001); return 42
                with ThreadPoolExecutor(2) as pool: total = sum(pool.map(lambda x: x * x, range(5)))
                print(total, asyncio.run(later()), len(sys.stdin.read()))
                """);
        assertThat(run("judge-python", python, "p.py")).isEqualTo("30 42 0\n");
    }

    @Test
    void aSolutionInJavaScript() throws Exception {
        assumeInstalled("node");
        write("n.js", """
                const { Worker, isMainThread, parentPort } = require('worker_threads');
                if (!isMainThread) { parentPort.postMessage(42); } else {
                  const text = require('fs').readFileSync(0, 'utf8');
                  const values = Array.from({ length: 200000 }, Math.random).sort((a, b) => a - b);
                  const large = Buffer.alloc(50 << 20, 1);
                  require('crypto').randomBytes(8);
                  require('fs').writeFileSync('n.txt', 'x'); require('fs').unlinkSync('n.txt');
                  new Worker(__filename).on('message', (m) =>
                    require('fs').promises.readFile('n.js').then(() => console.log(m, values.length, text.length)));
                }
                """);
        assertThat(run("judge-node", "node", "n.js")).isEqualTo("42 200000 0\n");
    }

    /** A child process, and two of the calls that only an attack makes. */
    @Test
    void anAttemptEndsTheRun() throws Exception {
        write("a.c", """
                #define _GNU_SOURCE
                #include <stdlib.h>
                #include <sched.h>
                #include <sys/ptrace.h>
                #include <unistd.h>
                int main(int argc, char **argv) {
                    (void)argc;
                    switch (argv[1][0]) {
                    case 'f': fork(); return 0;
                    case 's': return system("exit 0");
                    case 'p': ptrace(PTRACE_TRACEME, 0, 0, 0); return 0;
                    default: unshare(CLONE_NEWUSER); return 0;
                    }
                }
                """);
        run("compile", "gcc", "-o", "a", "a.c");
        for (String profile :
                List.of("judge-c", "judge-cpp", "judge-rust", "judge-go", "judge-java", "judge-python", "judge-node")) {
            for (String attempt : List.of("fork", "system", "ptrace", "unshare")) {
                assertKilled(profile, "./a", attempt);
            }
        }
        assertThat(run("compile", "./a", "fork")).isEmpty();
        assertKilled("compile", "./a", "ptrace");
    }

    private static void assumeInstalled(String program) {
        boolean isThere = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        assumeThat(isThere)
                .as(program + " is no part of the build's requirements")
                .isTrue();
    }
}
