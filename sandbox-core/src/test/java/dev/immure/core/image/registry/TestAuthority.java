package dev.immure.core.image.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority made by the JDK's keytool, and a server it vouches for. */
public final class TestAuthority {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;

    /** @param names of the server, as keytool's {@code san} has them, such as {@code ip:127.0.0.1} */
    public TestAuthority(Path directory, String names) {
        this.directory = directory;
        pair("ca", "CN=Test CA", "-ext", "bc:c=ca:true");
        pair("server", "CN=Test server");
        keytool(new byte[0], "-exportcert", "-rfc", "-alias", "ca", "-file", pem().toString());
        byte[] request = keytool(new byte[0], "-certreq", "-alias", "server");
        byte[] signed = keytool(request, "-gencert", "-rfc", "-alias", "ca", "-validity", "30", "-ext", "san=" + names);
        keytool(signed, "-importcert", "-alias", "server", "-noprompt");
    }

    /** The authority's certificate. */
    public Path pem() {
        return directory.resolve("ca.pem");
    }

    public SSLContext server() {
        try (InputStream in = Files.newInputStream(directory.resolve("store.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            store.deleteEntry("ca");
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void pair(String alias, String name, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-alias", alias, "-dname", name, "-keyalg", "EC", "-validity", "30"));
        arguments.addAll(Arrays.asList(more));
        keytool(new byte[0], arguments.toArray(String[]::new));
    }

    private byte[] keytool(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(
                List.of("-keystore", directory.resolve("store.p12").toString(), "-storepass", new String(PASSWORD)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().write(input);
            process.getOutputStream().close();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            process.getInputStream().transferTo(out);
            int status = process.waitFor();
            if (status != 0) {
                throw new AssertionError(
                        "keytool " + String.join(" ", arguments) + " ends with " + status + ": " + out);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
