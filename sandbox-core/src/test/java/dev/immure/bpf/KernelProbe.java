package dev.immure.bpf;

import dev.immure.core.runtime.BpfProgram;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes system calls under a filter on the real kernel, by the C program in src/test/c. */
public final class KernelProbe {
    private static final String SOURCE = "sandbox-core/src/test/c/seccomp-call.c";

    private final Path folder;
    private final Path binary;

    /** Compiles the program into a folder of the test's. */
    public KernelProbe(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.binary = folder.resolve("seccomp-call");
        run(List.of("gcc", "-O1", "-Wall", "-Wextra", "-Werror", "-o", binary.toString(), source().toString()), "");
    }

    /** One system call: {@code native} or {@code i386}, its number, and up to six arguments. */
    public record Call(String abi, long number, List<Long> arguments) {
        public static Call of(long number, long... arguments) {
            return new Call("native", number, Arrays.stream(arguments).boxed().toList());
        }

        private String line() {
            String registers = IntStream.range(0, 6)
                    .mapToLong(i -> i < arguments.size() ? arguments.get(i) : 0)
                    .mapToObj(Long::toHexString)
                    .collect(Collectors.joining(" "));
            return abi + " " + Long.toHexString(number) + " " + registers;
        }
    }

    /** What came of each call: {@code returned N}, {@code errno N} or {@code signal N}. */
    public List<String> make(BpfProgram filter, List<Call> calls) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("filter"), filter.code());
        String input = calls.stream().map(Call::line).collect(Collectors.joining("\n"));
        List<String> results =
                run(List.of(binary.toString(), file.toString()), input).lines().toList();
        if (results.size() != calls.size()) {
            throw new IllegalStateException(results.size() + " answers to " + calls.size() + " calls");
        }
        return results;
    }

    /**
     * What the kernel returned to each call, all made by one process.
     *
     * @param filter refuses every call: nothing happens, whatever the arguments
     * @param calls number and six arguments each
     */
    public long[] answers(BpfProgram filter, List<long[]> calls) throws IOException, InterruptedException {
        ByteBuffer in = ByteBuffer.allocate(calls.size() * 56).order(ByteOrder.LITTLE_ENDIAN);
        calls.forEach(call -> Arrays.stream(call).forEach(in::putLong));
        Path file = Files.write(folder.resolve("filter"), filter.code());
        Path out = folder.resolve("answers");
        int status = new ProcessBuilder(binary.toString(), file.toString(), "--all")
                .redirectInput(Files.write(folder.resolve("calls"), in.array()).toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        byte[] results = Files.readAllBytes(out);
        if (status != 0 || results.length != calls.size() * Long.BYTES) {
            throw new IllegalStateException("status " + status + ", " + results.length + " bytes of answers");
        }
        long[] answers = new long[calls.size()];
        ByteBuffer.wrap(results).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(answers);
        return answers;
    }

    /** Runs a program under the filter, in the test's folder; gives back its output when it ends with status 0. */
    public String runProgram(BpfProgram filter, List<String> command) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("filter"), filter.code());
        return run(
                Stream.concat(Stream.of(binary.toString(), file.toString()), command.stream())
                        .toList(),
                "");
    }

    private String run(List<String> command, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(folder.resolve("stdin"), input);
        Path out = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        int status = process.waitFor();
        String output = Files.readString(out, StandardCharsets.UTF_8);
        if (status != 0) {
            throw new IllegalStateException(command + " ended with " + status + ": " + output);
        }
        return output;
    }

    /** Tests of every module may use it, so it is looked for from the module's folder upwards. */
    private static Path source() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(SOURCE))) {
                return at.resolve(SOURCE);
            }
        }
        throw new IllegalStateException(SOURCE + " is not above the working directory");
    }
}
