package dev.immure.policy.internal.drools;

import org.jspecify.annotations.Nullable;
import org.kie.api.conf.ConfigurationKey;
import org.kie.api.conf.OptionKey;
import org.kie.api.conf.OptionsConfiguration;
import org.kie.internal.builder.KnowledgeBuilderConfiguration;
import org.kie.internal.builder.conf.KnowledgeBuilderOption;
import org.kie.internal.builder.conf.MultiValueKieBuilderOption;
import org.kie.internal.builder.conf.PropertySpecificOption;
import org.kie.internal.builder.conf.SingleValueKieBuilderOption;

/**
 * Facts never change, so nothing reacts to properties: without this Drools reads the annotations of every getter of every
 * fact type through proxies, about 10 ms of a cold start.
 */
final class NoPropertyReactivity implements KnowledgeBuilderConfiguration {
    @Override
    @SuppressWarnings("unchecked") // The builder of packages asks for this one option.
    public <C extends SingleValueKieBuilderOption> @Nullable C getOption(OptionKey<C> key) {
        return PropertySpecificOption.KEY.equals(key) ? (C) (Object) PropertySpecificOption.DISABLED : null;
    }

    @Override
    public void makeImmutable() {}

    @Override
    public <C extends KnowledgeBuilderOption> void setOption(C option) {
        throw new UnsupportedOperationException("these options are fixed");
    }

    @Override
    public <
                    X extends
                            OptionsConfiguration<
                                            KnowledgeBuilderOption,
                                            SingleValueKieBuilderOption,
                                            MultiValueKieBuilderOption>>
            X as(ConfigurationKey<X> key) {
        throw new UnsupportedOperationException("there is no other view of these options");
    }

    @Override
    public ClassLoader getClassLoader() {
        return NoPropertyReactivity.class.getClassLoader();
    }

    @Override
    public boolean setProperty(String name, String value) {
        return false;
    }

    @Override
    public @Nullable String getProperty(String name) {
        return null;
    }
}
