package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import dev.immure.core.image.RegistryHost;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonLimits;
import dev.immure.core.json.JsonObject;
import dev.immure.core.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** As whom one registry is asked for one repository: nobody, until it demands more. */
final class Authorization {
    private static final int MAX_TOKEN = 64 << 10;
    private static final JsonLimits TOKEN = new JsonLimits(MAX_TOKEN, 8, 256);

    private final RegistryAccess access;
    private final HttpWire wire;
    private final Origin origin;
    private final RegistryHost registry;
    private final String path;
    private Optional<String> header = Optional.empty();

    /** @param registry by the name that credentials are kept under */
    Authorization(RegistryAccess access, HttpWire wire, Origin origin, RegistryHost registry, String path) {
        this.access = access;
        this.wire = wire;
        this.origin = origin;
        this.registry = registry;
        this.path = path;
    }

    /** The header Authorization, for the registry itself and for nobody else. */
    Optional<String> header() {
        return header;
    }

    /**
     * Answers a demand.
     *
     * @throws IOException when the token server cannot be reached just now
     */
    void answer(Answer demand, Deadline deadline) throws IOException {
        Challenge challenge = Challenge.parse(demand.headers().allValues("WWW-Authenticate"), registry);
        header = Optional.of(
                switch (challenge) {
                    case Challenge.Basic ignored -> basic();
                    case Challenge.Bearer bearer -> "Bearer " + token(bearer, deadline);
                });
    }

    private String basic() {
        return switch (access.credentials().of(registry, path)) {
            case Credentials.Password password -> password.basic();
            case Credentials.None none -> throw denied("it demands a password, and there is none for it");
            case Credentials.Elsewhere helper -> throw helper(helper);
        };
    }

    /** RFC 6750 through distribution-spec's token server; the scope is what we want, whatever the demand names. */
    private String token(Challenge.Bearer bearer, Deadline deadline) throws IOException {
        Origin server = Origin.of(bearer.realm())
                .filter(this::mayGetCredentials)
                .orElseThrow(() -> RegistryFault.CHALLENGE.at(
                        "cannot answer the demand of registry",
                        registry,
                        "its realm is neither an https address elsewhere nor on the registry's own loopback"));
        URI uri = URI.create(bearer.realm() + (bearer.realm().getRawQuery() == null ? "?" : "&")
                + bearer.service()
                        .map(service -> "service=" + encoded(service) + "&")
                        .orElse("")
                + "scope=" + encoded("repository:" + path + ":pull"));
        Map<String, String> headers = switch (access.credentials().of(registry, path)) {
            case Credentials.Password password -> Map.of("Authorization", password.basic());
            case Credentials.None none -> Map.of();
            // Perhaps the image is for everybody; if not, the fault names the helper.
            case Credentials.Elsewhere helper -> Map.of();
        };
        try (Answer answer = wire.get(server.host(), uri, headers, deadline)) {
            if (answer.isBusy()) {
                throw new Busy(answer.status(), Busy.retryAfter(answer.header("Retry-After")));
            }
            if (answer.status() != 200) {
                throw denied("its token server answers with status " + answer.status());
            }
            return token(answer.body().readNBytes(MAX_TOKEN + 1));
        }
    }

    /** By HTTPS, or within this machine: then the registry is on it too. */
    private boolean mayGetCredentials(Origin server) {
        return server.host().isLoopback() ? origin.host().isLoopback() : server.wire() == RegistryRule.Wire.HTTPS;
    }

    private String token(byte[] body) {
        try {
            JsonObject json = StrictJson.parseObject(body, TOKEN);
            String token =
                    json.string("token").or(() -> accessToken(json)).orElseThrow(() -> malformed("it holds no token"));
            // RFC 6750, section 2.1: b64token. Anything else could add a header.
            if (!token.matches("[A-Za-z0-9._~+/-]++=*+")) {
                throw malformed("its token is none of RFC 6750");
            }
            return token;
        } catch (JsonException e) {
            throw malformed("it is not the JSON of a token (" + e.flaw() + ")");
        }
    }

    private Optional<String> accessToken(JsonObject json) {
        try {
            return json.string("access_token");
        } catch (JsonException e) {
            throw malformed("its access_token is no text");
        }
    }

    /** After a demand was answered and is made again. */
    RuntimeException denied(String why) {
        return access.credentials().of(registry, path) instanceof Credentials.Elsewhere helper
                ? helper(helper)
                : RegistryFault.DENIED.at("cannot read from registry", registry + "/" + path, why);
    }

    private RuntimeException helper(Credentials.Elsewhere helper) {
        return RegistryFault.CREDENTIAL_HELPER.at(
                "cannot read from registry",
                registry + "/" + path,
                "its credentials are with the helper docker-credential-" + helper.helper() + ", says " + helper.file());
    }

    private RuntimeException malformed(String why) {
        return RegistryFault.TOKEN.at("cannot use the token for registry", registry, why);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
