package dev.immure.cli.serve.client;

import dev.immure.core.Fault;
import dev.immure.core.FaultCode;
import dev.immure.core.FaultKind;
import dev.immure.core.ImmureException;
import dev.immure.core.json.JsonException;
import dev.immure.core.json.JsonObject;

/** The code of a fault that another process has told of. */
record ServedFault(String id) implements FaultCode {
    @Override
    public FaultKind kind() {
        return FaultKind.HOST;
    }

    static ImmureException of(JsonObject error) throws JsonException {
        return new ImmureException(new Fault(
                new ServedFault(error.requireString("code")),
                error.requireString("what"),
                error.requireString("on"),
                error.requireString("why"),
                error.requireString("remedy")));
    }
}
