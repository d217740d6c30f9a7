package dev.immure.policy;

import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.io.Serializable;
import org.kie.api.runtime.rule.AccumulateFunction;

/** What {@code import accumulate} may name in plain Drools: any class of this shape, whose methods then run. */
public final class PayloadFunction implements AccumulateFunction<Serializable> {
    private static final long serialVersionUID = 1L;

    /** Made by Drools. */
    public PayloadFunction() {
        // It keeps nothing.
    }

    @Override
    public Serializable createContext() {
        Payload.run();
        return "";
    }

    @Override
    public void init(Serializable context) {}

    @Override
    public void accumulate(Serializable context, Object value) {}

    @Override
    public void reverse(Serializable context, Object value) {}

    @Override
    public Object getResult(Serializable context) {
        return 1L;
    }

    @Override
    public boolean supportsReverse() {
        return false;
    }

    @Override
    public Class<?> getResultType() {
        return Long.class;
    }

    @Override
    public void writeExternal(ObjectOutput out) {}

    @Override
    public void readExternal(ObjectInput in) {}
}
