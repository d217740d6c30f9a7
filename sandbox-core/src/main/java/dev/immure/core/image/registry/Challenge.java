package dev.immure.core.image.registry;

import dev.immure.core.image.RegistryFault;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a registry demands before it answers (RFC 9110, section 11.6.1; distribution-spec's token authentication). */
public sealed interface Challenge {
    /** The name and password themselves. */
    record Basic() implements Challenge {}

    /**
     * A token of another server.
     *
     * @param realm absolute, with a host, without user and fragment
     */
    record Bearer(URI realm, Optional<String> service) implements Challenge {}

    /** The most characters of the header. */
    int MAX_LENGTH = 4096;

    /**
     * Parses the headers, of which the first that is understood counts, a token before a password.
     *
     * @throws dev.immure.core.ImmureException {@link RegistryFault#CHALLENGE}
     */
    static Challenge parse(List<String> headers, Object host) {
        Optional<Challenge> basic = Optional.empty();
        if (headers.size() > Parser.MAX_HEADERS) {
            throw flaw(host, "it has more than " + Parser.MAX_HEADERS + " demands");
        }
        for (String header : headers) {
            Challenge found = new Parser(header, host).parse();
            if (found instanceof Bearer) {
                return found;
            }
            basic = Optional.of(found);
        }
        return basic.orElseThrow(() -> flaw(host, "it demands credentials and does not say which"));
    }

    private static RuntimeException flaw(Object host, String why) {
        return RegistryFault.CHALLENGE.at("cannot answer the demand of registry", host, why);
    }

    /** One challenge per header: a list of several in one is ambiguous to parse (RFC 9110, section 11.6.1). */
    final class Parser {
        private static final int MAX_HEADERS = 4;
        private static final Pattern SCHEME = Pattern.compile("([A-Za-z]{1,16})(?: +|$)");
        /** A parameter, its value quoted or a token, then a comma or the end. */
        private static final Pattern PARAMETER = Pattern.compile(
                "([a-z_]{1,32})=(?:\"([\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*+)\"|([A-Za-z0-9._~+/:-]++)) *(, *|$)");

        private final String header;
        private final Object host;

        private Parser(String header, Object host) {
            this.header = header;
            this.host = host;
        }

        private Challenge parse() {
            if (header.length() > MAX_LENGTH) {
                throw flaw(host, "it has more than " + MAX_LENGTH + " characters");
            }
            Matcher scheme = SCHEME.matcher(header);
            if (!scheme.lookingAt()) {
                throw flaw(host, "it has no scheme");
            }
            Map<String, String> parameters = parameters(scheme.end());
            return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
                case "basic" -> new Basic();
                case "bearer" -> new Bearer(realm(parameters), Optional.ofNullable(parameters.get("service")));
                default -> throw flaw(host, "its scheme is neither Basic nor Bearer");
            };
        }

        private Map<String, String> parameters(int from) {
            Map<String, String> found = new HashMap<>();
            Matcher matcher = PARAMETER.matcher(header);
            int at = from;
            while (at < header.length()) {
                if (!matcher.region(at, header.length()).lookingAt()) {
                    throw flaw(host, "its parameters are malformed");
                }
                String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
                if (found.put(matcher.group(1), value) != null) {
                    throw flaw(host, "it has a parameter twice");
                }
                at = matcher.end();
            }
            if (header.endsWith(",")) {
                throw flaw(host, "its parameters are malformed");
            }
            return found;
        }

        private URI realm(Map<String, String> parameters) {
            try {
                URI realm = new URI(parameters.getOrDefault("realm", ""));
                boolean web = "https".equals(realm.getScheme()) || "http".equals(realm.getScheme());
                if (web && realm.getHost() != null && realm.getUserInfo() == null && realm.getFragment() == null) {
                    return realm;
                }
            } catch (URISyntaxException e) {
                // The same answer as for one that is well-formed and useless.
            }
            throw flaw(host, "its realm is no address of the web");
        }
    }
}
