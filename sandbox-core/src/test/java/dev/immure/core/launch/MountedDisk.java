package dev.immure.core.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.core.plan.DiskBackend;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link DiskScenarios} on a file system of the test's own: made in a file, mounted in a mount namespace that only the
 * process has in which the scenarios run. Nothing of it is seen outside, and it is gone with that process.
 */
final class MountedDisk {
    private static final long IMAGE_BYTES = 1L << 30;

    private MountedDisk() {}

    /**
     * @param maker the program that makes the file system; the image's path is appended
     * @param mount a shell command with {@code $image} and {@code $point}
     */
    static Map<String, DiskScenarios.Outcome> run(Path folder, DiskBackend backend, List<String> maker, String mount)
            throws IOException {
        Path image = folder.resolve("image");
        make(image, maker);
        Path point = Files.createDirectory(folder.resolve("point"));
        List<String> lines = shell(command(image, point, backend, mount));
        return DiskScenarios.parse(lines);
    }

    /** What mount(8) says when this kernel refuses; empty when it mounts what the maker makes with these options. */
    static String refusal(Path folder, List<String> maker, String options) throws IOException, InterruptedException {
        Path image = folder.resolve("image");
        make(image, maker);
        Path point = Files.createDirectory(folder.resolve("point"));
        Process mount = new ProcessBuilder(List.of(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        "sh",
                        "-ec",
                        "image=$1; point=$2; " + mountCommand(options),
                        "sh",
                        image.toString(),
                        point.toString()))
                .redirectErrorStream(true)
                .start();
        String said = mount.inputReader().readLine();
        int status = mount.waitFor();
        Files.delete(image);
        return status == 0 ? "" : String.valueOf(said);
    }

    /**
     * For a shell in which {@code $image} and {@code $point} are set. losetup(8) lets go of a device that is in use when it
     * is unmounted.
     */
    static String mountCommand(String options) {
        return "[ -e /dev/loop-control ] || modprobe loop; device=$(losetup --find --show \"$image\"); status=0;"
                + " mount -o " + options + " \"$device\" \"$point\" || status=$?;"
                + " losetup --detach \"$device\"; [ $status = 0 ]";
    }

    private static void make(Path image, List<String> maker) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(IMAGE_BYTES);
        }
        List<String> make = new ArrayList<>(maker);
        make.add(image.toString());
        shell(make);
    }

    private static List<String> command(Path image, Path point, DiskBackend backend, String mount) {
        return List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-ec",
                "image=$1; point=$2; shift 2; " + mount + "; mkdir \"$point/work\"; exec \"$@\" \"$point/work\"",
                "sh",
                image.toString(),
                point.toString(),
                ProcessHandle.current().info().command().orElseThrow(),
                "-Djffi.boot.library.path=" + System.getProperty("jffi.boot.library.path"),
                "-Djnr.ffi.asm.enabled=false",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DiskScenarios.class.getName(),
                backend.name());
    }

    /** Its standard output, in lines; what it says beside goes to this process's own. */
    private static List<String> shell(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader().lines().toList();
        try {
            assertThat(process.waitFor()).as(command.getFirst() + " " + lines).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return lines;
    }
}
