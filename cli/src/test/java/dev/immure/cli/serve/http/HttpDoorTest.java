package dev.immure.cli.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpDoorTest {
    @ParameterizedTest
    @CsvSource({"1024, 512", "8192, 4096", "20000, 15904", "524288, 16384", "9223372036854775807, 16384", "1, 1"})
    void connectionsLeaveDescriptorsToRuns(long descriptors, int connections) {
        assertThat(HttpDoor.mostConnections(descriptors)).isEqualTo(connections);
    }
}
