package dev.immure.core.host;

import dev.immure.core.internal.kernel.Descriptors;
import dev.immure.core.internal.kernel.HarmlessCall;
import dev.immure.core.internal.kernel.Programs;
import dev.immure.core.internal.kernel.SeccompLibrary;
import dev.immure.core.network.NetworkTrial;
import dev.immure.core.network.UserNetworkNeeds;
import dev.immure.core.resource.CgroupLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/** The kernel that this process runs on. */
final class LiveKernel implements KernelView {
    private static final int MAX_BYTES = 16 << 20;

    private final boolean thorough;

    LiveKernel() {
        this(false);
    }

    /** @param thorough tries also what takes a while and has to be undone */
    LiveKernel(boolean thorough) {
        this.thorough = thorough;
    }

    @Override
    public Optional<Map<NetworkTrial.Part, String>> networkRefusals() {
        return thorough ? Optional.of(NetworkTrial.refusals()) : Optional.empty();
    }

    @Override
    public UserNetworkNeeds userNetwork() {
        return UserNetworkNeeds.require();
    }

    @Override
    public FileText read(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? FileText.unreadable(path, "is larger than " + MAX_BYTES + " bytes")
                    : FileText.of(path, new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return FileText.unreadable(path, "does not exist");
        } catch (AccessDeniedException e) {
            return FileText.unreadable(path, "may not be read");
        } catch (IOException e) {
            return FileText.unreadable(path, "cannot be read: " + e.getMessage());
        }
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(Path.of(path));
    }

    @Override
    public boolean isWritable(String path) {
        return Files.isWritable(Path.of(path));
    }

    @Override
    public boolean isDelegated(String cgroup) {
        return CgroupLayout.isDelegated(Path.of(cgroup));
    }

    @Override
    public boolean accepts(String path, String text) {
        try (OutputStream out = Files.newOutputStream(Path.of(path), StandardOpenOption.WRITE)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public long attempt(HarmlessCall call) {
        return call.attempt();
    }

    @Override
    public SeccompLibrary seccompLibrary() {
        return SeccompLibrary.load();
    }

    @Override
    public int effectiveUserId() {
        return Descriptors.effectiveUserId();
    }

    @Override
    public int effectiveGroupId() {
        return CallerIds.current().gid();
    }

    @Override
    public boolean raisesRights(String path) {
        return Programs.raisesRights(path);
    }

    @Override
    public String userName() {
        return System.getProperty("user.name", "");
    }
}
