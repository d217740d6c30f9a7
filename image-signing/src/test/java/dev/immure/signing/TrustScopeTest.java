package dev.immure.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.immure.signing.internal.name.RepositoryName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustScopeTest {
    @ParameterizedTest
    @CsvSource({
        "*, anything/at/all",
        "team/app, team/app",
        "team/*, team/app",
        "team/*, team/sub/app",
        "registry.example/*, registry.example/team/app",
        "registry.example:5000/team/*, registry.example:5000/team/app",
        "index.docker.io/*, docker.io/library/busybox",
        "docker.io/library/busybox, index.docker.io/library/busybox"
    })
    void covers(String scope, String name) {
        assertThat(new TrustScope(scope).covers(new RepositoryName(name))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "team/app, team/app2",
        "team/app, team/app/sub",
        "team/app, registry.example/team/app",
        "team/*, team",
        "team/*, team-evil/app",
        "team/*, teamster/app",
        "registry.example/*, registry.example.evil/app",
        "registry.example/*, registry.example:5000/app",
        "registry.example/team/*, registry.example/app"
    })
    void doesNotCover(String scope, String name) {
        assertThat(new TrustScope(scope).covers(new RepositoryName(name))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "**",
                "/*",
                "team*",
                "team/**",
                "*/app",
                "*.example/app",
                "Team/app",
                "team/app:v1",
                "a b/*",
                "..",
                "../*"
            })
    void refusesOtherPatterns(String text) {
        assertThat(TrustScope.parse(text)).isEmpty();
    }
}
