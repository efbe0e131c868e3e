package dev.longhaul.contract.message;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.BeanDeserializerBuilder;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.StdValueInstantiator;
import tools.jackson.databind.introspect.AnnotatedConstructor;

/**
 * Calls the constructors of records by handles that take their arguments as they lie in Jackson's array. Jackson by
 * itself looks such a handle up at every call, which is a sixth of the time in which a message is read.
 */
final class RecordConstructors extends ValueDeserializerModifier {

    @Override
    public BeanDeserializerBuilder updateBuilder(DeserializationConfig config, BeanDescription.Supplier bean,
            BeanDeserializerBuilder builder) {
        if (bean.getBeanClass().isRecord()
                && builder.getValueInstantiator() instanceof StdValueInstantiator usual
                && usual.getWithArgsCreator() instanceof AnnotatedConstructor constructor) {
            try {
                MethodHandle create = MethodHandles.publicLookup().unreflectConstructor(constructor.getAnnotated())
                        .asSpreader(Object[].class, constructor.getParameterCount())
                        .asType(MethodType.methodType(Object.class, Object[].class));
                builder.setValueInstantiator(new Instantiator(usual, create));
            } catch (IllegalAccessException e) {
                // not public: Jackson has its own ways
                return builder;
            }
        }
        return builder;
    }

    private static final class Instantiator extends StdValueInstantiator {

        private final MethodHandle create;

        Instantiator(StdValueInstantiator usual, MethodHandle create) {
            super(usual);
            this.create = create;
        }

        @Override
        public Object createFromObjectWith(DeserializationContext context, Object[] arguments) {
            try {
                return (Object) create.invokeExact(arguments);
            } catch (Error e) {
                throw e;
            } catch (Throwable e) {
                // the handle declares it; a constructor throws what says that its arguments are wrong
                return context.handleInstantiationProblem(getValueClass(), arguments, rewrapCtorProblem(context, e));
            }
        }
    }
}
